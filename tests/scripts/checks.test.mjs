import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fenceIn } from '../../scripts/check/fence.mjs';
import { isAllowed } from '../../scripts/check/licences.mjs';
import { hostsIn } from '../../scripts/check/locks.mjs';

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

test('licences are read as the expressions that they are', () => {
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
