// The directory of one key, and compare-and-set in it without a lock, so that no process, dead or paused, can hold one.
//
//   gGENERATION          a record; the highest generation is the current one
//   pGENERATION-RANDOM   a pending record: the write of that generation, not yet published
//
// A write is published by a hard link from the pending record to the name of the next generation. The link fails if that name
// exists, so of all writers that follow one generation exactly one wins. This is safe for these reasons:
//
// - Generations are removed in ascending order, and never the highest. So if a generation exists, no higher one was removed.
// - Before a generation is removed, every pending record for it or a lower one is. A link from a removed file fails. So a
//   writer that was paused for long cannot publish under a name that was used and is free again: between making its pending
//   record and linking it, `#append` sees that its base exists and that the next generation does not. A writer that
//   removes that generation later also lists the directory later, and finds the pending record.
// - A deleted key is a record that marks the deletion. No write follows it: the directory is emptied, this record last, and
//   removed. A new directory appears with its first record inside, by a rename, which fails unless the target is absent or empty.
//   First generations are random, so the generations that an old writer knows do not occur in the new directory.
import { link, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, readRange, remove, syncDirectory, unless, writeDurably } from '../disk.ts';
import { unavailable } from '../error.ts';
import { firstGeneration, GENERATION, nextGeneration, PENDING, randomSuffix } from './generation.ts';
import { encodeRecord, foreign, type Header, headerOf, MAX_HEADER } from './record.ts';

/** The entries of a directory, in ascending order. */
interface Entries {
  generations: string[];
  pending: { name: string; generation: string }[];
}

const GONE = ['ENOENT'];
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];
const OCCUPIED = ['EEXIST', 'ENOTEMPTY', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])];

/** @internal */
export class KeyDirectory {
  readonly path: string;
  readonly #root: string;

  constructor(root: string, name: string) {
    this.#root = root;
    this.path = join(root, name);
  }

  pathOf = (generation: string): string => join(this.path, `g${generation}`);

  /** Returns the current record as a whole file. */
  read(): Promise<{ generation: string; content: Uint8Array<ArrayBuffer> } | undefined> {
    return this.#current(async (path) => new Uint8Array(await readFile(path)));
  }

  /** The current generation and the header of its record, which is absent if it is damaged. */
  async latest(): Promise<{ generation: string; header: Header | undefined } | undefined> {
    const current = await this.#current(startOf);
    return current && { ...current, header: headerOf(current.content, current.generation) };
  }

  /** Reads the current record with `read`. If the file still exists, it was current when the directory was listed. */
  async #current<T>(read: (path: string) => Promise<T>): Promise<{ generation: string; content: T } | undefined> {
    for (let empty = 0; empty < 2; ) {
      const entries = await this.#entries();
      const generation = entries?.generations.at(-1);
      if (!entries) return undefined;
      // Listing a directory while it changes may miss new entries, so list it twice.
      if (generation === undefined) empty += 1;
      else {
        const content = await unless(read(this.pathOf(generation)), GONE, undefined);
        if (content !== undefined) return { generation, content };
      }
    }
    return undefined;
  }

  /** Publishes the first record of an absent key. Resolves to its generation, or to `undefined` if the key is not absent. */
  async create(key: string, value: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
    const entries = await this.#entries();
    if (entries && entries.generations.length > 0) return undefined;
    // Their writers died, or will fail when they link.
    for (const { name } of entries?.pending ?? []) await remove(join(this.path, name));
    const generation = firstGeneration();
    const made = join(this.#root, `new-${randomSuffix()}`);
    await mkdir(made, { mode: 0o700 });
    try {
      await writeDurably(join(made, `g${generation}`), await encodeRecord(key, generation, value));
      await syncDirectory(made);
      if (entries) await unless(rmdir(this.path), [...GONE, ...OCCUPIED], undefined);
      const isPublished = await unless(
        rename(made, this.path).then(() => true),
        [...GONE, ...OCCUPIED],
        false,
      );
      if (!isPublished) return undefined;
      await syncDirectory(this.#root);
      return generation;
    } finally {
      await rm(made, { recursive: true, force: true });
    }
  }

  /** Publishes a record on top of `base`. Resolves to its generation, or to `undefined` if another writer was first. */
  async append(key: string, base: string, value: Uint8Array<ArrayBuffer> | undefined): Promise<string | undefined> {
    const generation = nextGeneration(base);
    const pending = join(this.path, `p${generation}-${randomSuffix()}`);
    const record = await encodeRecord(key, generation, value);
    try {
      const isMade = await unless(
        writeDurably(pending, record).then(() => true),
        GONE,
        false,
      );
      // In this order; see the top of this file.
      if (!isMade || (await exists(this.pathOf(generation))) || !(await exists(this.pathOf(base)))) return undefined;
      if (!(await this.#publish(pending, this.pathOf(generation)))) return undefined;
      await syncDirectory(this.path);
    } finally {
      await remove(pending).catch(() => {});
    }
    // The record is written, even if this fails. The next write removes the rest.
    await (value ? this.#clean() : this.retire(generation)).catch(() => {});
    return generation;
  }

  async #publish(pending: string, path: string): Promise<boolean> {
    try {
      return await unless(
        link(pending, path).then(() => true),
        [...GONE, 'EEXIST'],
        false,
      );
    } catch (error) {
      if (!NO_LINKS.includes(String((error as { code?: unknown }).code))) throw error;
      throw unavailable(
        `fileStore: ${this.#root} is on a file system that has no hard links. Choose another directory.`,
        error,
      );
    }
  }

  /** Removes the files that the current record replaced. */
  async #clean(): Promise<void> {
    const entries = await this.#entries();
    const current = entries?.generations.pop();
    if (!entries || current === undefined) return;
    const next = nextGeneration(current);
    for (const { name, generation } of entries.pending) {
      if (generation !== next) await remove(join(this.path, name));
    }
    for (const generation of entries.generations) await remove(this.pathOf(generation));
  }

  /** Removes the directory of a deleted key, unless another process did. `deleted` is the generation of the deletion. */
  async retire(deleted: string): Promise<void> {
    const entries = await this.#entries();
    if (entries?.generations.pop() !== deleted) return;
    for (const { name } of entries.pending) await remove(join(this.path, name));
    for (const generation of entries.generations) await remove(this.pathOf(generation));
    // The deletion must be on disk before the values are removed.
    await syncDirectory(this.path);
    await remove(this.pathOf(deleted));
    await unless(rmdir(this.path), [...GONE, ...OCCUPIED], undefined);
  }

  /** Returns the entries of the directory; `undefined` if it does not exist. */
  async #entries(): Promise<Entries | undefined> {
    const names = await unless(readdir(this.path), GONE, undefined).catch((error: unknown) => {
      throw (error as { code?: unknown }).code === 'ENOTDIR' ? foreign(this.path) : error;
    });
    if (!names) return undefined;
    const entries: Entries = { generations: [], pending: [] };
    for (const name of names.sort()) {
      const [, published] = GENERATION.exec(name) ?? [];
      const [, pending] = PENDING.exec(name) ?? [];
      if (published !== undefined) entries.generations.push(published);
      else if (pending !== undefined) entries.pending.push({ name, generation: pending });
      else throw foreign(join(this.path, name));
    }
    return entries;
  }
}

/** Reads the maximum size of a header from the start of a file. */
async function startOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return await readRange(handle, 0, Math.min(size, MAX_HEADER));
  } finally {
    await handle.close();
  }
}
