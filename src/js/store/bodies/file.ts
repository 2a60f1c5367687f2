// Node, Bun and Deno: one file per body. A file gets its final name when the body is sealed.
import { type FileHandle, open, readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { wrong } from '../../options.ts';
import { bytesOf, checkKey, checkPrefix } from '../arguments.ts';
import { exists, makeDirectory, readRange, remove, syncDirectory, unless, writeAll } from '../disk.ts';
import { damaged, StoreError } from '../error.ts';
import { randomSuffix } from '../jobs/generation.ts';
import { fileNameOf, keyOf } from '../names.ts';
import type { Bodies, Body, BodyWriter } from './bodies.ts';
import { MAX_SEAL, readSeal, sealOf } from './seal.ts';

const PART = /\.part-[0-9a-f]{16}$/;

/**
 * Keeps bodies of shards in files of `directory`. In Node, Bun and Deno.
 *
 * @example
 * const bodies = fileBodies('.jobs/bodies');
 * const writer = await bodies.create('summer/0');
 * await writer.write(bytes);
 * await writer.seal();
 * await writer.close();
 */
export function fileBodies(directory: string): Bodies {
  if (typeof directory !== 'string' || directory === '') throw wrong('directory', 'a path', directory);
  const root = resolve(directory);
  return {
    async open(name) {
      checkKey(name, 'name');
      return opened(join(root, await fileNameOf(name)), name);
    },
    async create(name) {
      checkKey(name, 'name');
      await makeDirectory(root);
      const fileName = await fileNameOf(name);
      await removeParts(root, fileName);
      const part = join(root, `${fileName}.part-${randomSuffix()}`);
      return new FileWriter(name, { root, part, final: join(root, fileName), handle: await open(part, 'wx+', 0o600) });
    },
    async delete(name) {
      checkKey(name, 'name');
      const fileName = await fileNameOf(name);
      await removeParts(root, fileName);
      const isThere = await exists(join(root, fileName));
      await remove(join(root, fileName));
      if (isThere) await syncDirectory(root);
      return isThere;
    },
    async list(prefix) {
      checkPrefix(prefix);
      const names: string[] = [];
      for (const fileName of await filesIn(root)) {
        // Desktop systems create files of their own everywhere, such as `.DS_Store`.
        if (fileName.startsWith('.') || PART.test(fileName)) continue;
        const named = keyOf(fileName);
        if (!named) throw damaged(`${join(root, fileName)} is not a body of this store. Move it elsewhere.`);
        // A damaged body is listed as well, so that its job can be removed.
        const name = named === 'hashed' ? await nameIn(join(root, fileName)) : named.key;
        if (name?.startsWith(prefix)) names.push(name);
      }
      return names.sort();
    },
  };
}

async function opened(path: string, name: string | undefined): Promise<Body | undefined> {
  const handle = await unless(open(path, 'r'), ['ENOENT'], undefined);
  if (!handle) return undefined;
  const { size: fileSize } = await handle.stat();
  const end = await readRange(handle, Math.max(0, fileSize - MAX_SEAL), fileSize);
  const seal = readSeal(end, fileSize);
  if (!seal || (name !== undefined && seal.name !== name)) {
    await handle.close();
    throw damaged(`${path} is damaged: it does not end as a complete body does. Delete the body and write it again.`);
  }
  const { size } = seal;
  return {
    ...seal,
    read: (start, end) => readRange(handle, start, Math.min(end, size)),
    close: () => handle.close(),
  };
}

/** Returns the name at the end of a body, whose file has a hash as its name. */
async function nameIn(path: string): Promise<string | undefined> {
  const body = await opened(path, undefined);
  await body?.close();
  return body?.name;
}

interface Files {
  root: string;
  part: string;
  final: string;
  handle: FileHandle;
}

class FileWriter implements BodyWriter {
  readonly #name: string;
  readonly #files: Files;
  #size = 0;
  #isSealed = false;

  constructor(name: string, files: Files) {
    this.#name = name;
    this.#files = files;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await writeAll(this.#files.handle, bytesOf(bytes, 'bytes'));
    this.#size += bytes.length;
  }

  async seal(): Promise<void> {
    const { root, part, final, handle } = this.#files;
    await writeAll(handle, sealOf(this.#name, this.#size));
    await handle.sync();
    if (
      !(await unless(
        rename(part, final).then(() => true),
        ['ENOENT'],
        false,
      ))
    )
      throw replaced(this.#name);
    this.#isSealed = true;
    await syncDirectory(root);
  }

  read = (start: number, end: number) => readRange(this.#files.handle, start, Math.min(end, this.#size));

  async close(): Promise<void> {
    await this.#files.handle.close();
    if (!this.#isSealed) await remove(this.#files.part);
  }
}

const replaced = (name: string): StoreError =>
  new StoreError(`The body "${name}" was not sealed: another writer started or deleted it meanwhile.`, {
    code: 'store_conflict',
  });

/** Removes the files of other writers of a body. A writer that is still active fails when it seals. */
async function removeParts(root: string, fileName: string): Promise<void> {
  for (const name of await filesIn(root)) {
    if (name.startsWith(`${fileName}.part-`)) await remove(join(root, name));
  }
}

const filesIn = async (root: string): Promise<string[]> => (await unless(readdir(root), ['ENOENT'], undefined)) ?? [];
