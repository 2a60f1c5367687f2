// Results that a worker reads have the same types as those read directly.
import type { BatchRecord, ParsedRecord, Tally } from 'message-batches';
import { type OpeningWorkerResults, readResultsInWorker, type WorkerResults } from 'message-batches/worker';

const opening: OpeningWorkerResults = readResultsInWorker(new Blob(), { recordCount: 3 });
const results: WorkerResults = await opening;
for await (const record of results) {
  record satisfies BatchRecord;
  if (record.type === 'succeeded') record.usage.output_tokens.toFixed();
}
for await (const record of opening) record satisfies BatchRecord;
for await (const records of results.chunks()) records satisfies BatchRecord[];
const tally: Tally = await results.tally();
const soFar: Tally | undefined = results.tallySoFar();
await results.cancel();

const isCity = (value: unknown): value is { city: string } => Object(value) === value;
for await (const record of readResultsInWorker('', { schema: isCity })) {
  record satisfies ParsedRecord<{ city: string }>;
  const city: string | undefined = record.parsed?.city;
  city?.trim();
}

readResultsInWorker(new Response(), { signal: AbortSignal.timeout(1_000), wasm: new URL('https://a.example/x.wasm') });
// @ts-expect-error the caller creates the worker
readResultsInWorker('', { worker: 'worker.js' });
// @ts-expect-error results in a worker cannot be put in order
results.inOrder([]);

export const all = [tally, soFar];
