// What the docs show, pasted into a TypeScript file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { codeOf } from '../../scripts/guide.mjs';
import { inRoot } from '../../scripts/paths.mjs';
import { compile } from './compile.mjs';

const read = (...file) => fs.readFileSync(inRoot(...file), 'utf8');

/** What a block that is a part of a program takes for granted. */
const GRANTED = `
import { BatchClient, BatchError, type BatchRequest, type MessageBatch } from 'message-batches';
declare const client: BatchClient;
declare let batch: MessageBatch;
declare const requests: BatchRequest[];
declare const error: unknown;
`;

/** Documents whose blocks stand alone. */
const DOCUMENTS = ['README.md', 'docs/reference.md', 'docs/troubleshooting.md', 'docs/convert.md'];

test('the code of the guide, the README, the reference and the troubleshooting page is TypeScript, under strict settings', () => {
  const blocks = DOCUMENTS.flatMap((file) =>
    [...read(file).matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)].map(([, code]) => code),
  );
  assert.ok(blocks.length > 4);
  const files = blocks.map((code, index) => {
    const isWhole = code.startsWith('import ');
    const granted = GRANTED.split('\n').filter(
      (line) => !code.includes(line.replace('declare ', '').split(':')[0] || '\0'),
    );
    return [`block-${index}.mts`, isWhole ? code : `export {};${code}${granted.join('\n')}`];
  });
  const all = { 'guide.mts': codeOf(read('docs', 'guide.md')), ...Object.fromEntries(files) };
  assert.deepEqual(compile(all, { lib: ['es2023', 'dom'] }), []);
});
