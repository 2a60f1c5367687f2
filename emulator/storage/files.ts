import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { makeDirectory } from '../../src/js/store/disk.ts';
import { wrongType } from '../option_values.ts';
import { takeFolder } from './lock.ts';
import type { Storage } from './storage.ts';

const PIECE_CHARACTERS = 256 * 1024;
const EVENTS = 'events.jsonl';

/** A storage in a folder, which can be released. */
export interface FileStorage extends Storage {
  close(): Promise<void>;
}

/**
 * Stores state in a folder: `events.jsonl`, to which lines are appended, and a file for the contents of each batch, which is
 * written under another name and renamed when it is complete. Whenever the process ends, the data of every response is stored.
 *
 * @throws Error if another running process uses the folder.
 */
export async function fileStorage(folder: string): Promise<FileStorage> {
  await makeDirectory(folder, 0o777).catch(async (error: NodeJS.ErrnoException) => {
    const isFolder = (await stat(folder).catch(() => undefined))?.isDirectory();
    if (error.code !== 'EEXIST' || isFolder) throw error;
    throw wrongType(`dataDir: expected a folder, found ${JSON.stringify(folder)}, which is a file`);
  });
  const letGo = await takeFolder(folder);
  const events = path.join(folder, EVENTS);
  await dropTornLine(events);
  let handle = await open(events, 'a');
  const names = new Set<string>();
  const fileOf = (name: string) => {
    // Names are our own ids; nothing else may become part of a path.
    if (!/^[\w-]+$/.test(name)) throw new Error(`storage: expected an id, found ${JSON.stringify(name)}`);
    names.add(name);
    return path.join(folder, `${name}.jsonl`);
  };

  return {
    events: () => linesOf(events),
    async append(line) {
      await handle.appendFile(`${line}\n`);
      await handle.datasync();
    },
    async put(name, lines) {
      const file = fileOf(name);
      const draft = `${file}.part`;
      const writer = await open(draft, 'w');
      try {
        await writeLines(writer, lines);
        await writer.datasync();
      } finally {
        await writer.close();
      }
      await rename(draft, file);
    },
    get: (name) => linesOf(fileOf(name)),
    delete: (name) => rm(fileOf(name), { force: true }),
    async clear() {
      await handle.close();
      await truncate(events);
      for (const name of names) await rm(fileOf(name), { force: true });
      names.clear();
      handle = await open(events, 'a');
    },
    async sweep(kept) {
      for (const entry of await readdir(folder, { withFileTypes: true })) {
        const [file, name, draft] = OURS.exec(entry.name) ?? [];
        if (file === undefined || name === undefined || !entry.isFile() || (draft === undefined && kept.has(name)))
          continue;
        if (await isContents(path.join(folder, file))) await rm(path.join(folder, file), { force: true });
      }
    },
    async close() {
      await handle.close();
      await letGo();
    },
  };
}

/** Names of files with the contents of a batch, and of incomplete ones. */
const OURS = /^(msgbatch_\w+)\.jsonl(\.part)?$/;

/**
 * Whether this is the (possibly incomplete) output of `put`: its first line is an array. Results that a user saved under the id
 * of their batch consist of lines with objects.
 */
async function isContents(file: string): Promise<boolean> {
  const reader = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await reader.read(Buffer.alloc(1), 0, 1, 0);
    return bytesRead === 0 ? file.endsWith('.part') : buffer[0] === 0x5b;
  } finally {
    await reader.close();
  }
}

/** Drops an incomplete last line. A process that ended while writing leaves one, and its request was never answered. */
async function dropTornLine(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return;
  const reader = await open(file, 'r');
  let end = size;
  try {
    const piece = Buffer.alloc(64 * 1024);
    while (end > 0) {
      const start = Math.max(0, end - piece.length);
      const { bytesRead } = await reader.read(piece, 0, end - start, start);
      const newline = piece.subarray(0, bytesRead).lastIndexOf(0x0a);
      if (newline >= 0) {
        end = start + newline + 1;
        break;
      }
      end = start;
    }
  } finally {
    await reader.close();
  }
  if (end < size) await truncate(file, end);
}

async function writeLines(writer: FileHandle, lines: Iterable<string>): Promise<void> {
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    await writer.appendFile(text);
    text = '';
  }
  await writer.appendFile(text);
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  yield* createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}
