// Files that are complete only under another name, or needed only while this process runs. If it is killed, they are left, and
// the next run with the same output removes them. Their names say that they are of this command, and of which process.
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { fileStore } from 'message-batches/stores';

/** Who uses the files of this machine. The store itself is not used. */
const { processes } = fileStore('.');
const { machine, id } = parse(processes?.own ?? `/${pid}`);
const MARK = `-${createHash('sha256').update(machine).digest('hex').slice(0, 16)}-`;
const NUMBER = /^\d+/;
const PART = /\.part-[0-9a-f]{16}-\d+$/;

/** The name of a file until it is complete. */
export const partOf = (file: string): string => `${file}.part${MARK}${id}`;

/** The file that a part belongs to. */
export const fileOf = (part: string): string => part.replace(PART, '');

/** The start of the name of a folder for this process alone. */
export const scratchPrefix = (): string => `message-batches${MARK}${id}-`;

/** Removes the parts of files that processes of this machine left which have ended. `isFile` accepts the names of the files. */
export const removeParts = (folder: string, isFile: (name: string) => boolean): Promise<void> =>
  removeLeft(folder, (name) => name.endsWith('.part') && isFile(name.slice(0, -'.part'.length)));

/** Removes the folders that such processes had for themselves. */
export const removeScratch = (folder: string): Promise<void> =>
  removeLeft(folder, (name) => name === 'message-batches');

async function removeLeft(folder: string, isOurs: (before: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const at = name.lastIndexOf(MARK);
    if (at < 0 || !isOurs(name.slice(0, at))) continue;
    const number = NUMBER.exec(name.slice(at + MARK.length))?.[0];
    // What has the number of this process is of one before it: this one has nothing yet.
    const hasEnded = number === id || (number !== undefined && (await processes?.hasEnded(machine + number)));
    if (!hasEnded) continue;
    // Another process may remove it, too.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** A process has a name of its machine, and a number there. */
function parse(own: string): { machine: string; id: string } {
  const end = own.lastIndexOf('/') + 1;
  return { machine: own.slice(0, end), id: own.slice(end) };
}
