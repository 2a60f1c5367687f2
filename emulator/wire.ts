/**
 * A version of the API that the emulator answers as.
 *
 * @example
 * const version: ApiVersion = '2026-10-21';
 * const headers = { 'anthropic-version': version, 'x-api-key': 'any' };
 */

export type ApiVersion = '2026-10-21' | '2023-06-01';

/**
 * Requests of a batch by status.
 *
 * @example
 * const total = (counts: RequestCounts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
 */
export interface RequestCounts {
  processing: number;
  succeeded: number;
  errored: number;
  canceled: number;
  expired: number;
}

/**
 * A batch as the emulator returns it.
 *
 * @example
 * const response = await emulator.fetch(`https://api.anthropic.com/v1/messages/batches/${id}`);
 * const batch = (await response.json()) as MessageBatch;
 */
export interface MessageBatch {
  id: string;
  type: 'message_batch';
  processing_status: 'in_progress' | 'canceling' | 'ended';
  request_counts: RequestCounts;
  ended_at: string | null;
  created_at: string;
  expires_at: string;
  archived_at: string | null;
  cancel_initiated_at: string | null;
  results_url: string | null;
}

/**
 * A page of a list as the emulator returns it.
 *
 * @example
 * const response = await emulator.fetch('https://api.anthropic.com/v1/messages/batches');
 * const { data } = (await response.json()) as MessageBatchPage;
 */
export interface MessageBatchPage {
  data: MessageBatch[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

/**
 * The response to a delete.
 *
 * @example
 * const deleted: DeletedMessageBatch = { id: 'msgbatch_1', type: 'message_batch_deleted' };
 */
export interface DeletedMessageBatch {
  id: string;
  type: 'message_batch_deleted';
}

/**
 * One entry of a create body.
 *
 * @example
 * const responder: Responder = (request: BatchRequest) => (request.custom_id === 'a' ? { type: 'expired' } : undefined);
 */
export interface BatchRequest {
  custom_id: string;
  params: unknown;
}

/**
 * An error of the API.
 *
 * @example
 * const error: ErrorObject = { type: 'overloaded_error', message: 'Overloaded' };
 */
export interface ErrorObject {
  /** For example `invalid_request_error` or `overloaded_error`; the set is open. */
  type: string;
  message: string;
  details?: Record<string, unknown> | null;
}

/**
 * An error as the API sends it: the error object in an envelope.
 *
 * @example
 * const error: ErrorResponse = { type: 'error', error: { type: 'api_error', message: 'Internal server error' } };
 * const emulator = createEmulator({ responder: { '*': { type: 'errored', error } } });
 */
export interface ErrorResponse {
  type: 'error';
  error: ErrorObject;
  request_id?: string | null;
}

/**
 * A content block of an answer.
 *
 * @example
 * const block: ContentBlock = { type: 'text', text: 'Paris' };
 * const message = { content: [block] };
 * const emulator = createEmulator({ responder: { '*': { type: 'succeeded', message } } });
 */
export interface ContentBlock {
  type: string;
  [field: string]: unknown;
}

/**
 * Token counts of an answer.
 *
 * @example
 * const total = ({ input_tokens, output_tokens }: Usage) => input_tokens + output_tokens;
 */
export interface Usage {
  input_tokens: number;
  cache_creation_input_tokens: number | null;
  cache_read_input_tokens: number | null;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null;
  output_tokens: number;
  service_tier: string | null;
  inference_geo: string | null;
}

/**
 * An answer of the model.
 *
 * @example
 * const texts = ({ content }: Message) => content.map(({ text }) => text);
 */
export interface Message {
  model: string;
  id: string;
  type: 'message';
  role: 'assistant';
  content: ContentBlock[];
  stop_reason: string | null;
  stop_sequence: string | null;
  stop_details: Record<string, unknown> | null;
  usage: Usage;
}

/**
 * The result of an item, as in a result line.
 *
 * @example
 * const result: MessageBatchResult = { type: 'expired' };
 */
export type MessageBatchResult =
  | { type: 'succeeded'; message: Message }
  | { type: 'errored'; error: ErrorResponse }
  | { type: 'canceled' }
  | { type: 'expired' };

/**
 * One line of the results.
 *
 * @example
 * const line: MessageBatchIndividualResponse = { custom_id: 'a', result: { type: 'canceled' } };
 * const jsonl = `${JSON.stringify(line)}\n`;
 */
export interface MessageBatchIndividualResponse {
  custom_id: string;
  result: MessageBatchResult;
}
