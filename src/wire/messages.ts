// Types of messages, both requests and answers, with the names of the API. Names and shapes are those of the official SDK, so
// values of both packages are interchangeable: see tests/types/sdk.ts.

import type { ContentBlock, Unchecked } from './content_blocks.ts';
import type { ParamKinds, ParamLists } from './param_kinds.ts';

export type * from './content_blocks.ts';

/**
 * One request of a batch.
 *
 * @example
 * const request: BatchRequest = {
 *   custom_id: 'question-0',
 *   params: { model: 'claude-haiku-4-5', max_tokens: 300, messages: turns('Why is the sky blue?') },
 * };
 */
export interface BatchRequest {
  /** 1 to 64 characters of `a-z A-Z 0-9 _ -`, unique in the batch. Results arrive in any order; match them by this id. */
  custom_id: string;
  /** The body of a Messages API call, without `stream`. */
  params: MessageParams;
}

/**
 * The body of a Messages API call. The fields are those that this version knows, and the values have the kinds of the API:
 * numbers, texts, lists, and objects with what they need. `validate` checks the rest. For a newer field, widen the type: a value
 * of `MessageParams & { new_field: string }` is accepted everywhere, and passed on unchanged.
 *
 * @example
 * const params: MessageParams = {
 *   model: 'claude-haiku-4-5',
 *   max_tokens: 300,
 *   messages: [{ role: 'user', content: 'Why is the sky blue?' }],
 * };
 * const newer: MessageParams & { new_field: string } = { ...params, new_field: 'x' };
 */
export type MessageParams = RequestParams & PassedOn;

interface RequestParams extends Settings, Lists {
  messages: MessageParam[];
}

interface Settings extends ParamKinds {
  system?: string | BlockList;
  /** `true` is refused, because batches do not stream. */
  stream?: false;
  /** Only with the API version `2023-06-01`, as the two below. */
  temperature?: number;
  top_k?: number;
  top_p?: number;
}

interface Lists extends ParamLists {
  tools?: readonly ToolParam[] | undefined;
}

/** What fields are to types of others that ask for less: a list that can be written to, no `null`, fewer modes of thinking. */
interface PassedOn extends Partial<Record<'user_profile_id' | keyof Lists, Unchecked>> {
  thinking?: { type: Unchecked };
}

/**
 * A request as functions take it: a `BatchRequest`, or one that was written for the beta part of the official SDK, where a system
 * message may have no content.
 *
 * @example
 * const messages: InputRequest['params']['messages'] = [{ role: 'system' }, ...turns('Good morning')];
 * const request: InputRequest = { custom_id: 'a', params: { model: 'claude-haiku-4-5', max_tokens: 9, messages } };
 */
export interface InputRequest {
  custom_id: string;
  params: InputParams;
}

/**
 * The body of a request as functions take it.
 *
 * @example
 * const params: InputParams = { model: 'claude-haiku-4-5', max_tokens: 9, messages: turns('Good morning') };
 * const { input_tokens } = await client.countTokens(params);
 */
export interface InputParams extends OrUndefined<Settings>, Lists {
  messages: (SystemSettings | MessageWithContent)[];
}

/** Optional fields that may also be set to `undefined`, which `exactOptionalPropertyTypes` distinguishes from absent ones. */
type OrUndefined<Fields> = {
  [field in keyof Fields]: Fields extends Record<field, unknown> ? Fields[field] : Fields[field] | undefined;
};

/** A message that only changes settings. */
interface SystemSettings {
  role: 'system';
  content?: string | BlockList;
  clear_at?: Unchecked;
  output_config?: Unchecked;
}

/** The compiler names the last member of a union if a value fits none; with a name of its own, this is it. */
interface MessageWithContent extends MessageParam {}

/**
 * One message of a request.
 *
 * @example
 * const message: MessageParam = { role: 'user', content: [{ type: 'text', text: 'Why is the sky blue?' }] };
 */
