// Names whose calls a client makes, without showing it: the store of a job must not lead back to a key.
import type { CoreSettings } from '../../wire/types.ts';
import { jobs } from '../runtime/modules.ts';

/** A token that a person made up can be guessed, so that each guess has to take some time. Workers allow 1e5 rounds. */
const ROUNDS = 65_536;
const BITS = 64;

/** What makes two clients see the same batches. It contains the key, so it is kept in memory alone. */
export function credentialsOf({ baseURL, apiKey, headers, workspaceId }: CoreSettings): string {
  const sent = [...new Headers(headers as HeadersInit | undefined)];
  return JSON.stringify([baseURL, apiKey, workspaceId, sent]);
}

/** The same for the same credentials within one job, and different in each job. */
export async function scopeOf(credentials: string, salt: string): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) {
    // A page on plain http has none. Then this thread derives it.
    const loaded = await jobs.instance();
    return loaded.sync((glue) => glue.deriveScope(credentials, salt, ROUNDS));
  }
  const encoder = new TextEncoder();
  const key = await subtle.importKey('raw', encoder.encode(credentials), 'PBKDF2', false, ['deriveBits']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: encoder.encode(salt), iterations: ROUNDS };
  const bits = new Uint8Array(await subtle.deriveBits(how, key, BITS));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
