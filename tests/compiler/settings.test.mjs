// The declarations under various compiler settings: without the DOM, in Workers, in CommonJS.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from './compile.mjs';

const EVERYTHING = `import { BatchClient, init, initSync, plan, validate, type MessageBatch } from 'message-batches';
import * as web from 'message-batches/web';
import { createEmulator, startEmulator } from 'message-batches/emulator';
import { blobSpill, fileSpill } from 'message-batches/spill';
import calls from 'message-batches/calls.wasm';
import checks from 'message-batches/checks.wasm';
import results from 'message-batches/results.wasm';

initSync({ calls, checks, results });
await init({ checks, results: new URL('file:///a.wasm'), calls: './calls.wasm' });
const batch: MessageBatch = await new BatchClient({ fetch: createEmulator().fetch }).create(plan([]).report ? [] : []);
for await (const record of new web.BatchClient().results(batch.id)) record.text satisfies string;
export const all = [validate, startEmulator, blobSpill, fileSpill];
`;

const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };

test('the declarations need no DOM: Node with its own types alone', () => {
  assert.deepEqual(compile({ 'a.mts': EVERYTHING }), []);
  assert.deepEqual(compile({ 'a.ts': EVERYTHING }, BUNDLER), []);
});

test('the declarations need no DOM: Workers with the types of Cloudflare alone', () => {
  assert.deepEqual(compile({ 'a.ts': EVERYTHING }, { ...BUNDLER, types: ['@cloudflare/workers-types'] }), []);
});

test('the declarations fit a page: the DOM without the types of any runtime', () => {
  const settings = { ...BUNDLER, types: [], lib: ['es2022', 'dom'] };
  assert.deepEqual(compile({ 'a.ts': EVERYTHING }, settings), []);
});

test('the modules are typed as compiled modules where the compiler knows these', () => {
  const text = `import calls from 'message-batches/calls.wasm';
export const module: WebAssembly.Module = calls;
export const exported = WebAssembly.Module.exports(calls);
`;
  assert.deepEqual(compile({ 'a.mts': text }, { lib: ['es2023', 'dom'] }), []);
  assert.deepEqual(compile({ 'a.ts': text }, { ...BUNDLER, types: ['@cloudflare/workers-types'] }), []);
});

const FETCHES = `import { BatchClient, type ClientOptions, type Fetch } from 'message-batches';
new BatchClient({ fetch });
new BatchClient({ fetch: globalThis.fetch });
new BatchClient({ fetch: async (url, init) => { console.log(url.length, init.method); return fetch(url, init); } });
new BatchClient({ fetch: (...args) => fetch(...args) });
new BatchClient({ fetch: (url, init) => fetch(url, { ...init, redirect: 'manual' }) });
export const one: Fetch = fetch;
export const other: ClientOptions['fetch'] = (url, init) => one(url, init);
`;

test('the parameters of your own fetch have types, with the types of Node, of Workers and of the DOM', () => {
  assert.deepEqual(compile({ 'a.mts': FETCHES }), []);
  assert.deepEqual(compile({ 'a.ts': FETCHES }, { ...BUNDLER, types: ['@cloudflare/workers-types'] }), []);
  assert.deepEqual(compile({ 'a.ts': FETCHES }, { ...BUNDLER, types: [], lib: ['es2022', 'dom'] }), []);
  assert.deepEqual(compile({ 'a.ts': FETCHES }, { ...BUNDLER, lib: ['es2022', 'dom'] }), []);
});

const COMMON = `import { validate } from 'message-batches';
validate([]).then(({ ok }) => console.log(ok));
`;

test('CommonJS takes the package by import, as docs/bundlers.md says it', () => {
  assert.deepEqual(compile({ 'a.cts': COMMON }, { module: 'node20' }), []);
  assert.deepEqual(compile({ 'a.cts': COMMON }, { module: 'nodenext' }), []);
});

test('CommonJS under module node16 takes it by a dynamic import', () => {
  const text = `import type { MessageBatch } from 'message-batches' with { 'resolution-mode': 'import' };
import('message-batches').then(async ({ BatchClient }) => {
  const batch: MessageBatch = await new BatchClient().retrieve('a');
  console.log(batch.id);
});
`;
  assert.deepEqual(compile({ 'a.cts': text }, { module: 'node16' }), []);
});
