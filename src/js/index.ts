// What the package exports, whatever the runtime. The entries in entry/ add where the WebAssembly comes from.

export type {
  CacheControl,
  DocumentBlock,
  DocumentOptions,
  ImageBlock,
  ImageOptions,
  MediaOptions,
} from '../wasm/blocks.ts';
export type {
  Band,
  CacheLifetime,
  Caching,
  Cost,
  CostEstimate,
  MediaNote,
  ModelEstimate,
  PrefixReport,
  SharedPrefix,
  TokenCount,
} from '../wasm/estimate.ts';
export { cached, type JsonSchema, jsonOutput, type TextBlock, turns } from '../wasm/parts.ts';
export type { BatchRecord, Identified } from '../wasm/record.ts';
export type {
  ApiVersion,
  BatchRequest,
  CallEvent,
  CallOptions,
  ContentBlock,
  ContentBlockParam,
  DeletedMessageBatch,
  DownloadOptions,
  ErrorObject,
  ExportOptions,
  Fetch,
  Issue,
  ListParams,
  Message,
  MessageBatch,
  MessageBatchCanceledResult,
  MessageBatchErroredResult,
  MessageBatchExpiredResult,
  MessageBatchIndividualResponse,
  MessageBatchPage,
  MessageBatchRequestCounts,
  MessageBatchResult,
  MessageBatchSucceededResult,
  MessageParam,
  MessageParams,
  ModelTally,
  NamedIds,
  Outcome,
  ParamsTemplate,
  PollOptions,
  ReconcileOptions,
  Reconciliation,
  ResultsPosition,
  RowId,
  Rule,
  RuleCode,
  RuleOptions,
  Tally,
  Usage,
  UsageTotals,
  ValidationReport,
} from '../wasm/types.ts';
export {
  BatchClient,
  type ClientOptions,
  type CreateOptions,
  type ResultsOptions,
  type WaitOptions,
} from './client.ts';
export {
  ApiError,
  BatchError,
  ConnectionError,
  type ErrorCode,
  PollTimeoutError,
  ResponseError,
  ResultsUnavailableError,
  RowsError,
  ValidationError,
} from './errors.ts';
export { type EstimateOptions, estimate, type TokenCounter } from './estimate.ts';
export type {
  BatchInput,
  ByteSource,
  CreateBody,
  OnceInput,
  Progress,
  ReadableBytes,
  RequestLines,
} from './input.ts';
export { type CoreSource, init, initSync } from './load.ts';
export { documentBlock, imageBlock, type MediaSource } from './media.ts';
export type { Ids, Joined, JoinOptions, Ordered, OrderOptions } from './ordered.ts';
export type { BatchList, BatchPage } from './pages.ts';
export { type PlanOptions, plan, type ShardPlan } from './plan.ts';
export { type KeptResults, readResults } from './read.ts';
export type { BatchResults, ReadOptions } from './results.ts';
export { fromRows, type RowOptions, type RowRequests, type RowSource } from './rows.ts';
export type { Shard, ShardKey } from './shard.ts';
export type { Spill } from './spill/spill.ts';
export type { MakeSpool, Spool } from './spool.ts';
export type { AnswerSchema, ParsedRecord, StandardSchema } from './structured.ts';
export type { UploadProgress } from './upload.ts';
export { type CheckOptions, rules, validate } from './validate.ts';
