// docs/decisions.md and docs/performance.md: the table at the top lists every entry, and every cited number has an entry.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';

const read = (file) => fs.readFileSync(inRoot(file), 'utf8');
const entriesOf = (markdown) => [...markdown.matchAll(/^## ([DP]-\d{3}) (.+)$/gm)].map(([, ...entry]) => entry);

for (const [file, letter] of [
  ['docs/decisions.md', 'D'],
  ['docs/performance.md', 'P'],
]) {
  test(`${file} lists its entries, numbered from ${letter}-001, in its table`, () => {
    const text = read(file);
    const listed = [...text.matchAll(/^\| \[([DP]-\d{3})\]\([^)]+\) \| (.+?) \| [^|]+ \| [^|]+ \|$/gm)];
    const entries = entriesOf(text);
    assert.deepEqual(
      listed.map(([, number, title]) => [number, title]),
      entries,
    );
    assert.deepEqual(
      entries.map(([number]) => number),
      entries.map((_, at) => `${letter}-${String(at + 1).padStart(3, '0')}`),
    );
  });
}

test('every number that code and documents cite has an entry', () => {
  const known = new Set(
    ['docs/decisions.md', 'docs/performance.md']
      .flatMap(read)
      .flatMap(entriesOf)
      .map(([n]) => n),
  );
  const files = ['cli', 'docs', 'emulator', 'fuzz', 'hot', 'scripts', 'src', 'www'].flatMap((folder) =>
    fs
      .readdirSync(inRoot(folder), { recursive: true })
      .map((name) => `${folder}/${name}`)
      .filter((name) => /\.(?:md|mjs|rs|ts)$/.test(name) && !/\/(?:target|dist|node_modules)\//.test(name)),
  );
  const missing = [...files, 'CONTRIBUTING.md', 'README.md'].flatMap((file) =>
    [...read(file).matchAll(/\b[DP]-\d{3}\b/g)].filter(([n]) => !known.has(n)).map(([n]) => `${file}: ${n}`),
  );
  assert.deepEqual(missing, []);
});
