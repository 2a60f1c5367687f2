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

const HEAD = 4096;

/** Throws for bytes of no text: control characters that are in no format of text. */
export async function refuseBinary(name: string, file: Blob): Promise<void> {
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const isControl = (byte: number) => byte < 0x20 && !TEXT_CONTROLS.has(byte);
  const found = head.filter(isControl).length;
  // One may be a slip in a text.
  if (found * 50 > head.length) throw new Error(`${name}: expected text, found binary data`);
}

/** Tab, line ends, form feed, record separator, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b, 0x1e]);

/** Error codes of the file system in words. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'expected a file, found a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space left on the disk',
};

/** What is wrong with a file or folder, if an error of the file system says so. */
export const fileProblem = (error: unknown): string | undefined =>
  FILE_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];

export const statOf = (file: string): Promise<Stats | undefined> => stat(file).catch(() => undefined);

/** What is at a path that is not a regular file. */
export const kindOf = (stats: Stats): string => (stats.isDirectory() ? 'a folder' : 'a pipe or device');
