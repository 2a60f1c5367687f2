// The shapes of messages: what a request holds and what an answer is, in the words of the wire. Names and shapes are those of
// the official SDK, so that a value goes from one package to the other and back: tests/types/sdk.ts.

/** What this package does not look into. As `any` it fits the declarations of the official SDK in both directions. */
// biome-ignore lint/suspicious/noExplicitAny: `unknown` would refuse every interface, and be refused by every other type
type Unchecked = any;

/** One request of a batch. */
export interface BatchRequest {
  /** 1 to 64 of `a-z A-Z 0-9 _ -`, unique in the batch. Results are matched by it: they come in any order. */
  custom_id: string;
  /** The body of a Messages API call, without `stream`. */
  params: MessageParams;
}

/** The body of a Messages API call. Fields that are not listed pass through as they are; `validate` checks them. */
export interface MessageParams {
  model: string;
  max_tokens: number;
  messages: MessageParam[];
  system?: string | BlockList;
  [field: string]: Unchecked;
}

export interface MessageParam {
  role: 'user' | 'assistant' | 'system';
  content: string | BlockList;
}

/** A request as the beta part of the official SDK declares it: there a system message may do without content. */
export interface BetaBatchRequest {
  custom_id: string;
  params: Omit<MessageParams, 'messages'> & {
    model: string;
    max_tokens: number;
    messages: (MessageParam | { role: 'system'; content?: string | BlockList })[];
  };
}

/** A block of content of any type, also one that is newer than this package; `validate` checks its fields. */
export interface ContentBlockParam {
  type: string;
  [field: string]: Unchecked;
}

/**
 * Blocks of content. Whatever has a `type` goes in. What comes out fits wherever blocks of the API are asked for, such as
 * the narrower types of the official SDK: that is the second half.
 */
export type BlockList = ContentBlockParam[] & Unchecked[];

/** A block of text in a request. */
export interface TextBlockParam extends ContentBlockParam {
  type: 'text';
  text: string;
}

/** A message that a model answered with. Fields that are not listed are kept. */
export interface Message {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: ContentBlock[];
  /** Why the answer ends; `null` never occurs in a batch. */
  stop_reason: StopReason | null;
  stop_sequence: string | null;
  stop_details: RefusalStopDetails | null;
  container: Container | null;
  diagnostics: Diagnostics | null;
  usage: Usage;
  [field: string]: Unchecked;
}

/** Why an answer ended. The API may add to these. */
export type StopReason =
  | 'end_turn'
  | 'max_tokens'
  | 'stop_sequence'
  | 'tool_use'
  | 'pause_turn'
  | 'refusal'
  | 'model_context_window_exceeded';

export interface RefusalStopDetails {
  type: 'refusal';
  category: 'cyber' | 'bio' | 'frontier_llm' | 'reasoning_extraction' | 'general_harms' | null;
  explanation: string | null;
}

/** The container that code of this answer ran in. */
export interface Container {
  id: string;
  /** RFC 3339. */
  expires_at: string;
  skills: { type: 'anthropic' | 'custom'; skill_id: string; version: string }[] | null;
}

export interface Diagnostics {
  cache_miss_reason: Unchecked;
}

/**
 * A block of an answer, told apart by its `type`. The API adds types from time to time: a block of a newer one is given as it
 * came, though it is not declared here.
 */
export type ContentBlock =
  | TextBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ServerToolUseBlock
  | WebSearchToolResultBlock
  | WebFetchToolResultBlock
  | CodeExecutionToolResultBlock
  | BashCodeExecutionToolResultBlock
  | TextEditorCodeExecutionToolResultBlock
  | ToolSearchToolResultBlock
  | ContainerUploadBlock;

export interface TextBlock {
  type: 'text';
  text: string;
  citations: TextCitation[] | null;
}

/** What every block but text has in common: no `text`, so that it can be asked for without looking at the type. */
interface WithoutText {
  text?: undefined;
}

export interface ThinkingBlock extends WithoutText {
  type: 'thinking';
  thinking: string;
  signature: string;
}

