// Links between documents, with invented ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLinks } from '../../scripts/check/links.mjs';

const check = (files) =>
  checkLinks({ files: Object.keys(files), exists: (file) => file in files, read: (file) => files[file] });

test('a link to an existing file and heading passes', () => {
  const files = {
    'README.md':
      '[a](docs/a.md) [b](docs/a.md#two-words) [c](https://example.com/x#y) ![d](docs/d.png) [e](#here)\n# Here\n',
    'docs/a.md':
      '# Two words\n[up](../README.md#here)\n## `x` and "y"?\n[same](#x-and-y)\n## Again\n## Again\n[2](#again-1)\n',
    'docs/d.png': '',
  };
  assert.equal(check(files), '');
});

test('a broken link is reported with its document', () => {
  const files = {
    'README.md': '[a](docs/none.md) [b](docs/a.md#none) [c](#none)\n```md\n[code](nowhere.md)\n# none\n```\n',
    'docs/a.md': '[up](README.md)\n',
  };
  assert.equal(
    check(files),
    `README.md: docs/none.md: no such file
README.md: docs/a.md#none: no such heading
README.md: #none: no such heading
docs/a.md: README.md: no such file`,
  );
});
