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
`;

test('the code of the guide and of the README is TypeScript, under strict settings', () => {
  const blocks = [...read('README.md').matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)].map(([, code]) => code);
  assert.ok(blocks.length >= 3);
  const files = blocks.map((code, index) => {
    const isWhole = code.startsWith('import ');
    const granted = GRANTED.split('\n').filter(
      (line) => !code.includes(line.replace('declare ', '').split(':')[0] || '\0'),
    );
    return [`readme-${index}.mts`, isWhole ? code : `export {};${code}${granted.join('\n')}`];
  });
  const all = { 'guide.mts': codeOf(read('docs', 'guide.md')), ...Object.fromEntries(files) };
  assert.deepEqual(compile(all, { lib: ['es2023', 'dom'] }), []);
});
