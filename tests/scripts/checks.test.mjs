import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { denyList } from '../../scripts/check/deny.mjs';
import { fenceIn } from '../../scripts/check/fence.mjs';
import { isAllowed } from '../../scripts/check/licenses.mjs';
import { hostsIn } from '../../scripts/check/locks.mjs';
import { sourcesIn } from '../../scripts/check/sources.mjs';
import { inRoot } from '../../scripts/paths.mjs';

test('what runs in the shell may not know the API; comments may name it', () => {
  const source = [
    "const done = batch.processing_status === 'ended';",
    '// processing_status is the core’s to read',
    ' * sent as x-api-key',
    "fetch(base + '/v1/messages/batches'); // a path",
    "auth?: 'bearer' | 'x-api-key';",
    'headers.set("Retry-After", 1);',
    'const ended = true;',
  ].join('\n');
  const belongs = '(API knowledge: it belongs to the core, see CONTRIBUTING.md)';
  assert.deepEqual(fenceIn('src/js/x.ts', source), [
    `src/js/x.ts:1: const done = batch.processing_status === 'ended'; ${belongs}`,
    `src/js/x.ts:4: fetch(base + '/v1/messages/batches'); ${belongs}`,
    `src/js/x.ts:5: auth?: 'bearer' | 'x-api-key'; ${belongs}`,
    `src/js/x.ts:6: headers.set("Retry-After", 1); ${belongs}`,
  ]);
});

test('license expressions are parsed as SPDX expressions', () => {
  const allowed = [
    'MIT',
    'MIT/Apache-2.0',
    'GPL-3.0 OR MIT',
    '(MIT OR X) AND Unicode-3.0',
    'Apache-2.0 WITH LLVM-exception',
  ];
  const refused = ['GPL-3.0', 'MIT AND GPL-3.0', '(MIT', 'MIT MIT', '', 'MIT OR (X'];
  assert.deepEqual(
    allowed.filter((text) => !isAllowed(text)),
    [],
  );
  assert.deepEqual(refused.filter(isAllowed), []);
});

test('a lock file with a download host, or without integrity, is refused', () => {
  const packages = {
    '': { name: 'message-batches', version: '0.1.0' },
    'node_modules/fine': { version: '1.0.0', integrity: 'sha512-x' },
    'node_modules/tied': { version: '1.0.0', integrity: 'sha512-x', resolved: 'https://example.test/tied.tgz' },
    'node_modules/bare': { version: '1.0.0' },
  };
  assert.deepEqual(hostsIn('package-lock.json', { packages }), [
    'package-lock.json: node_modules/tied is tied to https://example.test/tied.tgz',
    'package-lock.json: node_modules/bare has no integrity',
  ]);
});

test('a crate from elsewhere, or without a checksum, is refused', () => {
  const index = 'https://registry.example/index';
  const entry = (name, source, checksum) =>
    `[[package]]\nname = "${name}"\nversion = "1.0.0"\n${source}${checksum ? `checksum = "${checksum}"\n` : ''}\n`;
  const lock = `version = 4\n\n${[
    entry('ours', ''),
    entry('fine', `source = "registry+${index}"\n`, 'a'.repeat(64)),
    entry('bare', `source = "registry+${index}"\n`),
    entry('forked', 'source = "git+https://git.example/forked#0123"\n'),
    entry('mirrored', 'source = "registry+https://mirror.example/index"\n', 'a'.repeat(64)),
  ].join('')}`;
  assert.deepEqual(sourcesIn('Cargo.lock', lock, [index]), [
    'Cargo.lock: bare 1.0.0: expected a checksum, found none',
    `Cargo.lock: forked 1.0.0: expected a crate from ${index}, found one from git+https://git.example/forked#0123`,
    `Cargo.lock: mirrored 1.0.0: expected a crate from ${index}, found one from registry+https://mirror.example/index`,
  ]);
});

test('the lists of deny.toml are those of our own checks', () => {
  assert.deepEqual(denyList('allow', 'allow = [\n  "MIT", # a word\n  "ISC",\n]\n'), ['MIT', 'ISC']);
  assert.throws(() => denyList('allow', 'deny = ["MIT"]'), {
    message: 'deny.toml: expected the list allow, found none',
  });
  assert.ok(denyList('allow').every(isAllowed));
});

test('one address in every manifest, and a tarball that is built before it is packed', () => {
  const text = (file) => fs.readFileSync(inRoot(file), 'utf8');
  const { homepage, repository, bugs, scripts } = JSON.parse(text('package.json'));
  const address = homepage.replace('#readme', '');
  assert.equal(repository.url, `git+${address}.git`);
  assert.equal(bugs.url, `${address}/issues`);
  const crate = text('Cargo.toml');
  for (const key of ['homepage', 'repository']) assert.ok(crate.includes(`\n${key} = "${address}"\n`), key);
  assert.ok(text('SECURITY.md').includes(`(${address}/security/advisories/new)`));
  assert.equal(scripts.prepack, scripts.build);
});
