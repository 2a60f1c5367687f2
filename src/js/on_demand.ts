// Functions whose script and WebAssembly load at the first call.
//
// Functions that take requests have four overloads. The first accepts every input. The others add nothing to it, but with four or
// more overloads the compiler compares a wrong argument with the last one alone, and then reports the wrong property at its
// position.
import type { DocumentBlock, DocumentOptions, ImageBlock, ImageOptions } from '../wire/blocks.ts';
import type { CostEstimate } from '../wire/estimate.ts';
import type { Rule, ValidationReport } from '../wire/types.ts';
import type { BatchInput, ByteSource, CreateBody, InputBytes, InputObjects, RequestLines } from './input/source.ts';
import type { ForgetOptions } from './jobs/forget.ts';
import type { StoredJob } from './jobs/stored.ts';
import { wrong } from './options.ts';
import type { EstimateOptions } from './requests/estimate.ts';
import { requests } from './requests/load.ts';
import type { MediaSource } from './requests/media.ts';
import type { PlanOptions, ShardPlan } from './requests/plan.ts';
import type { CheckOptions } from './requests/validate.ts';
import type { KeptResults } from './results/kept.ts';
import { Opening, type OpeningResults } from './results/opening.ts';
import type { ReadOptions } from './results/reading.ts';
import type { AnswerSchema, ParsedRecord } from './results/structured.ts';
import { part } from './runtime/part.ts';
import type { JobStore } from './store/jobs/job_store.ts';

/**
 * Checks requests without sending them, and reports every problem that the API would refuse, with its position. It resolves
 * even if there are problems: see `ok` of the report. It rejects if the input cannot be read, such as a truncated gzip file.
 *
 * @example
 * const report = await validate(requests);
 * for (const { path, message, help } of report.issues) console.log(path, message, help);
 */
export function validate(input: BatchInput | CreateBody, options?: CheckOptions): Promise<ValidationReport>;
export function validate(input: InputBytes, options?: CheckOptions): Promise<ValidationReport>;
export function validate(input: RequestLines | ByteSource, options?: CheckOptions): Promise<ValidationReport>;
export function validate(input: InputObjects, options?: CheckOptions): Promise<ValidationReport>;
export async function validate(input: BatchInput | CreateBody, options?: CheckOptions): Promise<ValidationReport> {
  return (await requests()).validate(input as BatchInput, options);
}

/**
 * Returns the rules that `validate` checks.
 *
 * @example
 * for (const { code, severity, title } of await rules()) console.log(code, severity, title);
 */
export async function rules(): Promise<Rule[]> {
  const catalogue = await part(() => import('../wire/rules.json'));
  return structuredClone(catalogue.default) as Rule[];
}

/**
 * Estimates the cost of requests: input tokens, an upper bound for the output, and batch prices. Unknown figures are `null`,
 * never 0.
 *
 * @example
 * const { input_tokens, cost } = await estimate(requests);
 * console.log(input_tokens.likely, cost?.input.likely);
 */
export function estimate(input: BatchInput | CreateBody, options?: EstimateOptions): Promise<CostEstimate>;
export function estimate(input: InputBytes, options?: EstimateOptions): Promise<CostEstimate>;
export function estimate(input: RequestLines | ByteSource, options?: EstimateOptions): Promise<CostEstimate>;
export function estimate(input: InputObjects, options?: EstimateOptions): Promise<CostEstimate>;
export async function estimate(input: BatchInput | CreateBody, options?: EstimateOptions): Promise<CostEstimate> {
  return (await requests()).estimate(input as BatchInput, options);
}

/**
 * Divides requests into shards that fit into one batch each, in one pass and in input order. Bodies do not stay in memory: an
 * input that can be read again is read again when a shard is sent; an input that can be read once is buffered one shard at a
 * time.
 *
 * No shard contains a request that fails the check. An input that can be read again is checked completely before the first
 * shard is yielded. Otherwise each shard is yielded as soon as it is full, and none is yielded after the first error. In both
 * cases the whole input is checked, and the loop throws a `ValidationError` with the whole report.
 *
 * Each loop over a plan reads and checks the input again. An input that can be read only once throws in the second loop.
 *
 * @throws ValidationError from the loop, if the API would refuse a request.
 *
 * @example
 * const shards = plan(await openAsBlob('requests.jsonl'));
 * for await (const shard of shards) {
 *   const batch = await client.create(shard);
 *   await save({ batch: batch.id, shard });
 * }
 */
