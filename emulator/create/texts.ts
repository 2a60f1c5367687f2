import { isObject, type JsonObject } from '../json.ts';
import type { ErrorObject } from '../wire.ts';

/** The parts of an issue in the package's report that are used here. */
export interface Finding {
  code: string;
  severity: 'error' | 'warning';
  /** In the form `expected …, found …`. */
  message: string;
  /** JSON pointer in the create body: `/requests/3/params/model`. */
  pointer: string;
  request?: number;
}

interface Place {
  /** The path in the API's format: the member of a union follows its index, `messages.0.content.1.image.source`. */
  path: string;
  value: unknown;
}

/** Recorded texts of the API, by rule. Without a path if the API gives none. */
const TEXTS: Record<string, string | ((place: Place, params: JsonObject) => string)> = {
  'batch.stream': '`stream=True` is not supported in the Message Batches API',
  'batch.max_tokens_zero': 'max_tokens: must be greater than or equal to 1',
  'max_tokens.min': 'max_tokens: must be greater than or equal to 1',
  'messages.empty': 'messages: at least one message is required',
  'message.content.empty': ({ path }) =>
    `${path.replace(/\.content$/, '')}: all messages must have non-empty content except for the optional final assistant message`,
  'text.empty': 'messages: text content blocks must be non-empty',
  'text.whitespace': 'messages: text content blocks must contain non-whitespace text',
  'message.content.whitespace': 'messages: text content blocks must contain non-whitespace text',
  'stop_sequences.empty_string': 'stop_sequences: each stop sequence must be non-empty',
  'stop_sequences.whitespace': 'stop_sequences: each stop sequence must contain non-whitespace',
  'messages.prefill.model':
    'This model does not support assistant message prefill. The conversation must end with a user message.',
  'messages.prefill.trailing_whitespace': 'messages: final assistant content cannot end with trailing whitespace',
  'tool_choice.forced_model': ({ value }) => {
    const type = JSON.stringify(isObject(value) ? value.type : value);
    return `tool_choice: type ${type} is not supported for this model.`;
  },
  'tool.name.unique': 'tools: Tool names must be unique.',
  'tool.defer_loading.all': 'At least one tool must have defer_loading=false. All tools cannot be deferred.',
  'tool_use.id.unique': 'messages: `tool_use` ids must be unique',
  'tool.input_schema.top_combinators': ({ path }) =>
    `${path.replace(/\.(?:oneOf|allOf|anyOf)$/, '')}: input_schema does not support oneOf, allOf, or anyOf at the top level`,
  'tool.input_schema.valid': ({ path }) =>
    `${path.replace(/(\.input_schema)\..*$/, '$1')}: JSON schema is invalid. It must match JSON Schema draft 2020-12`,
  'metadata.user_id.email': 'metadata.user_id: user_id appears to contain an email address',
  'tool_use.answered': ({ path, value }) =>
    `${message(path)}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${String(value)}`,
  'tool_result.orphan': ({ path, value }) =>
    `${message(path)}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(value)}`,
  'thinking.budget.max_tokens': '`max_tokens` must be greater than `thinking.budget_tokens`',
  'thinking.mode_model': (_, params) =>
    `"thinking.type.${isObject(params.thinking) ? String(params.thinking.type) : ''}" is not supported for this model`,
  'sampling.not_default': ({ path }) => `\`${path}\` is deprecated for this model`,
  'sampling.both': '`temperature` and `top_p` cannot both be specified for this model',
  'image.magic_mismatch': ({ path }) => `${path}: Image does not match the provided media type`,
  'document.base64.invalid': ({ path }) => `${path}: The PDF specified was not valid`,
  'image.dimensions': ({ path }) =>
    `${path}: At least one of the image dimensions exceed max allowed size: 8000 pixels`,
  'cache_control.ttl_order': ({ path }) =>
    `${path}: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block`,
};

/** Fields that the API's closed objects do not support. */
const EXTRA = new Set([
  'params.unknown_field',
  'params.foreign_field',
  'message.unknown_field',
  'block.unknown_field',
  'tool.unknown_field',
  'output_config.unknown_field',
  'cache_control.unknown_field',
  'thinking.fields.allowed',
  'temperature.removed',
  'top_p.removed',
  'top_k.removed',
  'output_format.deprecated',
  'batch.betas_in_params',
  'batch.legacy_unsupported',
]);

const KINDS: [RegExp, string][] = [
  [/^an array$/, 'a valid list'],
  [/^an object$/, 'a valid dictionary'],
  [/^a string$|^a model id$/, 'a valid string'],
  [/^a whole number$/, 'a valid integer'],
  [/^a boolean$/, 'a valid boolean'],
];

/** Findings about models that the API does not serve. It reports these as not found. */
export const NO_MODEL = ['model.foreign', 'model.version', 'model.retired'];

/** Returns the error with which an item with this finding ends: the API's own text if it is known, else a text in its style. */
export function serverError(finding: Finding, params: JsonObject): ErrorObject {
  if (NO_MODEL.includes(finding.code)) return { type: 'not_found_error', message: `model: ${String(params.model)}` };
  return { type: 'invalid_request_error', message: textOf(finding, params) };
}

function textOf({ code, message, pointer }: Finding, params: JsonObject): string {
  const place = placeIn(params, pointer.split('/').slice(4).map(unescaped));
  const seen = TEXTS[code];
  if (typeof seen === 'string') return seen;
  if (seen !== undefined) return seen(place, params);
  if (place.value === undefined) return `${place.path}: Field required`;
  if (EXTRA.has(code)) return `${place.path}: Extra inputs are not permitted`;
  if (code === 'prompt.too_long') {
    const [, window, tokens] = /at most (\d+) tokens.* at least (\d+) tokens/.exec(message) ?? [];
    return `prompt is too long: ${tokens} tokens > ${window} maximum`;
  }
  if (code.startsWith('batch.')) return `\`${place.path}\` is not supported in the Message Batches API`;
  if (place.value === '') return `${place.path}: String should have at least 1 character`;
  const expected = /^expected (.*), found .*$/s.exec(message)?.[1];
  if (expected === undefined || expected.startsWith('no ')) return `${place.path}: ${message}`;
  const kind = KINDS.find(([pattern]) => pattern.test(expected))?.[1] ?? expected;
  return `${place.path}: Input should be ${kind}`;
}

/** Follows a pointer through the params, and adds the name of the member for each tagged union on the path. */
function placeIn(params: JsonObject, names: string[]): Place {
  const path: string[] = [];
  let value: unknown = params;
  let tagged = true;
  names.forEach((name, depth) => {
    const member = tagged && depth > 0 ? memberOf(value, names[depth - 2]) : undefined;
    if (member !== undefined && name !== 'type') path.push(member);
    path.push(name);
    // A JSON Schema or the input of a tool belongs to the caller, so its `type` is not a tag.
    if (name === 'input_schema' || name === 'schema' || name === 'input') tagged = false;
    value = isObject(value) || Array.isArray(value) ? (value as JsonObject)[name] : undefined;
  });
  return { path: path.join('.'), value };
}

function memberOf(value: unknown, list: string | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof value.type === 'string') return value.type;
  return list === 'tools' ? 'custom' : undefined;
}

/** Returns the message part of a path, such as `messages.3`. */
function message(path: string): string {
  return path.split('.').slice(0, 2).join('.');
}

const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');
