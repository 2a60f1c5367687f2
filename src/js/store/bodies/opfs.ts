// The origin private file system: one file per body. The browser writes to a copy, which replaces the file when it is closed.
import { check, wrong } from '../../options.ts';
import { bytesOf, checkKey, checkPrefix } from '../arguments.ts';
import { damaged, unavailable } from '../error.ts';
import { fileNameOf, keyOf } from '../names.ts';
import type { Bodies, BodyWriter } from './bodies.ts';
import { MAX_SEAL, readSeal, sealOf } from './seal.ts';

/** The temporary copies that Chromium writes to, which it lists. */
const COPY = /\.crswap$/;

/**
 * Keeps bodies of shards in files of the origin's private file system, in a `folder` (default `message-batches-bodies`). In
 * pages and their workers.
 *
 * @example
 * const bodies = opfsBodies();
 * const body = await bodies.open('summer/0');
 */
export function opfsBodies(options: { folder?: string | undefined } = {}): Bodies {
  check(options, { folder: true });
  const { folder = 'message-batches-bodies' } = options;
  if (typeof folder !== 'string' || folder === '') throw wrong('folder', 'a name', folder);
  const directory = async () => {
    if (!globalThis.navigator?.storage?.getDirectory) {
      throw unavailable('opfsBodies: this runtime has no private file system (navigator.storage.getDirectory)');
    }
    return (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
  };
  return {
    async open(name) {
      checkKey(name, 'name');
      const file = await fileIn(await directory(), await fileNameOf(name));
      const seal = file && (await sealIn(file, folder));
      if (!file || !seal) return undefined;
      if (seal.name !== name) throw foreign(folder, file.name);
      return { ...seal, read: (start, end) => slice(file, start, Math.min(end, seal.size)), close: async () => {} };
    },
    async create(name) {
      checkKey(name, 'name');
      const [files, fileName] = [await directory(), await fileNameOf(name)];
      await removeCopies(files, fileName);
      return writerOf(name, await files.getFileHandle(fileName, { create: true }));
    },
    async delete(name) {
      checkKey(name, 'name');
      const files = await directory();
      const fileName = await fileNameOf(name);
      await removeCopies(files, fileName);
      const file = await fileIn(files, fileName);
      if (!file) return false;
      await remove(files, fileName);
      return file.size > 0;
    },
    async list(prefix) {
      checkPrefix(prefix);
      const files = await directory();
      const names: string[] = [];
      for await (const fileName of files.keys()) {
        if (COPY.test(fileName)) continue;
        if (!keyOf(fileName)) throw foreign(folder, fileName);
        const file = await fileIn(files, fileName);
        const seal = file && (await sealIn(file, folder));
        if (seal?.name.startsWith(prefix)) names.push(seal.name);
      }
      return names.sort();
    },
  };
}

async function writerOf(name: string, handle: FileSystemFileHandle): Promise<BodyWriter> {
  const writing = await handle.createWritable();
  let sealed: File | undefined;
  let size = 0;
  return {
    async write(bytes) {
      size += bytesOf(bytes, 'bytes').length;
      await writing.write(bytes);
    },
    async seal() {
      await writing.write(sealOf(name, size));
      await writing.close();
      sealed = await handle.getFile();
    },
    async read(start, end) {
      if (!sealed) throw new TypeError('read: expected a sealed body');
      return slice(sealed, start, Math.min(end, size));
    },
    async close() {
      if (!sealed) await writing.abort();
    },
  };
}

/** Removes the copies of other writers of a body. A writer that is still active fails when it seals. */
async function removeCopies(files: FileSystemDirectoryHandle, fileName: string): Promise<void> {
  const copies: string[] = [];
  for await (const name of files.keys()) if (name.startsWith(`${fileName}.`) && COPY.test(name)) copies.push(name);
  // The browser removes a copy that it still uses.
  for (const name of copies) await files.removeEntry(name).catch(() => {});
}

/** Removes a file. The browser may hold it for a moment after its last writer, or the page of that, was closed. */
async function remove(files: FileSystemDirectoryHandle, fileName: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await files.removeEntry(fileName);
    } catch (error) {
      if ((error as Error).name !== 'NoModificationAllowedError' || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, HELD_MS));
    }
  }
}

/** How often a file that the browser holds is tried to be removed, and the wait in between. */
const ATTEMPTS = 10;
const HELD_MS = 50;

const slice = async (file: File, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await file.slice(start, Math.max(start, end)).arrayBuffer());

async function fileIn(files: FileSystemDirectoryHandle, fileName: string): Promise<File | undefined> {
  try {
    return await (await files.getFileHandle(fileName)).getFile();
  } catch (error) {
    if ((error as Error | undefined)?.name === 'NotFoundError') return undefined;
    throw error;
  }
}

/** Reads the seal of a file. Returns `undefined` for an empty file, whose writer has not sealed it yet, or never will. */
async function sealIn(file: File, folder: string): Promise<{ name: string; size: number } | undefined> {
  if (file.size === 0) return undefined;
  const seal = readSeal(await slice(file, Math.max(0, file.size - MAX_SEAL), file.size), file.size);
  if (!seal) throw foreign(folder, file.name);
  return seal;
}

const foreign = (folder: string, fileName: string): Error =>
  damaged(`The file ${folder}/${fileName} of the origin's private file system is not a complete body. Remove it.`);
