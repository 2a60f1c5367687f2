// Message objects and result lines in the API's format, around the content of a kind of answers.

/** Fields that the API sends for some models and not for others, as it adds fields over time. */
const GENERATIONS = {
  'claude-haiku-4-5-20251001': 1,
  'claude-sonnet-4-6': 2,
  'claude-opus-4-8': 2,
  'claude-opus-5-5': 3,
  'claude-sonnet-5-5': 3,
  'claude-fable-5-2': 3,
};

export const MODELS = Object.keys(GENERATIONS);

/**
 * Returns a `custom_id` of 1 to 64 characters, unique because of the index. The ids of one corpus have one style, or all styles.
 */
export function customId(chance, index, style = chance.below(5)) {
  if (style === 0) return String(index);
  if (style === 1) return `request-${index}`;
  if (style === 2) return `${chance.hex(8)}-${chance.hex(4)}-4${chance.hex(3)}-${chance.hex(10)}-${index}`;
  if (style === 3) return `customer_${chance.id(chance.between(2, 40))}_${index}`;
  return `doc-${String(index).padStart(chance.between(6, 12), '0')}_chunk-${chance.below(30)}`;
}

/** Returns the output tokens for a text: about four characters each, never exactly. */
export function tokensOf(chance, characters) {
  return Math.max(1, Math.round((characters / 4) * (0.85 + chance.next() * 0.3)));
}

/** A line for a request with an answer. `answer` has the content, and the differences from an ordinary answer. */
export function succeeded(chance, custom_id, answer) {
  const { model = MODELS[0], content, stop_reason = 'end_turn', stop_sequence = null, stop_details = null } = answer;
  const generation = GENERATIONS[model];
  const message = {
    model,
    id: `msg_${chance.in(0.04) ? `batch_${chance.id(chance.between(8, 30))}` : `01${chance.id(22)}`}`,
    type: 'message',
    role: 'assistant',
    content,
    ...(answer.container === undefined ? {} : { container: answer.container }),
    stop_reason,
    stop_sequence,
    stop_details,
    usage: usage(chance, generation, answer),
    ...(generation > 2 && chance.in(0.5) ? { diagnostics: null } : {}),
  };
  return { custom_id, result: { type: 'succeeded', message } };
}

function usage(chance, generation, { output_tokens, thinking_tokens, server_tool_use, input_tokens }) {
  const [creation, read, oneHour] = [cached(chance, 0.2), cached(chance, 0.4), chance.in(0.5)];
  return {
    input_tokens: input_tokens ?? chance.length(700, 1.2, 180_000),
    cache_creation_input_tokens: creation,
    cache_read_input_tokens: read,
    cache_creation: {
      ephemeral_5m_input_tokens: oneHour ? 0 : creation,
      ephemeral_1h_input_tokens: oneHour ? creation : 0,
    },
    output_tokens,
    ...(generation > 1 && { output_tokens_details: thinking_tokens === undefined ? null : { thinking_tokens } }),
    ...(generation > 1 || server_tool_use ? { server_tool_use: server_tool_use ?? null } : {}),
    service_tier: 'batch',
    inference_geo: generation === 1 ? 'not_available' : chance.pick(['global', 'global', 'us']),
    ...(generation > 2 && { speed: chance.in(0.5) ? null : 'standard' }),
  };
}

/** Cache fields of the usage. Most requests use no cache. */
function cached(chance, part) {
  return chance.in(part) ? chance.length(4_000, 1, 150_000) : 0;
}

/** A container in which code ran. */
export function container(chance) {
  const skills = chance.in(0.3) ? [{ type: 'anthropic', skill_id: 'xlsx', version: '20251013' }] : null;
  return { id: `container_01${chance.id(22)}`, expires_at: chance.time(), skills };
}

const ERRORS = [
  ['invalid_request_error', 'messages.0.content.1.image.source.base64.data: Image format image/png not supported'],
  ['invalid_request_error', 'max_tokens: 9999999 > 64000, which is the maximum allowed number of output tokens'],
  ['invalid_request_error', 'messages: Field required'],
  ['not_found_error', 'model: claude-does-not-exist-9'],
  ['api_error', 'Internal server error'],
  ['overloaded_error', 'Overloaded'],
  ['rate_limit_error', 'This request would exceed the rate limit of your organization.\nPlease try again later.'],
];

/** A line whose request failed. */
export function errored(chance, custom_id) {
  const [type, message] = chance.pick(ERRORS);
  const visible = chance.in(0.6) ? { details: { error_visibility: 'user_facing' } } : {};
  const request_id = chance.in(0.5) ? null : `workerreq_01${chance.id(20)}`;
  return {
    custom_id,
    result: { type: 'errored', error: { type: 'error', error: { ...visible, type, message }, request_id } },
  };
}
