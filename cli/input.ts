// Files that a command reads.
import { openAsBlob, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stdin } from 'node:process';
import { Readable } from 'node:stream';

/** Opens a file, or standard input for `-`. */
export async function openInput(file: string): Promise<Blob | ReadableStream<Uint8Array>> {
  return file === '-' ? (Readable.toWeb(stdin) as ReadableStream<Uint8Array>) : openFile(file);
}

/** Opens a file; `expected` says in the error what should be there. */
export async function openFile(file: string, expected = 'a file'): Promise<Blob> {
  const stats = await statOf(file);
  if (stats === undefined) throw new Error(`${file}: no such file`);
  if (!stats.isFile()) throw new Error(`${file}: expected ${expected}, found ${kindOf(stats)}`);
  return openAsBlob(file);
}

export const statOf = (file: string): Promise<Stats | undefined> => stat(file).catch(() => undefined);

/** What is at a path that is not a regular file. */
export const kindOf = (stats: Stats): string => (stats.isDirectory() ? 'a folder' : 'a pipe or device');
