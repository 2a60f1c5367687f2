// Identifies the credentials of a client without revealing them: the store of a job must not lead back to a key.
import type { CoreSettings } from '../../wire/types.ts';
import { hex } from '../bytes.ts';
import { jobs } from '../runtime/modules.ts';

/** Key derivation rounds, so that guessing a weak token takes time per guess. Workers allow at most 1e5 rounds. */
const ROUNDS = 65_536;
const BITS = 64;

/** Returns the settings that determine which batches a client sees. The result contains the key, so it stays in memory. */
export function credentialsOf({ baseURL, apiKey, headers, workspaceId }: CoreSettings): string {
  const sent = [...new Headers(headers as HeadersInit | undefined)];
  return JSON.stringify([baseURL, apiKey, workspaceId, sent]);
}

/** Returns the same value for the same credentials within one job, and different values for different jobs. */
export async function scopeOf(credentials: string, salt: string): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    // Pages on plain http have no `crypto.subtle`. There, the core derives the value in this thread.
    const loaded = await jobs.instance();
    return loaded.sync((glue) => glue.deriveScope(credentials, salt, ROUNDS));
  }
  const encoder = new TextEncoder();
  const key = await subtle.importKey('raw', encoder.encode(credentials), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: encoder.encode(salt), iterations: ROUNDS };
  return hex(new Uint8Array(await subtle.deriveBits(how, key, BITS)));
}
