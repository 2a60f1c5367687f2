import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export const inRoot = (...parts) => path.join(root, ...parts);

/** The folder for files that set-up compiles or downloads. It is outside the clone, so that other clones can use it. */
export function cacheDir(env = process.env) {
  if (env.MESSAGE_BATCHES_CACHE) return path.resolve(env.MESSAGE_BATCHES_CACHE);
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'message-batches');
}

export const exe = (name) => (process.platform === 'win32' ? `${name}.exe` : name);

/** Returns the full path of the first of `names` on PATH, or undefined. */
export function onPath(names, env = process.env) {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, exe(name));
      if (isProgram(file)) return file;
    }
  }
  return undefined;
}

function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
