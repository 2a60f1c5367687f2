// Skips a step whose inputs have not changed since its outputs were built.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';

/** Returns a hash of plain strings and files (relative to the root; for a folder, of all files that `match`). */
export function hashOf({ files = [], match = /./, texts = [] }) {
  const hash = crypto.createHash('sha256');
  for (const text of texts) hash.update(`text ${text}\0`);
  for (const file of files
    .flatMap(filesUnder)
    .filter((name) => match.test(name))
    .sort()) {
    hash
      .update(`file ${file}\0`)
      .update(fs.readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** Runs `work` unless all `outputs` exist and were built from the same inputs. Returns whether it ran. */
export async function unlessFresh(name, { outputs, ...inputs }, work) {
  const stamp = inRoot('target', 'stamps', name);
  const hash = hashOf(inputs);
  const fresh = outputs.every((output) => fs.existsSync(output)) && readText(stamp) === hash;
  if (fresh) return false;
  fs.rmSync(stamp, { force: true });
  await work();
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, hash);
  return true;
}

function filesUnder(file) {
  const full = inRoot(file);
  const stat = fs.statSync(full, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [file];
  return fs
    .readdirSync(full, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'));
}

function readText(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
