// What the package exports, whatever the runtime. The entries in entry/ add where the WebAssembly comes from.

export type { BatchRecord } from '../wasm/record.ts';
export type {
  ApiVersion,
  BatchRequest,
  CallEvent,
  CallOptions,
  ContentBlock,
  ContentBlockParam,
  DeletedMessageBatch,
  ErrorObject,
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
  Outcome,
  ParamsTemplate,
  PollOptions,
  RowId,
  Rule,
  RuleCode,
  RuleOptions,
  Usage,
  ValidationReport,
} from '../wasm/types.ts';
export {
  BatchClient,
  type ClientOptions,
  type CreateOptions,
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
export type { BatchInput, CreateBody, Progress } from './input.ts';
export { type CoreSource, init, initSync } from './load.ts';
export type { BatchList, BatchPage } from './pages.ts';
export type { BatchResults, ResultsPosition } from './results.ts';
export { fromRows, type RowOptions, type RowRequests, type RowSource } from './rows.ts';
export { type CheckOptions, rules, validate } from './validate.ts';
