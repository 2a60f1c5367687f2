// The requests of a job. They are read twice: for the estimate, and for sending.
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BatchInput, fromRows } from 'message-batches';
import { delimiterOf } from './arguments.ts';
import { openFile, openStream } from './input.ts';
import { removeScratch, scratchPrefix } from './leftovers.ts';
import { rowsIn } from './rows.ts';
import { readTemplate, type Template } from './template.ts';

export interface RequestSource {
  /** Returns the requests, from the first. */
  input(): BatchInput;
  /** The encoding of the input, if that consists of bytes. */
  encoding: string | undefined;
  /** The file with the requests. */
  file: Blob | undefined;
  /** Set if the input consists of rows. */
  template: Template | undefined;
  /** Removes the copy of standard input. */
  release(): Promise<void>;
}

interface Flags {
  template?: string | undefined;
  id?: string | undefined;
  delimiter?: string | undefined;
  encoding?: string | undefined;
}

export async function requestSource(file: string, flags: Flags): Promise<RequestSource> {
  const { id, encoding, delimiter } = flags;
  const template =
    flags.template === undefined ? undefined : await readTemplate('submit', file, flags.template, encoding);
  const stream = await openStream(file);
  const copy = stream && (await copyOf(stream));
  const blob = await openFile(copy?.file ?? file);
  const release = async () => copy?.remove();
  if (template === undefined) return { input: () => blob, encoding, file: blob, template, release };
  const rows = await rowsIn(blob, file, encoding);
  const options = { id, ...(rows instanceof Blob ? { encoding, delimiter: delimiterOf(delimiter) } : {}) };
  const input = () => fromRows(rows as Blob, template.value, options);
  return { input, encoding: undefined, file: undefined, template, release };
}

/** Copies what can be read only once to a file that only this user can read. */
async function copyOf(stream: Readable): Promise<{ file: string; remove: () => Promise<void> }> {
  await removeScratch(tmpdir());
  const folder = await mkdtemp(path.join(tmpdir(), scratchPrefix()));
  const remove = () => rm(folder, { recursive: true, force: true });
  const file = path.join(folder, 'input');
  try {
    await pipeline(stream, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await remove();
    throw error;
  }
  return { file, remove };
}
