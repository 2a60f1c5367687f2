// Opens the files that a command reads.
import { createReadStream, openAsBlob, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stdin } from 'node:process';
import { Readable } from 'node:stream';
import type { ValidationReport } from 'message-batches';

let opened: string | undefined;

/** The name of this command's input, which the library does not know. */
export const inputName = (): string | undefined => opened;

/** Opens a file, or standard input for `-`. */
export async function openInput(file: string): Promise<Blob | ReadableStream<Uint8Array>> {
  opened = file === '-' ? '(stdin)' : file;
  const stream = await openStream(file);
  return stream ? (Readable.toWeb(stream) as ReadableStream<Uint8Array>) : openFile(file);
}

/** Opens what can be read only once: standard input for `-`, or a pipe such as that of `<(command)`. */
export async function openStream(file: string): Promise<Readable | undefined> {
  if (file === '-' || file === '/dev/stdin') return stdin;
  const stats = await statOf(file);
  return stats && isPipe(stats) ? createReadStream(file) : undefined;
}

/** Whether what can be read only once ends: a device such as /dev/zero does not. */
export const isPipe = (stats: Stats): boolean => stats.isFIFO() || stats.isSocket();

/** Opens a file. `expected` describes the expected file in the error. */
export async function openFile(file: string, expected = 'a file'): Promise<Blob> {
  const stats = await statOf(file);
  if (stats === undefined) throw new Error(`${file}: no such file`);
  if (!stats.isFile()) throw new Error(`${file}: expected ${expected}, found ${kindOf(stats)}`);
  return openAsBlob(file);
}

/** Whether the bytes of a file are those of its text: neither gzip nor UTF-16. */
export async function isPlain(file: Blob): Promise<boolean> {
  const [one = 0x20, two = 0x20] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return !((one === 0x1f && two === 0x8b) || one >= 0xfe || (one === 0) !== (two === 0));
}

const HEAD = 4096;

/**
 * Throws if the content of a file that is not JSON is not text either, because it contains control characters that no text format
 * uses. The library has separate findings for the formats that it recognizes.
 */
export async function refuseBinary(name: string, file: Blob, { counts }: ValidationReport): Promise<void> {
  if (!counts['item.not_object'] || !(await isPlain(file))) return;
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const isControl = (byte: number) => byte < 0x20 && !TEXT_CONTROLS.has(byte);
  const found = head.filter(isControl).length;
  // A single control character may be a mistake in a text.
  if (found * 50 > head.length) throw new Error(`${name}: expected text, found binary data`);
}

/** Tab, line ends, form feed, record separator, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b, 0x1e]);

/** Descriptions of file system error codes. */
const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'expected a file, found a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space left on the disk',
};

/** Returns the problem with a file or folder, if the error comes from the file system. */
export const fileProblem = (error: unknown): string | undefined =>
  FILE_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];

export const statOf = (file: string): Promise<Stats | undefined> => stat(file).catch(() => undefined);

/** Describes a path that is not a regular file. */
export const kindOf = (stats: Stats): string => (stats.isDirectory() ? 'a folder' : 'a device');