export interface MessageParam {
  role: 'user' | 'assistant' | 'system';
  content: string | BlockList;
}

/**
 * A content block of a request: one with a `text`, one with a `source` (whose `data` has a `media_type`), or one of another type,
 * including types newer than this package. `validate` checks its fields.
 *
 * @example
 * const block: ContentBlockParam = { type: 'text', text: 'Why is the sky blue?' };
 */
export type ContentBlockParam =
  // Types with several words, and one-word types without text or source.
  | { type: `${string}_${string}` | 'thinking' | 'compaction' | 'fallback'; [field: string]: Unchecked }
  | { type: string; source: string | Source; [field: string]: Unchecked }
  // The last one is in the compiler's message about a block that fits none.
  | { type: string; text: string; [field: string]: Unchecked };

/** The source of an image or document: a file, a URL, or `data`, which has a `media_type`. */
type Source =
  | { type: string; data?: undefined; [field: string]: Unchecked }
  | { type: string; media_type: string; [field: string]: Unchecked };

/**
 * A tool of a request: one of your own, with a `name` and an `input_schema`, or one of the API, including types newer than this
 * package. `validate` checks its fields.
 *
 * @example
 * const tool: ToolParam = { name: 'search', input_schema: { type: 'object', properties: { query: { type: 'string' } } } };
 * const tools: ToolParam[] = [tool, { type: 'web_search_20250305', name: 'web_search' }];
 */
export type ToolParam =
  | { type: `${string}_${string}`; [field: string]: Unchecked }
  | { type: string; name: string; [field: string]: Unchecked }
  // The last one is in the compiler's message about a tool that fits none.
  | { name: string; input_schema: object; [field: string]: Unchecked };

/**
 * A list of content blocks. The list is assignable wherever blocks of the API are expected, including the narrower types of
 * the official SDK.
 *
 * @example
 * const content: BlockList = [await imageBlock(input), { type: 'text', text: 'What is this?' }];
 */
export type BlockList = ContentBlockParam[] & Unchecked[];

/**
 * A text block of a request.
 *
 * @example
 * const block: TextBlockParam = { type: 'text', text: 'You are a careful translator.' };
 * const system = [cached(block)];
 */
export interface TextBlockParam {
  type: 'text';
  text: string;
  cache_control?: Unchecked;
  citations?: Unchecked;
}

/**
 * An answer of the model. Fields that are not listed here stay as received.
 *
 * @example
 * const answer = ({ content }: Message) => content.map(({ text }) => text ?? '').join('');
 * if (record.type === 'succeeded') console.log(answer(record.result.message));
 */
export interface Message {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: ContentBlock[];
  /** Why the answer ended; never `null` in a batch. */
  stop_reason: StopReason | null;
  stop_sequence: string | null;
  stop_details: RefusalStopDetails | null;
  container: Container | null;
  diagnostics: Diagnostics | null;
  usage: Usage;
  [field: string]: Unchecked;
}

/**
 * Why an answer ended. The API may add values.
 *
 * @example
 * const isCut = (reason: StopReason | null) => reason === 'max_tokens';
 * if (record.type === 'succeeded') console.log(isCut(record.result.message.stop_reason));
 */
export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded';

/**
 * Why the model refused to answer.
 *
 * @example
 * const category = (details: RefusalStopDetails | null) => details?.category ?? 'none';
 * if (record.type === 'succeeded') console.log(category(record.result.message.stop_details));
 */
export interface RefusalStopDetails {
  type: 'refusal';
  category: 'cyber' | 'bio' | 'frontier_llm' | 'reasoning_extraction' | 'general_harms' | null;
  explanation: string | null;
}

/**
 * The container in which the code of this answer ran.
 *
 * @example
 * const expiry = (container: Container | null) => container?.expires_at;
 * if (record.type === 'succeeded') console.log(expiry(record.result.message.container));
 */
