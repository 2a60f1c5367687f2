import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/** Interval at which an owner touches its lock. For owners on other machines, this is the only sign that they are running. */
const BEAT_MS = 1_000;
const STALE_MS = 30_000;

/** Folders that emulators of this process use, because they share a process id. */
const held = new Set<string>();

/**
 * Reserves a folder for this emulator, with a file `lock` that names its process and machine. Returns a function that releases
 * it.
 *
 * @throws Error if another emulator uses the folder.
 */
export async function takeFolder(folder: string): Promise<() => Promise<void>> {
  const lock = path.join(folder, 'lock');
  const place = path.resolve(lock);
  const refusal = (owner: string) =>
    new Error(
      `The emulator cannot use ${folder}: ${owner} is using it. Stop that one, or choose another folder. ` +
        `If that process is not an emulator, delete ${lock}.`,
    );
  if (held.has(place)) throw refusal('another emulator of this process');
  held.add(place);
  try {
    while (!(await isMade(lock))) {
      const words = await readFile(lock, 'utf8').catch(() => '');
      const owner = await ownerOf(lock, words);
      if (owner !== undefined) throw refusal(owner);
      await bury(lock, words);
    }
  } catch (error) {
    held.delete(place);
    throw error;
  }
  const beat = setInterval(() => void utimes(lock, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(lock, { force: true });
    held.delete(place);
  };
}

async function isMade(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock away; only one of several processes succeeds. Moves it back if another process owns it meanwhile. */
async function bury(lock: string, words: string): Promise<void> {
  const grave = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, grave);
  } catch {
    return;
  }
  if ((await readFile(grave, 'utf8')) !== words) await link(grave, lock).catch(() => undefined);
  await rm(grave, { force: true });
}

/** Returns the owner of the folder; undefined for a stale lock. */
async function ownerOf(lock: string, words: string): Promise<string | undefined> {
  const [pid = '', machine = hostname()] = words.split(' ');
  if (machine !== hostname()) {
    const age =
      Date.now() -
      (await stat(lock).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ));
    return age < STALE_MS ? `the process ${pid} of the machine ${machine}` : undefined;
  }
  // An earlier process with the same id has ended; `held` contains the emulators of this process.
  const owner = Number(pid);
  return owner > 0 && owner !== process.pid && isRunning(owner) ? `the process ${pid}` : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
