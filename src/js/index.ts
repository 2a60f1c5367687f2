// The exports for every runtime. The build adds those that differ: runtime/entry/ has one file per runtime.

export type {
  CacheControl,
  DocumentBlock,
  DocumentOptions,
  ImageBlock,
  ImageOptions,
  MediaOptions,
} from '../wire/blocks.ts';
export type { ConversionNote, ConversionReport } from '../wire/convert/notes.ts';
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
} from '../wire/estimate.ts';
export type { ShardPhase } from '../wire/jobs.ts';
export type { Identified } from '../wire/record.ts';
export type {
  BatchRecord,
  CanceledRecord,
  ErroredRecord,
  ExpiredRecord,
  MalformedRecord,
  OtherRecord,
  SucceededRecord,
} from '../wire/record_types.ts';
export type {
  ApiVersion,
  BashCodeExecutionToolResultBlock,
  BatchRequest,
  BlockList,
  CallEvent,
  CallOptions,
  CodeExecutionToolResultBlock,
  Container,
  ContainerUploadBlock,
  ContentBlock,
  ContentBlockParam,
  CreatedSearch,
  DeletedMessageBatch,
  Diagnostics,
  DownloadOptions,
  ErrorObject,
  ErrorResponse,
  ExportOptions,
  ExportReport,
  Fetch,
  InputParams,
  InputRequest,
  Intent,
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
  RedactedThinkingBlock,
  RefusalStopDetails,
  ResultsPosition,
  RowId,
  Rule,
  RuleCode,
  RuleOptions,
  ServerToolUseBlock,
  StopReason,
  Tally,
  TextBlock,
  TextBlockParam,
  TextCitation,
  TextEditorCodeExecutionToolResultBlock,
  ThinkingBlock,
  ToolParam,
  ToolSearchToolResultBlock,
  ToolUseBlock,
  ToolUseCaller,
  Usage,
  UsageTotals,
  ValidationReport,
  WebFetchToolResultBlock,
  WebSearchToolResultBlock,
} from '../wire/types.ts';
export { BatchClient } from './client.ts';
export type { ClientOptions, CreateOptions, ResultsOptions, WaitOptions } from './client_options.ts';
export {
  ApiError,
  BatchError,
  ConnectionError,
  type ErrorCode,
  JobError,
  PollTimeoutError,
  ResponseError,
  ResultsUnavailableError,
  RowsError,
  ValidationError,
} from './errors.ts';
export type {
  BatchInput,
  BatchLines,
  ByteSource,
  CreateBody,
  InputBytes,
  InputObjects,
  OnceInput,
  Progress,
  ReadableBytes,
  RequestLines,
} from './input/source.ts';
export type { Caps } from './jobs/caps.ts';
export type { ExpectedEnd } from './jobs/expected.ts';
export type { JobResultsOptions } from './jobs/family.ts';
export type { ForgetOptions } from './jobs/forget.ts';
export type { Job, JobCloseOptions, JobWaitOptions } from './jobs/job.ts';
export type { JobLogEvent, Span, Tracer } from './jobs/log.ts';
export type { Manifest, ManifestShard } from './jobs/manifest.ts';
export type { DriveOptions, ResumeOptions, SubmitOptions } from './jobs/options.ts';
export type { RetryOptions } from './jobs/retry.ts';
export type { JobState, ShardStatus } from './jobs/state.ts';
export type { StoredJob } from './jobs/stored.ts';
export {
  documentBlock,
  estimate,
  forgetJob,
  imageBlock,
  listJobs,
  plan,
  readJob,
  readResults,
  rules,
  validate,
} from './on_demand.ts';
export type { BatchList, BatchPage } from './pages.ts';
export { type Conversion, type ConvertOptions, fromBedrock, fromOpenAI } from './requests/conversion.ts';
export type { EstimateOptions, TokenCounter } from './requests/estimate.ts';
export type { MediaSource } from './requests/media.ts';
export { cached, type JsonSchema, jsonOutput, turns } from './requests/parts.ts';
export type { PlanOptions, ShardPlan } from './requests/plan.ts';
export type { RowOptions, RowRequests, RowRequestsOf, RowSource } from './requests/row_types.ts';
export { fromRows } from './requests/rows.ts';
export type { Shard, ShardKey } from './requests/shard.ts';
export type { UploadProgress } from './requests/upload.ts';
export type { CheckOptions, ReportOptions } from './requests/validate.ts';
export type { KeptResults } from './results/kept.ts';
export type { OpeningJoined, OpeningResults } from './results/opening.ts';
export type { Ids, Joined, JoinOptions, Ordered, OrderOptions } from './results/ordered.ts';
export type { ReadOptions, TallyOptions } from './results/reading.ts';
export type { BatchResults } from './results/results.ts';
export type { AnswerSchema, ParsedRecord, StandardSchema } from './results/structured.ts';
export { init, initSync, type ModuleSources } from './runtime/modules.ts';
export type { ModuleName, ModuleSource } from './runtime/runtime.ts';
export type { JobStore } from './store/jobs/job_store.ts';
export type { MakeSpool, Spill, Spool } from './store/spills/spill.ts';
export type { MakeStore, Store } from './store/spills/store.ts';
