// Reads results in a worker of the page.
import type { BatchRecord } from '../../wire/record_types.ts';
import { abortable } from '../abort.ts';
import { check, wrong } from '../options.ts';
import { bytesIn, isModule, isUrl } from '../realms.ts';
import type { KeptResults } from '../results/kept.ts';
import { Opening } from '../results/opening.ts';
import type { ReadOptions } from '../results/reading.ts';
import { type AnswerSchema, checkSchema, type ParsedRecord, withAnswers } from '../results/structured.ts';
import { results } from '../runtime/modules.ts';
import type { WasmModule } from '../runtime/runtime.ts';
import type { ReadRequest } from './protocol.ts';
import { Remote } from './remote.ts';
import { type Check, WorkerResults } from './results.ts';
import { Source } from './source.ts';

export type { WorkerResults } from './results.ts';

/**
 * A Web Worker, or `object` where the compiler has no such type, as in Node without `lib.dom`.
 *
 * @example
 * const worker: PageWorker = new Worker('/assets/my-worker.js', { type: 'module' });
 * for await (const record of readResultsInWorker(input, { worker })) console.log(record.custom_id);
 */
export type PageWorker = typeof globalThis extends { Worker: { prototype: infer Instance } } ? Instance : object;

/**
 * Options of `readResultsInWorker`.
 *
 * @example
 * const options: WorkerReadOptions = { recordCount: 1000, signal: AbortSignal.timeout(600_000) };
 * for await (const record of readResultsInWorker(input, options)) console.log(record.custom_id);
 */
export interface WorkerReadOptions extends Pick<ReadOptions, 'signal' | 'recordCount' | 'maxLineBytes'> {
  /**
   * A worker whose script imports `message-batches/results-worker`, for one reading or several at once. Reading does not
   * terminate it: do that yourself. Default: a new worker, which is terminated after reading.
   */
  worker?: PageWorker | undefined;
  /** Where the worker finds `results.wasm`: a URL, bytes, or a compiled module. Default: next to its script. */
  wasm?: string | URL | ArrayBuffer | ArrayBufferView | WasmModule | undefined;
}

/**
 * Results that a worker starts to read when they are awaited or iterated.
 *
 * @example
 * const opening: OpeningWorkerResults = readResultsInWorker(input);
 * const tally = await (await opening).tally();
 */
export interface OpeningWorkerResults<R extends BatchRecord = BatchRecord>
  extends Promise<WorkerResults<R>>,
    AsyncIterable<R> {}

/**
 * Reads results in a Web Worker, so that the page stays responsive, and yields the same records as `readResults`. The page
 * fetches, so no key reaches the worker. The worker reads at most a few chunks ahead of the page.
 *
 * @throws BatchError with code `load_failed` if the worker's script or WebAssembly cannot be loaded, with code `worker_failed`
 * if the worker does not answer within 30 seconds, or ends before the results do.
 *
 * @example
 * for await (const record of readResultsInWorker(await chooseFile())) console.log(record.custom_id, record.outcome);
 * const download = await client.results(id);
 * for await (const record of readResultsInWorker(download.toStream('jsonl'))) console.log(record.custom_id, record.text);
 */
export function readResultsInWorker<T>(
  kept: KeptResults,
  options: WorkerReadOptions & { schema: AnswerSchema<T> },
): OpeningWorkerResults<ParsedRecord<T>>;
export function readResultsInWorker(kept: KeptResults, options?: WorkerReadOptions): OpeningWorkerResults;
export function readResultsInWorker(
  kept: KeptResults,
  options: WorkerReadOptions & { schema?: AnswerSchema<unknown> } = {},
): OpeningWorkerResults {
  return new Opening(() => open(kept, options));
}

async function open(
  kept: KeptResults,
  options: WorkerReadOptions & { schema?: AnswerSchema<unknown> },
): Promise<WorkerResults> {
  check(options, { signal: true, schema: true, recordCount: true, maxLineBytes: true, worker: true, wasm: true });
  const { signal, schema, recordCount, maxLineBytes, worker, wasm } = options;
  if (schema !== undefined) checkSchema(schema);
  if (worker !== undefined && !isWorker(worker)) throw wrong('worker', 'a Worker', worker);
  // The worker checks numbers, but another value may not be cloneable.
  for (const [name, value] of Object.entries({ recordCount, maxLineBytes })) {
    if (value !== null && /^(?:object|function|symbol)$/.test(typeof value)) throw wrong(name, 'a number', value);
  }
  const checked = schema === undefined ? asTheyAre : await abortable(withSchema(schema), signal);
  const remote = await Remote.open({
    source: new Source(kept),
    options: { recordCount, maxLineBytes },
    wasm: wasm === undefined ? wasm : cloneable(wasm),
    signal,
    worker,
  });
  return new WorkerResults(remote, checked);
}

/**
 * Makes the source of the module cloneable. A relative URL is resolved here, because a worker resolves it against its own script.
 */
function cloneable(wasm: NonNullable<WorkerReadOptions['wasm']>): ReadRequest['wasm'] {
  if (typeof wasm === 'string' || isUrl(wasm)) {
    try {
      return new URL(wasm, globalThis.document?.baseURI).href;
    } catch {
      throw wrong('wasm', 'a valid URL', wasm);
    }
  }
  if (bytesIn(wasm) || isModule(wasm)) return wasm;
  throw wrong('wasm', 'a URL, bytes or a compiled WebAssembly.Module', wasm);
}

const asTheyAre: Check = (records) => records;

/** Validates in the page, because the caller's validator is a function and cannot be sent to a worker. */
async function withSchema(schema: AnswerSchema<unknown>): Promise<Check> {
  const core = await results.instance();
  const jsonIn = (text: string) => core.sync((glue) => glue.answerJson(text));
  return (records) => withAnswers(records, schema, jsonIn);
}

const isWorker = (value: unknown): value is Worker =>
  typeof value === 'object' &&
  value !== null &&
  METHODS.every((name) => typeof Reflect.get(value, name) === 'function');

const METHODS: (keyof Worker)[] = ['postMessage', 'addEventListener', 'removeEventListener'];