export function plan(input: BatchInput | CreateBody, options?: PlanOptions): ShardPlan;
export function plan(input: InputBytes, options?: PlanOptions): ShardPlan;
export function plan(input: RequestLines | ByteSource, options?: PlanOptions): ShardPlan;
export function plan(input: InputObjects, options?: PlanOptions): ShardPlan;
export function plan(input: BatchInput | CreateBody, options?: PlanOptions): ShardPlan {
  let plan: ShardPlan | undefined;
  return {
    async *[Symbol.asyncIterator]() {
      plan = (await requests()).plan(input as BatchInput, options);
      yield* plan;
    },
    get report() {
      return plan?.report;
    },
    get sharedPrefix() {
      return plan?.sharedPrefix;
    },
  };
}

/**
 * Returns an image as a content block. The media type is detected from the bytes. A string is a URL or, in Node, Bun and
 * Deno, a path.
 *
 * @throws BatchError with code `invalid_media` if the API would refuse the image.
 *
 * @example
 * const image = await imageBlock('https://example.com/cat.png');
 * const messages = turns([image, { type: 'text', text: 'What is this?' }]);
 */
export async function imageBlock(source: MediaSource | string, options?: ImageOptions): Promise<ImageBlock> {
  return (await requests()).imageBlock(source, options);
}

/**
 * Returns a document as a content block: a PDF, or text in UTF-8. A string is the text itself, unless it is a URL or, in
 * Node, Bun and Deno, the path of a `.pdf`. For a text in a file, pass the file as a `Blob`.
 *
 * @throws BatchError with code `invalid_media` if the API would refuse the document.
 * @throws TypeError for a string that looks like the path of another file.
 *
 * @example
 * const report = await documentBlock('report.pdf', { title: 'Annual report', citations: true });
 * const messages = turns([report, { type: 'text', text: 'Summarize this.' }]);
 */
export async function documentBlock(source: MediaSource | string, options?: DocumentOptions): Promise<DocumentBlock> {
  return (await requests()).documentBlock(source, options);
}

/**
 * Reads stored results in the same ways as downloaded ones. Iterate over the records, or await the results for other ways of
 * reading.
 *
 * @throws ConnectionError with code `connection_lost` if there are fewer records than `recordCount`, as for a download.
 *
 * @example
 * for await (const record of readResults(await openAsBlob('results.jsonl'))) console.log(record.custom_id);
 * const tally = await (await readResults(input)).tally();
 */
export function readResults<T>(
  kept: KeptResults,
  options: Pick<ReadOptions, 'signal' | 'recordCount' | 'maxLineBytes'> & { schema: AnswerSchema<T> },
): OpeningResults<ParsedRecord<T>>;
export function readResults(
  kept: KeptResults,
  options?: Pick<ReadOptions, 'signal' | 'recordCount' | 'maxLineBytes'>,
): OpeningResults;
export function readResults(
  kept: KeptResults,
  options?: Pick<ReadOptions, 'signal' | 'recordCount' | 'maxLineBytes'> & { schema?: AnswerSchema<unknown> },
): OpeningResults {
  return new Opening(async () => {
    const { readResults } = await part(() => import('./results/read.ts'));
    return readResults(kept, options);
  });
}

/**
 * Reads a job from a store, by its id or its `jobKey`. It makes no call and does not drive the job, so it needs no client, and
 * another process may drive the job at the same time.
 *
 * @throws JobError with code `job_not_found` if it is not in the store.
 *
 * @example
 * const { state, manifest } = await readJob(fileStore('.jobs/store'), { jobKey: 'summer' });
 * if (state.status === 'collected') console.log((await manifest()).outcomes);
 */
export async function readJob(store: JobStore, job: string | { jobKey: string }): Promise<StoredJob> {
  return (await jobsIn(store)).readJob(store, job);
}

/**
 * Reads all jobs from a store, oldest first, including jobs that retry a part of another.
 *
 * @example
 * for (const { state } of await listJobs(fileStore('.jobs/store'))) console.log(state.id, state.key, state.status);
 */
export async function listJobs(store: JobStore): Promise<StoredJob[]> {
  return (await jobsIn(store)).listJobs(store);
}

/**
 * Removes everything stored for a job and its retries: state, requests and results. Batches at the API stay.
 *
 * @throws JobError with code `job_not_found` if it is not in the store, and `job_not_collected` if it is not collected and
 *   `force` is not set, or if a process drives it.
 *
 * @example
 * await forgetJob(fileStore('.jobs/store'), { jobKey: 'summer' }, { bodies: fileBodies('.jobs/bodies') });
 */
export async function forgetJob(
  store: JobStore,
  job: string | { jobKey: string },
  options?: ForgetOptions,
): Promise<void> {
  return (await jobsIn(store)).forgetJob(store, job, options);
}

/** Loads the module for jobs and binds it to a store. */
async function jobsIn(store: JobStore) {
  if (typeof store?.list !== 'function') throw wrong('store', 'a JobStore with get, put, delete and list', store);
  return part(() => import('./jobs/index.ts'));
}
