// Results that are resumed, joined, exported and checked.
import {
  type AnswerSchema,
  BatchClient,
  type BatchRecord,
  type BatchResults,
  type ExportOptions,
  fromRows,
  type Job,
  type Joined,
  type ParsedRecord,
  type Reconciliation,
  type ResultsPosition,
  type RowRequests,
  readResults,
  type Spill,
  type Store,
  type Tally,
} from 'message-batches';
import { blobSpill, fileSpill, opfsSpill, r2Spill } from 'message-batches/spill';

const client = new BatchClient();
const from: ResultsPosition = { byteOffset: 0, line: 1, seen: 0, cursor: '' };
const results: BatchResults = await client.results('id', { from, maxDrops: 5, handled: new Set(['a']) });
const kept: BatchResults = await readResults(new Blob());

results.toResponse('csv', { columns: ['text', 'n=json.n'], outcomes: ['done'], bom: true }) satisfies Response;
results.toStream('jsonl') satisfies ReadableStream<Uint8Array>;
const tally: Tally = await kept.tally();
const soFar: Tally | undefined = kept.tallySoFar();
const account: Reconciliation = await results.reconcile(['a'], { maxIds: 10 });

const stores: Store[] = [blobSpill(), fileSpill({ folder: '.' }), opfsSpill()];
// The former name
const spills: Spill[] = stores;
const rows = [{ id: 'a', name: 'Ada' }];
for await (const record of results.inOrder([{ custom_id: 'a' }], { spill: stores[0] })) record satisfies BatchRecord;
results.inOrder({ requests: [] });
results.inOrder(new Blob([]));
results.inOrder(() => new Blob([]));
results.inOrder({ open: () => new Blob([]).stream() });
// @ts-expect-error a number is not an id
results.inOrder([1]);
// @ts-expect-error text is not rows
results.join('a,b');
// @ts-expect-error bytes are not rows
results.join(new Blob([]));
const joined = results.join(rows, { key: (row) => row.id });
for await (const { row, record } of joined) {
  row.name satisfies string;
  // @ts-expect-error a row may have no record
  record.text;
}
interface Customer {
  email: string;
}
declare const customers: Customer[];
const letters = fromRows(customers, { model: 'claude-opus-5-5' }, { id: 'email' });
letters satisfies RowRequests;
for await (const { row } of results.join(letters)) {
  row.email satisfies string;
  // @ts-expect-error no such column
  row.emial;
}
for await (const { row } of results.join<Customer>(fromRows('email\na\n', {}))) row.email satisfies string;
for await (const { row } of results.join(fromRows(new Blob().stream(), {}))) row satisfies Record<string, unknown>;
declare const job: Job;
for await (const { row, record } of job.join(letters)) [row.email, record?.text] satisfies [string, string | undefined];
joined.reconciliation?.missing.ids satisfies string[] | undefined;
const pair: Joined<{ id: string }, BatchRecord> = { row: { id: 'a' }, record: undefined };

// A validator defines the type of the data
declare const standard: {
  '~standard': { version: 1; vendor: 'x'; validate: (value: unknown) => { value: { n: number } } };
};
for await (const record of await client.results('id', { schema: standard })) {
  record satisfies ParsedRecord<{ n: number }>;
  record.parsed?.n satisfies number | undefined;
  // @ts-expect-error only a validated answer has data
  record.parsed.n;
}
declare const compiled: { (value: unknown): value is string; errors?: null | { message?: string }[] };
for await (const record of await readResults('', { schema: compiled })) record.parsed satisfies string | undefined;
const schema: AnswerSchema<unknown> = async (value) => value !== null;

// @ts-expect-error no such format
results.toResponse('xlsx');
// @ts-expect-error not an outcome
const options: ExportOptions = { outcomes: ['good'] };
// @ts-expect-error a schema validates
client.results('id', { schema: { type: 'object' } });
// @ts-expect-error a position has a cursor
client.results('id', { from: { byteOffset: 0, line: 1, seen: 0 } });
// @ts-expect-error without a schema there is no data
for await (const record of kept) record.parsed;

declare const bucket: Parameters<typeof r2Spill>[0];
export const all = [tally, soFar, account, pair, schema, options, spills, r2Spill(bucket)];
