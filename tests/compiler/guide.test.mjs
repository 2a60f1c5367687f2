// What the docs show, pasted into a TypeScript file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { examplesOf, sourceOf } from '../docs/blocks.mjs';
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

/** Documents whose blocks are each a program or a part of one. */
const DOCUMENTS = ['README.md', 'docs/reference.md', 'docs/troubleshooting.md'];
/** Documents whose blocks are whole programs, by their marks. */
const PAGES = ['guide', 'rows', 'exports', 'large', 'results', 'media', 'convert', 'sdk'];

test('the code of the README, the reference and the troubleshooting page is TypeScript, under strict settings', () => {
  const blocks = DOCUMENTS.flatMap((file) => {
    const found = [...read(file).matchAll(/^```(?:js|ts)\n(.*?)^```$/gms)].map(([, code]) => code);
    assert.ok(found.length > 0, `${file} has no code`);
    return found;
  });
  const files = blocks.map((code, index) => {
    const isWhole = code.startsWith('import ');
    const granted = GRANTED.split('\n').filter(
      (line) => !code.includes(line.replace('declare ', '').split(':')[0] || '\0'),
    );
    return [`block-${index}.mts`, isWhole ? code : `export {};${code}${granted.join('\n')}`];
  });
  assert.deepEqual(compile(Object.fromEntries(files), { lib: ['es2023', 'dom'] }), []);
});

test('the programs of the pages are TypeScript, under strict settings', () => {
  const files = PAGES.flatMap((page) => {
    const programs = examplesOf(read('docs', `${page}.md`)).programs.filter(({ language }) => /^[jt]s$/.test(language));
    assert.ok(programs.length > 0, `${page} has no programs`);
    return programs.map((program) => [`${page}-line-${program.line}.mts`, sourceOf(program)]);
  });
  assert.deepEqual(compile(Object.fromEntries(files), { lib: ['es2023', 'dom'] }), []);
});
