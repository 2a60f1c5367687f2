/** The shapes that cross the wire, as the API names them. Only what the emulator produces or reads. */

export type ApiVersion = '2026-10-21' | '2023-06-01';

export interface RequestCounts {
  processing: number;
  succeeded: number;
  errored: number;
  canceled: number;
  expired: number;
}

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

export interface MessageBatchPage {
  data: MessageBatch[];
  has_more: boolean;
  first_id: string | null;
  last_id: string | null;
}

export interface DeletedMessageBatch {
  id: string;
  type: 'message_batch_deleted';
}

/** One entry of a create body. */
export interface BatchRequest {
  custom_id: string;
  params: unknown;
}

export interface ErrorObject {
  /** For example `invalid_request_error` or `overloaded_error`; the set is open. */
  type: string;
  message: string;
  details?: Record<string, unknown> | null;
}

export interface ErrorResponse {
  type: 'error';
  error: ErrorObject;
  request_id?: string | null;
}

export interface ContentBlock {
  type: string;
  [field: string]: unknown;
}

export interface Usage {
  input_tokens: number;
  cache_creation_input_tokens: number | null;
  cache_read_input_tokens: number | null;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null;
  output_tokens: number;
  service_tier: string | null;
  inference_geo: string | null;
}

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

/** What an item of a batch came to, as a result line carries it. */
export type MessageBatchResult =
  | { type: 'succeeded'; message: Message }
  | { type: 'errored'; error: ErrorResponse }
  | { type: 'canceled' }
  | { type: 'expired' };

/** One line of the results. */
export interface MessageBatchIndividualResponse {
  custom_id: string;
  result: MessageBatchResult;
}
