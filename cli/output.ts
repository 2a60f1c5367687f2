// Writes a file that appears only when it is complete.
import { type BigIntStats, constants, createWriteStream, fstatSync } from 'node:fs';
import { access, lstat, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileProblem } from './input.ts';
import { partOf, removeParts } from './leftovers.ts';

const STDIN = 0;
const STDOUT = 1;

/**
 * Rejects an output that cannot be written, or that would replace an input of the command, before the command writes anything.
 * `-` as an input is standard input, which may be a file.
 */
export async function checkOutput(flag: string, output: string, inputs: readonly string[]): Promise<void> {
  if (output === '') throw new Error(`${flag}: expected a file, found an empty name`);
  const found = await statsOf(output);
  if (found?.isDirectory()) throw new Error(`${flag} ${output}: expected a file, found a folder`);
  for (const input of inputs) {
    const read = input === '-' ? fstatSync(STDIN, { bigint: true }) : await statsOf(input);
    if (!isSame(found, read)) continue;
    const name = input === '-' ? 'standard input' : input === output ? 'this file' : `the same file (${input})`;
    throw new Error(`${flag} ${output}: the command reads ${name}, and would replace it. Name another file`);
  }
  const folder = dirname(found ? await realpath(output) : output);
  // With the dot, a file instead of the folder causes an error.
  await access(`${folder}/.`, constants.W_OK).catch((error: Error) => {
    // Pipes and devices are not replaced.
    if (found && !found.isFile()) return;
    throw new Error(`${flag} ${output}: ${fileProblem(error) ?? error.message}`);
  });
}

/** Like `checkOutput`, for a file in addition to standard output, which may also be a file. */
export async function checkSecondOutput(flag: string, output: string, inputs: readonly string[]): Promise<void> {
  if (output === '-') throw new Error(`${flag}: expected a file, found -: standard output has the requests`);
  await checkOutput(flag, output, inputs);
  if (isSame(await statsOf(output), fstatSync(STDOUT, { bigint: true }))) {
    throw new Error(`${flag} ${output}: standard output goes to the same file. Name another one`);
  }
}

const statsOf = (file: string): Promise<BigIntStats | undefined> => stat(file, { bigint: true }).catch(() => undefined);

/** Whether two paths or links refer to the same file. */
const isSame = (one: BigIntStats | undefined, other: BigIntStats | undefined): boolean =>
  one?.isFile() === true && one.ino === other?.ino && one.dev === other.dev;

/**
 * Writes a file under another name, and renames it when it is complete. Keeps a symbolic link. A pipe or a device, such as
 * `/dev/null`, receives the bytes directly.
 */
export async function writeFile(from: AsyncIterable<Uint8Array | string>, output: string): Promise<void> {
  const found = await lstat(output).catch(() => undefined);
  const file = found?.isSymbolicLink() ? await realpath(output).catch(() => output) : output;
  const target = file === output ? found : await lstat(file);
  if (target && !target.isFile()) return named(file, pipeline(from, createWriteStream(file)));
  const part = partOf(file);
  await removeParts(dirname(file), (name) => name === basename(file));
  try {
    // Keeps the permissions of the old file.
    await named(file, pipeline(from, createWriteStream(part, target && { mode: target.mode & 0o777 })));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Adds the file name to a write error, which only contains the name of the system call. */
export async function named<T>(file: string, writing: Promise<T>): Promise<T> {
  return writing.catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'write' ? Object.assign(error, { path: file }) : error;
  });
}
