// The names in column paths, as in the API.

/** The names inside a part of a record; `null` if they are not known. */
export interface ColumnNames {
  readonly [name: string]: ColumnNames | null;
}

const USAGE: ColumnNames = {
  input_tokens: {},
  output_tokens: {},
  cache_creation_input_tokens: {},
  cache_read_input_tokens: {},
  cache_creation: { ephemeral_5m_input_tokens: {}, ephemeral_1h_input_tokens: {} },
  output_tokens_details: { thinking_tokens: {} },
  server_tool_use: { web_search_requests: {}, web_fetch_requests: {} },
  service_tier: {},
  inference_geo: {},
  speed: {},
};

/** All names inside these parts of a record. Fields that the API adds later can be reached through `result`. */
export const CLOSED_COLUMNS: ColumnNames = { usage: USAGE, error: { type: {}, message: {} } };

/** The known names inside these parts, which may have others. */
export const OPEN_COLUMNS: ColumnNames = {
  result: {
    type: {},
    error: null,
    message: {
      id: {},
      type: {},
      role: {},
      model: {},
      content: null,
      stop_reason: {},
      stop_sequence: {},
      stop_details: null,
      usage: USAGE,
      container: null,
      diagnostics: null,
    },
  },
};

/** The part of a record that is the row of a join. */
export const ROW = 'row';
