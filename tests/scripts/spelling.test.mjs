// The spelling check, with invented files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSpelling, projectWords } from '../../scripts/check/spelling.mjs';

const limit = { timeout: 120_000 };
const check = (files, words = []) => checkSpelling({ files: Object.entries(files), words });

test('documents are in American English, but for code, links and the words of the project', limit, async () => {
  const files = {
    'docs/a.md':
      'The colour of a canceled batch.\n`wrnog code`, [a link](https://example.com/wrnog) and workerd\n```js\nwrnog();\n```\nIt recieves wrnog result.\n',
  };
  assert.equal(
    await check(files, ['workerd']),
    `docs/a.md:1: unknown word "colour"
docs/a.md:6: unknown word "recieves"
docs/a.md:6: unknown word "wrnog"`,
  );
});

test('sources are checked in comments and sentences, not in names and keys', limit, async () => {
  const files = {
    'cli/a.ts':
      "const reciepts = 'reciepts'; // Wrnog comment\n/* anothr */ say(`It was reciepts by nobody`);\nconst url = 'wrnog'; // 'quoted'\n",
    'src/a.rs': "/// Wrnog borrowed text.\nfn f<'a, 'b>(x: &'a str) -> &'b str { fail(\"wrnog lost text here\") }\n",
    'tests/a.test.mjs': "// A commment\ntest('a tst with a wrong modle', () => {});\n",
  };
  assert.equal(
    await check(files),
    `cli/a.ts:1: unknown word "Wrnog"
cli/a.ts:2: unknown word "anothr"
cli/a.ts:2: unknown word "reciepts"
src/a.rs:1: unknown word "Wrnog"
src/a.rs:2: unknown word "wrnog"
tests/a.test.mjs:1: unknown word "commment"`,
  );
});

test('a phrase to avoid is reported with its line and what to write', limit, async () => {
  const files = {
    'README.md': 'Mend the file.\nThe caller is told.\nCosts some 50 bytes.\nA person told us apart.\n',
    'cli/a.ts': 'const anew = 1; // The client is made anew.\n',
  };
  assert.equal(
    await check(files),
    `README.md:1: "Mend": write "fix"
README.md:2: "is told": write who reports what: "reports", "returns", "knows"
README.md:3: "some 50 bytes": write "about"
cli/a.ts:1: "anew": write "again"`,
  );
});

test('the words of the project are sorted, each once', limit, async () => {
  const unsorted = 'scripts/check/spelling/words.txt: sort the lines and remove duplicates';
  assert.equal(await check({}, ['b', 'a']), unsorted);
  assert.equal(await check({}, ['a', 'a']), unsorted);
  assert.equal(await check({}, ['A', 'b']), '');
  assert.equal(await check({}, projectWords()), '');
});