export interface RedactedThinkingBlock extends WithoutText {
  type: 'redacted_thinking';
  data: string;
}

export interface ToolUseBlock extends WithoutText {
  type: 'tool_use';
  id: string;
  name: string;
  input: unknown;
  caller: ToolUseCaller;
  toolset_name?: string | null;
}

export interface ServerToolUseBlock extends WithoutText {
  type: 'server_tool_use';
  id: string;
  name:
    | 'web_search'
    | 'web_fetch'
    | 'code_execution'
    | 'bash_code_execution'
    | 'text_editor_code_execution'
    | 'tool_search_tool_regex'
    | 'tool_search_tool_bm25';
  input: unknown;
  caller: ToolUseCaller;
}

/** Who called a tool: the model, or code that it ran. */
export type ToolUseCaller =
  | { type: 'direct' }
  | { type: 'code_execution_20250825'; tool_id: string }
  | { type: 'code_execution_20260120'; tool_id: string };

/** What a tool of the server gave. */
interface ServerToolResult extends WithoutText {
  tool_use_id: string;
  content: Unchecked;
}

export interface WebSearchToolResultBlock extends ServerToolResult {
  type: 'web_search_tool_result';
  caller: ToolUseCaller;
}

export interface WebFetchToolResultBlock extends ServerToolResult {
  type: 'web_fetch_tool_result';
  caller: ToolUseCaller;
}

export interface CodeExecutionToolResultBlock extends ServerToolResult {
  type: 'code_execution_tool_result';
}

export interface BashCodeExecutionToolResultBlock extends ServerToolResult {
  type: 'bash_code_execution_tool_result';
}

export interface TextEditorCodeExecutionToolResultBlock extends ServerToolResult {
  type: 'text_editor_code_execution_tool_result';
}

export interface ToolSearchToolResultBlock extends ServerToolResult {
  type: 'tool_search_tool_result';
}

export interface ContainerUploadBlock extends WithoutText {
  type: 'container_upload';
  file_id: string;
}

/** What a piece of text stands on. */
export type TextCitation =
  | (DocumentCitation & { type: 'char_location'; start_char_index: number; end_char_index: number })
  | (DocumentCitation & { type: 'page_location'; start_page_number: number; end_page_number: number })
  | (DocumentCitation & { type: 'content_block_location'; start_block_index: number; end_block_index: number })
  | {
      type: 'web_search_result_location';
      cited_text: string;
      encrypted_index: string;
      title: string | null;
      url: string;
    }
  | {
      type: 'search_result_location';
      cited_text: string;
      search_result_index: number;
      source: string;
      start_block_index: number;
      end_block_index: number;
      title: string | null;
    };

interface DocumentCitation {
  cited_text: string;
  document_index: number;
  document_title: string | null;
  file_id: string | null;
}

/** Tokens as counted: the batch discount is in the price, not in the counts. Answers of older API versions may lack some. */
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

export interface ErrorObject {
  /** `invalid_request_error`, `not_found_error`, `api_error`, `overloaded_error` … an open set. */
  type: string;
  message: string;
  [field: string]: Unchecked;
}

export interface MessageBatchSucceededResult {
  type: 'succeeded';
  message: Message;
}

export interface MessageBatchErroredResult {
  type: 'errored';
  /** Doubly nested, as on the wire; `record.error` is the inner one. */
  error: ErrorResponse;
}

export interface ErrorResponse {
  type: 'error';
  /** Its `type` is one of an open set of strings; the official SDK lists a few. */
  error: ErrorObject & { type: Unchecked };
  request_id: string | null;
}

export interface MessageBatchCanceledResult {
  type: 'canceled';
}

export interface MessageBatchExpiredResult {
  type: 'expired';
}

export type MessageBatchResult =
  | MessageBatchSucceededResult
  | MessageBatchErroredResult
  | MessageBatchCanceledResult
  | MessageBatchExpiredResult;

export interface MessageBatchIndividualResponse {
  custom_id: string;
  result: MessageBatchResult;
}
