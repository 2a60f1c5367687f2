// The names that paths of columns go through, as the API has them.

/** The names inside a part of a record; `null` if its parts are not known. */
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

/** What these parts of a record have. A field that is new in the API is reached by `result`. */
export const CLOSED_COLUMNS: ColumnNames = { usage: USAGE, error: { type: {}, message: {} } };

/** What these parts have among others. */
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
