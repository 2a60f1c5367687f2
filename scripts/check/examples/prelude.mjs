// The names that an example may use without declaring them. Readers know them from the guide.
const of = (type) => `import('message-batches').${type}`;

const stored = (type) => `import('message-batches/stores').${type}`;

export const PRELUDE = {
  DurableObject: `declare class DurableObject { ctx: { storage: ${stored('DurableStorage')} } }`,
  batch: `declare const batch: ${of('MessageBatch')};`,
  bytes: 'declare const bytes: Uint8Array<ArrayBuffer>;',
  chooseFile: 'declare function chooseFile(): Promise<File>;',
  client: `declare const client: ${of('BatchClient')};`,
  emulator: "declare const emulator: import('message-batches/emulator').Emulator;",
  env: `declare const env: { BUCKET: import('message-batches/spill').Bucket & ${stored('BodyBucket')}; ANTHROPIC_API_KEY: string };`,
  error: 'declare const error: unknown;',
  expect: 'declare function expect(value: unknown): { toBe(expected: unknown): void };',
  id: 'declare const id: string;',
  input: 'declare const input: Blob;',
  job: `declare const job: ${of('Job')};`,
  openAsBlob: "import { openAsBlob } from 'node:fs';",
  page: `declare const page: ${of('BatchPage')};`,
  record: `declare const record: ${of('BatchRecord')};`,
  requests: `declare const requests: ${of('BatchRequest')}[];`,
  results: `declare const results: ${of('BatchResults')};`,
  rows: `declare const rows: { email: string; name: string }[];`,
  save: 'declare function save(value: unknown): Promise<void>;',
  shard: `declare const shard: ${of('Shard')};`,
  span: `declare const span: ${of('Span')};`,
  store: `declare const store: import('message-batches/spill').Store & ${stored('JobStore')};`,
  myStore: `declare function myStore(): ${stored('JobStore')};`,
  template: `declare const template: ${of('ParamsTemplate')};`,
  tracer: `declare const tracer: ${of('Tracer')};`,
  work: 'declare function work(): Promise<void>;',
};
