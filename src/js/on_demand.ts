// Functions whose script and WebAssembly are loaded at their first call.
//
// Those that take requests have four overloads. The first takes every input. The others take no more, but of four or more the
// compiler compares a wrong argument with the last alone: there it names the property that is wrong, at its place.
import type { DocumentBlock, DocumentOptions, ImageBlock, ImageOptions } from '../wire/blocks.ts';
import type { CostEstimate } from '../wire/estimate.ts';
import type { Rule, ValidationReport } from '../wire/types.ts';
import type {
  BatchInput,
  BetaRequests,
  ByteSource,
  CreateBody,
  InputBytes,
  InputObjects,
  RequestLines,
} from './input/source.ts';
import type { EstimateOptions } from './requests/estimate.ts';
import { requests } from './requests/load.ts';
import type { MediaSource } from './requests/media.ts';
import type { PlanOptions, ShardPlan } from './requests/plan.ts';
import type { CheckOptions } from './requests/validate.ts';
import { Opening, type OpeningResults } from './results/opening.ts';
import type { KeptResults } from './results/read.ts';
import type { ReadOptions } from './results/results.ts';
import type { AnswerSchema, ParsedRecord } from './results/structured.ts';
import { part } from './runtime/part.ts';

/**
 * Checks requests without sending them: finds what the API would refuse, all of it, with its place. Never rejects for
 * what is in the input; see the report's `ok`.
 */
export function validate(input: BatchInput | CreateBody, options?: CheckOptions): Promise<ValidationReport>;
export function validate(input: InputBytes, options?: CheckOptions): Promise<ValidationReport>;
export function validate(
  input: RequestLines | ByteSource | BetaRequests,
  options?: CheckOptions,
): Promise<ValidationReport>;
export function validate(input: InputObjects, options?: CheckOptions): Promise<ValidationReport>;
export async function validate(
  input: BatchInput | CreateBody | BetaRequests,
  options?: CheckOptions,
): Promise<ValidationReport> {
  return (await requests()).validate(input as BatchInput, options);
}

/** The rules that `validate` checks. */
export async function rules(): Promise<Rule[]> {
  const catalogue = await part(() => import('../wire/rules.json'));
  return structuredClone(catalogue.default) as Rule[];
}

/**
 * What requests will cost, before they are sent: input tokens estimated, output bound, batch prices. What is not known is
 * told as not known.
 */
export function estimate(input: BatchInput | CreateBody, options?: EstimateOptions): Promise<CostEstimate>;
export function estimate(input: InputBytes, options?: EstimateOptions): Promise<CostEstimate>;
export function estimate(
  input: RequestLines | ByteSource | BetaRequests,
  options?: EstimateOptions,
): Promise<CostEstimate>;
export function estimate(input: InputObjects, options?: EstimateOptions): Promise<CostEstimate>;
export async function estimate(
  input: BatchInput | CreateBody | BetaRequests,
  options?: EstimateOptions,
): Promise<CostEstimate> {
  return (await requests()).estimate(input as BatchInput, options);
}

/**
 * Divides requests into shards that the API takes, in one pass and in their order. The bodies are not held: an input that
 * can be read again is read again when a shard is sent, and what was read once is spooled, a shard at a time.
 *
 * Gives no shard with a request that the check refuses. An input that can be read again is checked as a whole before the
 * first shard is given; of one that cannot, shards are given as they are full, and the first error ends that. Either way
 * the whole input is checked, and the loop throws a `ValidationError` with the whole report.
 */
export function plan(input: BatchInput | CreateBody, options?: PlanOptions): ShardPlan;
export function plan(input: InputBytes, options?: PlanOptions): ShardPlan;
export function plan(input: RequestLines | ByteSource | BetaRequests, options?: PlanOptions): ShardPlan;
export function plan(input: InputObjects, options?: PlanOptions): ShardPlan;
export function plan(input: BatchInput | CreateBody | BetaRequests, options?: PlanOptions): ShardPlan {
  let plan: ShardPlan | undefined;
  const shards = async function* () {
    plan = (await requests()).plan(input as BatchInput, options);
    yield* plan;
  };
  const once = shards();
  return {
    [Symbol.asyncIterator]: () => once,
    get report() {
      return plan?.report;
    },
    get sharedPrefix() {
      return plan?.sharedPrefix;
    },
  };
}

/**
 * An image as a content block. Its type is read from its bytes, whatever it is called. Rejects with a `BatchError` with code
 * `invalid_media` if the API would refuse it. A string is a URL or, in Node, Bun and Deno, a path.
 */
export async function imageBlock(source: MediaSource | string, options?: ImageOptions): Promise<ImageBlock> {
  return (await requests()).imageBlock(source, options);
}

/**
 * A document as a content block: a PDF, or a text in UTF-8. A string is the text itself, unless it is a URL or, in Node, Bun
 * and Deno, the path of a `.pdf`. Rejects with a `BatchError` with code `invalid_media` if the API would refuse it.
 */
export async function documentBlock(source: MediaSource | string, options?: DocumentOptions): Promise<DocumentBlock> {
  return (await requests()).documentBlock(source, options);
}

/**
 * Reads results that were kept, in every way in which results that are downloaded can be read: loop over the records, or
 * await it first. With `recordCount`, fewer
 * records are a `ConnectionError` with the code `connection_lost`, as they are of a download.
 */
export function readResults<T>(
  kept: KeptResults,
  options: Pick<ReadOptions, 'signal' | 'recordCount'> & { schema: AnswerSchema<T> },
): OpeningResults<ParsedRecord<T>>;
export function readResults(kept: KeptResults, options?: Pick<ReadOptions, 'signal' | 'recordCount'>): OpeningResults;
export function readResults(
  kept: KeptResults,
  options?: Pick<ReadOptions, 'signal' | 'recordCount'> & { schema?: AnswerSchema<unknown> },
): OpeningResults {
  return new Opening(async () => {
    const { readResults } = await part(() => import('./results/read.ts'));
    return readResults(kept, options);
  });
}
