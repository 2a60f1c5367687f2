// Node, Bun and Deno. One directory per key; key_directory.ts explains how several processes write to one.
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { wrong } from '../../options.ts';
import { checkDelete, checkKey, checkPrefix, checkPut } from '../arguments.ts';
import { makeDirectory, unless } from '../disk.ts';
import { fileNameOf, keyOf } from '../names.ts';
import type { JobStore, StoreProcesses } from './job_store.ts';
import { KeyDirectory } from './key_directory.ts';
import { processesHere } from './processes.ts';
import { decodeRecord, foreign } from './record.ts';
import { meets } from './version.ts';

/** Directories of keys that are being created or removed. */
const UNFINISHED = /^(?:new|old)-[0-9a-f]{16}$/;

/** A creation that takes longer counts as abandoned by a dead process. If that process still runs, it starts again. */
const ABANDONED_MS = 600_000;

/**
 * Keeps values in files below `directory`, which any number of processes on this machine may use at the same time. No process
 * holds a lock, so a killed process never blocks another. In Node, Bun and Deno.
 *
 * @example
 * const store = fileStore('.jobs/store');
 * const version = await store.put('summer/state', new TextEncoder().encode('{}'), { ifVersion: null });
 * if (version === undefined) console.log('the job exists already');
 */
export function fileStore(directory: string): JobStore {
  if (typeof directory !== 'string' || directory === '') throw wrong('directory', 'a path', directory);
  const root = resolve(directory);
  const at = async (key: string) => new KeyDirectory(root, await fileNameOf(key));
  let prepared: Promise<void> | undefined;
  const prepare = () => {
    prepared ??= prepareRoot(root).catch((error) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  let processes: { here: StoreProcesses | undefined } | undefined;
  return {
    get processes() {
      processes ??= { here: processesHere() };
      return processes.here;
    },
    async get(key) {
      checkKey(key);
      const place = await at(key);
      const current = await place.read();
      if (!current) return undefined;
      const { generation, content } = current;
      const value = await decodeRecord(content, { path: place.pathOf(generation), key, generation });
      return value && { value, version: generation };
    },
    async put(key, bytes, options) {
      const value = checkPut(key, bytes, options);
      await prepare();
      const place = await at(key);
      for (;;) {
        const stored = await storedIn(place);
        if (!meets(stored, options?.ifVersion)) return undefined;
        const version = stored ? await place.append(key, stored, value) : await place.create(key, value);
        if (version !== undefined) return version;
      }
    },
    async delete(key, options) {
      checkDelete(key, options);
      const place = await at(key);
      for (;;) {
        const stored = await storedIn(place);
        if (stored === undefined || !meets(stored, options?.ifVersion)) return false;
        if ((await place.append(key, stored, undefined)) !== undefined) return true;
      }
    },
    async list(prefix) {
      checkPrefix(prefix);
      return listed(root, prefix);
    },
  };
}

/** Returns the stored version. Removes the remains of a deleted key. */
async function storedIn(place: KeyDirectory): Promise<string | undefined> {
  const latest = await place.latest();
  if (!latest?.header?.isDeleted) return latest?.generation;
  await place.retire(latest.generation);
  return undefined;
}

async function listed(root: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (const name of (await unless(readdir(root), ['ENOENT'], undefined)) ?? []) {
    // Desktop systems create files of their own everywhere, such as `.DS_Store`.
    if (name.startsWith('.') || UNFINISHED.test(name)) continue;
    const named = keyOf(name);
    if (!named) throw foreign(join(root, name));
    if (named !== 'hashed' && !named.key.startsWith(prefix)) continue;
    const place = new KeyDirectory(root, name);
    const latest = await place.latest();
    if (!latest) continue;
    const { generation, header } = latest;
    if (!header || (await fileNameOf(header.key)) !== name) throw foreign(place.pathOf(generation));
    if (header.isDeleted) await place.retire(generation);
    else if (header.key.startsWith(prefix)) keys.push(header.key);
  }
  return keys.sort();
}

/** Makes the directory, and removes the files of processes that died while they created a key. */
async function prepareRoot(root: string): Promise<void> {
  await makeDirectory(root);
  for (const name of await readdir(root)) {
    if (!UNFINISHED.test(name)) continue;
    const path = join(root, name);
    const made = await unless(stat(path), ['ENOENT'], undefined);
    if (!made || (name.startsWith('new-') && Date.now() - made.mtimeMs < ABANDONED_MS)) continue;
    // Renamed first, so that a process that still wants to publish the directory finds it gone as a whole.
    const removed = join(root, name.replace('new-', 'old-'));
    await unless(rename(path, removed), ['ENOENT'], undefined);
    await rm(removed, { recursive: true, force: true });
  }
}
