import { isObject, type JsonObject } from '../json.ts';
import { findModel } from '../models.ts';
import { type Purpose, schemaFault } from '../schema/value.ts';

/** What the answer to a request depends on. All of a request that is kept, unless a responder wants the rest. */
export interface Brief {
  model: string;
  maxTokens: number;
  /** What the user said last: its beginning, or all of it where answers repeat it. */
  question: string;
  images: number;
  /** Tokens of the whole request, cached or not. */
  inputTokens: number;
  cache?: CachedPrefix;
  /** The tool that a `tool_use` would call, and whether the request insists on one. */
  tool?: { name: string; schema: number; forced: boolean };
  /** The name of a server tool, if there is one. */
  serverTool?: string;
  /** Number of the schema that `output_config.format` asks for. */
  schema?: number;
  stop?: string[];
  thinks?: true;
  geo?: string;
}

/** What stands before the last breakpoint. The first request of a batch with a prefix writes it, later ones may read it. */
export interface CachedPrefix {
  tokens: number;
  ttl: '5m' | '1h';
  first: boolean;
}

/** English text has about four characters a token; close enough for usage that adds up. */
export const CHARACTERS_PER_TOKEN = 4;
/** What a picture of the size that needs no shrinking costs, near enough. */
const IMAGE_TOKENS = 1568;
/** Characters of a quoted question: one more than is shown, so that a cut is noticed. */
const QUOTED_CHARACTERS = 501;

/** Makes the briefs of one batch. Schemas and prefixes that requests share are kept once. */
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

  /** Why the answer to a request cannot be made: a schema that it must satisfy accepts nothing, as far as is known here. */
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

  /** The tool that is asked for by name, else the first that the client would run. */
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

/** Names in requests that no model reads. */
const UNREAD = new Set(['type', 'cache_control']);

/** Counts every string below `value` that a model reads, and a flat price for media, whose base64 is not text. */
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

/** 64 bits that stand for a text, so that a prefix of megabytes need not be kept to be known again. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}.${text.length}`;
}