export interface Container {
  id: string;
  /** RFC 3339. */
  expires_at: string;
  skills: { type: 'anthropic' | 'custom'; skill_id: string; version: string }[] | null;
}

/**
 * Diagnostics of an answer, such as why the cache was missed.
 *
 * @example
 * const cacheMiss = (diagnostics: Diagnostics | null) => diagnostics?.cache_miss_reason;
 * if (record.type === 'succeeded') console.log(cacheMiss(record.result.message.diagnostics));
 */
export interface Diagnostics {
  cache_miss_reason: Unchecked;
}

/**
 * Token counts of an answer. The batch discount is in the price, not in the counts. Answers of older API versions may
 * lack some of these.
 *
 * @example
 * const total = ({ input_tokens, output_tokens }: Usage) => input_tokens + output_tokens;
 * if (record.usage) console.log(total(record.usage));
 */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cache_creation_input_tokens: number | null;
  cache_read_input_tokens: number | null;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null;
  output_tokens_details: { thinking_tokens: number } | null;
  server_tool_use: { web_search_requests: number; web_fetch_requests: number } | null;
  service_tier: 'standard' | 'priority' | 'batch' | null;
  inference_geo: string | null;
  speed: 'standard' | 'fast' | null;
  [field: string]: Unchecked;
}

/**
 * An error of the API.
 *
 * @example
 * const isOverloaded = (error: ErrorObject | undefined) => error?.type === 'overloaded_error';
 * console.log(isOverloaded(record.error));
 */
export interface ErrorObject {
  /** `invalid_request_error`, `not_found_error`, `api_error`, `overloaded_error` … The API may add types. */
  type: string;
  message: string;
  [field: string]: Unchecked;
}

/**
 * The result of a request that has an answer.
 *
 * @example
 * const answer = ({ message }: MessageBatchSucceededResult) => message.content;
 * if (record.type === 'succeeded') console.log(answer(record.result));
 */
export interface MessageBatchSucceededResult {
  type: 'succeeded';
  message: Message;
}

/**
 * The result of a request that failed.
 *
 * @example
 * const reason = ({ error }: MessageBatchErroredResult) => error.error.message;
 * if (record.type === 'errored') console.log(reason(record.result));
 */
export interface MessageBatchErroredResult {
  type: 'errored';
  /** Nested twice, as on the wire; `record.error` is the inner one. */
  error: ErrorResponse;
}

/**
 * An error as the API sends it: the error object in an envelope.
 *
 * @example
 * const requestId = ({ request_id }: ErrorResponse) => request_id;
 * if (record.type === 'errored') console.log(requestId(record.result.error));
 */
export interface ErrorResponse {
  type: 'error';
  /** `type` may be any string; the official SDK lists a few. */
  error: ErrorObject & { type: Unchecked };
  request_id: string | null;
}

/**
 * The result of a request that had not started when the batch was canceled.
 *
 * @example
 * const canceled: MessageBatchCanceledResult = { type: 'canceled' };
 */
export interface MessageBatchCanceledResult {
  type: 'canceled';
}

/**
 * The result of a request that did not start within 24 hours.
 *
 * @example
 * const expired: MessageBatchExpiredResult = { type: 'expired' };
 */
export interface MessageBatchExpiredResult {
  type: 'expired';
}

/**
 * The result of one request. `type` says which.
 *
 * @example
 * const isAnswer = (result: MessageBatchResult) => result.type === 'succeeded';
 * if (record.type !== 'malformed') console.log(isAnswer(record.result));
 */
export type MessageBatchResult =
  | MessageBatchSucceededResult
  | MessageBatchErroredResult
  | MessageBatchCanceledResult
  | MessageBatchExpiredResult;

/**
 * One line of results, as on the wire.
 *
 * @example
 * const line = new TextDecoder().decode(record.raw);
 * const { custom_id, result }: MessageBatchIndividualResponse = JSON.parse(line);
 */
export interface MessageBatchIndividualResponse {
  custom_id: string;
  result: MessageBatchResult;
}
