// File system operations of the file stores. Node, Bun and Deno.
import { type FileHandle, mkdir, open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The `code` of a file system error. */
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null | undefined)?.code;

/**
 * Resolves to `otherwise` if the work fails with one of these codes.
 * @internal
 */
export async function unless<T, U>(work: Promise<T>, codes: string[], otherwise: U): Promise<T | U> {
  return work.catch((error: unknown) => {
    if (codes.includes(String(codeOf(error)))) return otherwise;
    throw error;
  });
}

/** @internal */
export const exists = async (path: string): Promise<boolean> =>
  (await unless(stat(path), ['ENOENT', 'ENOTDIR'], undefined)) !== undefined;

/**
 * Makes a directory and its missing parents. Only this user can read the directory, unless `mode` says otherwise. Node's own
 * `recursive` never ends in a file system that refuses a directory as not found, such as /proc.
 * @internal
 */
export async function makeDirectory(path: string, mode = 0o700): Promise<void> {
  const make = () =>
    mkdir(path, { mode }).catch(async (error: unknown) => {
      if (codeOf(error) !== 'EEXIST' || !(await stat(path).catch(() => undefined))?.isDirectory()) throw error;
    });
  try {
    await make();
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || (await exists(above))) throw error;
    await makeDirectory(above, mode);
    await make();
  }
}

/**
 * Removes a file that another process may have removed already.
 * @internal
 */
export const remove = (path: string): Promise<void> => unless(unlink(path), ['ENOENT'], undefined);

/** @internal */
export async function writeAll(handle: FileHandle, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray((await handle.write(rest)).bytesWritten);
}

/** @internal */
export async function readRange(handle: FileHandle, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
    if (bytesRead === 0) throw new Error(`the file ends at byte ${start + at}, before ${end}`);
    at += bytesRead;
  }
  return bytes;
}

/**
 * Writes a file that only this user can read, and waits until its bytes are on disk.
 * @internal
 */
export async function writeDurably(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await writeAll(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Waits until the names in a directory are on disk. Windows cannot do this separately: it writes names with the files.
 * @internal
 */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await unless(open(path, 'r'), ['ENOENT'], undefined);
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
}
