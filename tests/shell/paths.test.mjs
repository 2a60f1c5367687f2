// The shipped files contain no path of the machine that built them: otherwise their bytes would depend on it. `npm run reproduce`
// builds the package in three places and compares the bytes.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inRoot, root } from '../../scripts/paths.mjs';

const shipped = ['dist', 'www/dist'].flatMap((folder) =>
  fs
    .readdirSync(inRoot(folder), { recursive: true })
    .map((file) => path.join(folder, file))
    .filter((file) => fs.statSync(inRoot(file)).isFile()),
);
const home = os.homedir();
/** The folders in which a build finds its sources, or parts of their names. */
const FOLDERS = [
  root,
  process.env.CARGO_HOME,
  process.env.RUSTUP_HOME,
  '.cargo/',
  '.rustup/',
  'registry/src',
  'index.crates.io',
]
  .concat(home === '/' ? [] : `${home}/`)
  .filter(Boolean);

test('no shipped file names the home, the repository or the registry of its build', () => {
  assert.ok(shipped.filter((file) => file.endsWith('.wasm')).length >= 6);
  const found = shipped.flatMap((file) => {
    const bytes = fs.readFileSync(inRoot(file));
    return FOLDERS.filter((folder) => bytes.includes(folder)).map((folder) => `${file}: ${folder}`);
  });
  assert.deepEqual(found, []);
});

test('a panic of a crate is reported by a path that is the same on each machine', () => {
  const prefixes = new Set();
  for (const file of shipped.filter((name) => name.endsWith('.wasm'))) {
    const text = fs.readFileSync(inRoot(file), 'latin1');
    for (const [, prefix] of text.matchAll(/(\/[\w.-]+\/)[\w./-]+\.rs/g)) prefixes.add(prefix);
  }
  const known = ['/crates/', '/rustc/', '/rust/'];
  // The bytes before a relative path in the data of a module may look like a part of it.
  const absolute = [...prefixes].filter((prefix) =>
    /^\/(?:crates|rustc|rust|home|root|tmp|Users|usr|opt|var|work|builds?)\//.test(prefix),
  );
  assert.deepEqual(
    absolute.filter((prefix) => !known.includes(prefix)),
    [],
  );
  assert.ok(absolute.includes('/crates/'));
});
