// Files that are renamed when complete, or used only while this process runs. If the process is killed, they remain, and the next
// run with the same output removes them. Their names identify this command and the process.
import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { fileStore } from 'message-batches/stores';

/** The processes that use the files of this machine. The store itself is not used. */
const { processes } = fileStore('.');
const { machine, id } = parse(processes?.own ?? `/${pid}`);
const MARK = `-${createHash('sha256').update(machine).digest('hex').slice(0, 16)}-`;
const NUMBER = /^\d+/;
const PART = /\.part-[0-9a-f]{16}-\d+$/;

/** Returns the name of a file until it is complete. */
export const partOf = (file: string): string => `${file}.part${MARK}${id}`;

/** Returns the file that a part belongs to. */
export const fileOf = (part: string): string => part.replace(PART, '');

/** Returns the prefix of the name of a folder for only this process. */
export const scratchPrefix = (): string => `message-batches${MARK}${id}-`;

/** Removes parts of files of processes on this machine that have ended. `isFile` selects the names of the files. */
export const removeParts = (folder: string, isFile: (name: string) => boolean): Promise<void> =>
  removeLeft(folder, (name) => name.endsWith('.part') && isFile(name.slice(0, -'.part'.length)));

/** Removes the temporary folders of such processes. */
export const removeScratch = (folder: string): Promise<void> =>
  removeLeft(folder, (name) => name === 'message-batches');

async function removeLeft(folder: string, isOurs: (before: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const at = name.lastIndexOf(MARK);
    if (at < 0 || !isOurs(name.slice(0, at))) continue;
    const number = NUMBER.exec(name.slice(at + MARK.length))?.[0];
    // Parts with this process id belong to an earlier process, because this one has not created any yet.
    const hasEnded = number === id || (number !== undefined && (await processes?.hasEnded(machine + number)));
    if (!hasEnded) continue;
    // Another process may remove it at the same time.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Splits the name of a process into its machine and its id. */
function parse(own: string): { machine: string; id: string } {
  const end = own.lastIndexOf('/') + 1;
  return { machine: own.slice(0, end), id: own.slice(end) };
}
