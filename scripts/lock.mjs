// A lock across processes: `npm start` and `npm test` in the same clone must not build at the same time.
import fs from 'node:fs';
import path from 'node:path';

const BEAT_MS = 1_000;
const STALE_MS = 10_000;

/** Runs `work` while holding the lock `file`. Calls `onWait` once if another process holds it, and waits. */
export async function locked(file, work, onWait) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const token = `${process.pid} ${Date.now()} ${Math.random()}`;
  for (let waited = false; !take(file, token); waited = true) {
    if (!waited) onWait?.();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const beat = setInterval(() => touch(file), BEAT_MS);
  const release = () => {
    clearInterval(beat);
    if (read(file) === token) fs.rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

function take(file, token) {
  try {
    fs.writeFileSync(file, token, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  // A holder touches its file every second. If it stopped, it was killed: move its file away (only one of several waiters
  // succeeds), and try again.
  const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age > STALE_MS) {
    const grave = `${file}.${process.pid}`;
    try {
      fs.renameSync(file, grave);
    } catch {
      return false;
    }
    fs.rmSync(grave, { force: true });
  }
  return false;
}

function touch(file) {
  const now = new Date();
  try {
    fs.utimesSync(file, now, now);
  } catch {
    // The folder was deleted, so the work continues without the lock.
  }
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
