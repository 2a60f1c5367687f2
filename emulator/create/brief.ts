import { isObject, type JsonObject } from '../json.ts';
import { findModel } from '../models.ts';
import { type Purpose, schemaFault } from '../schema/value.ts';

/** The parts of a request that its answer depends on. Nothing else of a request is kept, unless a responder needs it. */
export interface Brief {
  model: string;
  maxTokens: number;
  /** The last user text: its beginning, or all of it if answers repeat it. */
  question: string;
  images: number;
  /** Number of tokens of the whole request, cached or not. */
  inputTokens: number;
  cache?: CachedPrefix;
  /** The tool that a `tool_use` would call, and whether the request forces a call. */
  tool?: { name: string; schema: number; forced: boolean };
  /** The name of a server tool, if there is one. */
  serverTool?: string;
  /** Number of the schema in `output_config.format`. */
  schema?: number;
  stop?: string[];
  thinks?: true;
  geo?: string;
}

/** The prefix before the last breakpoint. The first request of a batch with a prefix writes it, and later ones may read it. */
export interface CachedPrefix {
  tokens: number;
  ttl: '5m' | '1h';
  first: boolean;
}

/** English text has about four characters per token, which is precise enough for a consistent usage. */
export const CHARACTERS_PER_TOKEN = 4;
/** Approximate number of tokens of an image with the largest size that is not scaled down. */
const IMAGE_TOKENS = 1568;
/** Number of characters of a quoted question: one more than is shown, to detect a cut. */
const QUOTED_CHARACTERS = 501;

/** Makes the briefs of one batch. Schemas and prefixes that requests share are stored once. */
export class Briefs {
  /** JSON text of the schemas that briefs refer to by number. */
  readonly schemas: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #faults = new Map<string, string | undefined>();
  readonly #prefixes = new Set<string>();
  readonly #whole: boolean;

  constructor(wholeQuestions: boolean) {
    this.#whole = wholeQuestions;
  }

  of(params: JsonObject): Brief {
    const said = lastUserContent(params.messages);
    const question = textOf(said);
    const cache = this.#prefix(params);
    const tool = this.#tool(params);
    const serverTool = listOf(params.tools).find(
      (entry) => typeof entry.type === 'string' && 'name' in entry && isServer(entry.type),
    );
    const format = isObject(params.output_config) ? params.output_config.format : undefined;
    return {
      model: typeof params.model === 'string' ? params.model : 'unknown',
      maxTokens: typeof params.max_tokens === 'number' ? params.max_tokens : Number.MAX_SAFE_INTEGER,
      question: this.#whole ? question : question.slice(0, QUOTED_CHARACTERS),
      images: said.filter((block) => block.type === 'image').length,
      inputTokens: Math.max(1, tokensIn([params.system, params.messages, params.tools])),
      ...(cache === undefined ? {} : { cache }),
      ...(tool === undefined ? {} : { tool }),
      ...(serverTool === undefined ? {} : { serverTool: String(serverTool.name) }),
      ...(isObject(format) && isObject(format.schema) ? { schema: this.#number(format.schema) } : {}),
      ...(Array.isArray(params.stop_sequences) ? { stop: params.stop_sequences.map(String) } : {}),
      ...(isObject(params.thinking) && params.thinking.type === 'enabled' ? { thinks: true } : {}),
      ...(typeof params.inference_geo === 'string' ? { geo: params.inference_geo } : {}),
    };
  }

  /** Returns why the request cannot be answered: a schema that the answer must satisfy accepts no value, as far as is known. */
  fault({ tool, schema }: Brief): string | undefined {
    if (tool?.forced) {
      const fault = this.#fault(tool.schema, 'input');
      return (
        fault &&
        `tools: the emulator finds no input for ${JSON.stringify(tool.name)} that its input_schema accepts. In the way is ${fault}.`
      );
    }
    const fault = schema === undefined ? undefined : this.#fault(schema, 'answer');
    return (
      fault && `output_config.format.schema: the emulator finds no answer that it accepts. In the way is ${fault}.`
    );
  }

  #fault(number: number, purpose: Purpose): string | undefined {
    const key = `${number} ${purpose}`;
    if (!this.#faults.has(key)) this.#faults.set(key, schemaFault(JSON.parse(this.schemas[number] ?? '{}'), purpose));
    return this.#faults.get(key);
  }

  #number(schema: unknown): number {
    const text = JSON.stringify(schema);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.schemas.length);
    return this.schemas.push(text) - 1;
  }

  /** Returns the tool that is requested by name, else the first one that the client runs. */
  #tool(params: JsonObject): Brief['tool'] {
    const choice = isObject(params.tool_choice) ? params.tool_choice : {};
    if (choice.type === 'none') return undefined;
    const own = listOf(params.tools).filter((entry) => isObject(entry.input_schema) && entry.defer_loading !== true);
    const tool = (choice.type === 'tool' ? own.find((entry) => entry.name === choice.name) : undefined) ?? own[0];
    if (tool === undefined) return undefined;
    const forced = choice.type === 'any' || choice.type === 'tool';
    return { name: String(tool.name), schema: this.#number(tool.input_schema), forced };
  }

  #prefix(params: JsonObject): CachedPrefix | undefined {
    const parts = [...listOf(params.tools), ...blocksOf(params.system), ...messageBlocks(params.messages)];
    const last = isObject(params.cache_control)
      ? parts.length - 1
      : parts.findLastIndex((part) => isObject(part.cache_control));
    const marked = parts[last];
    if (marked === undefined) return undefined;
    const before = parts.slice(0, last + 1);
    const tokens = tokensIn(before);
    if (tokens < (findModel(String(params.model))?.minCacheable ?? 0)) return undefined;
    const control = isObject(marked.cache_control) ? marked.cache_control : (params.cache_control as JsonObject);
    const key = digest(JSON.stringify([params.model, before]));
    const first = !this.#prefixes.has(key);
    this.#prefixes.add(key);
    return { tokens, ttl: control.ttl === '1h' ? '1h' : '5m', first };
  }
}

/** Keys whose values the model does not read. */
const UNREAD = new Set(['type', 'cache_control']);

/** Counts every string below `value` that a model reads, and a fixed number of tokens for media, whose base64 is not text. */
export function tokensIn(value: unknown): number {
  if (typeof value === 'string') return tokens(value);
  if (typeof value !== 'object' || value === null) return 0;
  if ('type' in value && value.type === 'image') return IMAGE_TOKENS;
  if (Array.isArray(value)) return value.reduce((sum: number, part) => sum + tokensIn(part), 0);
  return Object.entries(value).reduce((sum, [name, part]) => (UNREAD.has(name) ? sum : sum + tokensIn(part)), 0);
}

export function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

function lastUserContent(messages: unknown): JsonObject[] {
  return blocksOf(listOf(messages).findLast((entry) => entry.role === 'user')?.content);
}

function textOf(blocks: JsonObject[]): string {
  return blocks
    .map((block) => (typeof block.text === 'string' ? block.text : ''))
    .join(' ')
    .trim();
}

function messageBlocks(messages: unknown): JsonObject[] {
  return listOf(messages).flatMap((message) => blocksOf(message.content));
}

function blocksOf(content: unknown): JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content);
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

const isServer = (type: string) => /^(?:web_search|web_fetch|code_execution|tool_search_tool|advisor)_/.test(type);

/** Returns a 64-bit digest of a text, so that a prefix of megabytes can be recognized without storing it. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}.${text.length}`;
}
