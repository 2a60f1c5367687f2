// Writes a file that appears when it is complete.
import { createWriteStream } from 'node:fs';
import { lstat, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { partOf, removeParts } from './leftovers.ts';

/**
 * Writes a file under another name, and renames it when it is complete. A link stays a link. A pipe or a device, such as
 * `/dev/null`, gets the bytes as they come.
 */
export async function writeFile(from: AsyncIterable<Uint8Array | string>, output: string): Promise<void> {
  const found = await lstat(output).catch(() => undefined);
  const file = found?.isSymbolicLink() ? await realpath(output).catch(() => output) : output;
  const target = file === output ? found : await lstat(file);
  if (target && !target.isFile()) return pipeline(from, createWriteStream(file));
  const part = partOf(file);
  await removeParts(dirname(file), (name) => name === basename(file));
  try {
    // The permissions of the old file stay.
    await pipeline(from, createWriteStream(part, target && { mode: target.mode & 0o777 }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
