// The requests of a job, which are read twice: for the estimate, and to be sent.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stdin } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { type BatchInput, fromRows } from 'message-batches';
import { openFile } from './input.ts';
import { readJson } from './json.ts';
import { removeScratch, scratchPrefix } from './leftovers.ts';

export interface RequestSource {
  /** The requests, from the first. */
  input(): BatchInput;
  /** Of the input, if that is bytes. */
  encoding: string | undefined;
  /** Removes the copy of standard input. */
  release(): Promise<void>;
}

interface Flags {
  template?: string | undefined;
  id?: string | undefined;
  encoding?: string | undefined;
}

export async function requestSource(file: string, { template, id, encoding }: Flags): Promise<RequestSource> {
  const params = template === undefined ? undefined : ((await readJson(template, template, encoding)) as object);
  const copy = file === '-' ? await copyOfStdin() : undefined;
  const blob = await openFile(copy?.file ?? file);
  const release = async () => copy?.remove();
  if (params === undefined) return { input: () => blob, encoding, release };
  return { input: () => fromRows(blob, params, { id, encoding }), encoding: undefined, release };
}

/** Standard input in a file that only this user can read. */
async function copyOfStdin(): Promise<{ file: string; remove: () => Promise<void> }> {
  await removeScratch(tmpdir());
  const folder = await mkdtemp(path.join(tmpdir(), scratchPrefix()));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'input');
  try {
    await pipeline(stdin, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await remove();
    throw error;
  }
  return { file, remove };
}
