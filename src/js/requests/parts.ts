// Functions that make parts of `params`.
import type { CacheControl } from '../../wire/blocks.ts';
import type { ContentBlockParam, MessageParam, TextBlockParam } from '../../wire/messages.ts';
import { alternating, formatOf, TTLS, withBreakpoint } from '../../wire/parts.ts';
import { checkWord, wrong } from '../options.ts';
import { isPlain, isRecord } from '../realms.ts';

/**
 * A JSON schema.
 *
 * @example
 * const schema: JsonSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
 */
export type JsonSchema = Record<string, unknown>;

/**
 * Returns a copy of a block or tool with a cache breakpoint; a string becomes a text block. Default for `ttl`: `1h`,
 * which is recommended for batches.
 *
 * @throws TypeError or RangeError for a wrong argument.
 *
 * @example
 * const system = [cached('You are a careful translator.')];
 * const tool = cached({ name: 'search', input_schema: { type: 'object' } }, '5m');
 */
export function cached(text: string, ttl?: '5m' | '1h'): TextBlockParam & { cache_control: CacheControl };
export function cached<B extends object>(block: B, ttl?: '5m' | '1h'): B & { cache_control: CacheControl };
export function cached(block: string | object, ttl: '5m' | '1h' = '1h'): object {
  if (typeof block !== 'string' && !isRecord(block)) throw wrong('block', 'a text, a block or a tool', block);
  checkWord('ttl', TTLS, ttl);
  return withBreakpoint(block, ttl);
}

/**
 * Returns messages that alternate between user and assistant. The user comes first.
 *
 * @throws TypeError for content that is neither text nor an array of blocks.
 *
 * @example
 * const messages = turns('My name is Ada.', 'Hello, Ada.', 'What is my name?');
 */
export function turns(...contents: (string | ContentBlockParam[])[]): MessageParam[] {
  for (const [index, content] of contents.entries()) {
    if (typeof content !== 'string' && !(Array.isArray(content) && content.every(isRecord))) {
      throw wrong(`contents[${index}]`, 'a text or an array of blocks', content);
    }
  }
  return alternating(contents);
}

const VALIDATOR =
  'a validator, such as those of Zod and Valibot. Convert it first, for example z.toJSONSchema(schema) or toJsonSchema(schema)';

/** Whether a value is a validator, and not the JSON Schema of one, on which Zod puts a hidden `~standard`. */
function isValidator(value: object): boolean {
  const isHidden = Object.getOwnPropertyDescriptor(value, '~standard')?.enumerable === false;
  return '~standard' in value && !(isHidden && isPlain(value));
}

/**
 * Returns the `output_config` that makes the answer JSON that matches this schema. Spread it into `params`.
 *
 * @throws TypeError if the argument is not a schema.
 *
 * @example
 * const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
 * const messages = turns('Which city hosted the 2012 Olympics?');
 * const params = { model: 'claude-haiku-4-5', max_tokens: 100, messages, ...jsonOutput(schema) };
 */
export function jsonOutput<S extends JsonSchema>(
  schema: S,
): { output_config: { format: { type: 'json_schema'; schema: S } } } {
  if (!isRecord(schema)) throw wrong('schema', 'a JSON schema', schema);
  if (isValidator(schema)) throw wrong('schema', 'a JSON schema', schema, VALIDATOR);
  return formatOf(schema);
}
