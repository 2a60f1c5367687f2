// Parts of `params` that are easily got wrong by hand, as plain objects.
import type { CacheControl } from './blocks.ts';
import type { ContentBlockParam, MessageParam, TextBlockParam } from './messages.ts';

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
 * @example
 * const system = [cached('You are a careful translator.')];
 * const tool = cached({ name: 'search', input_schema: { type: 'object' } }, '5m');
 */
export function cached(text: string, ttl?: '5m' | '1h'): TextBlockParam & { cache_control: CacheControl };
export function cached<B extends object>(block: B, ttl?: '5m' | '1h'): B & { cache_control: CacheControl };
export function cached(block: string | object, ttl: '5m' | '1h' = '1h'): object {
  const copy = typeof block === 'string' ? { type: 'text', text: block } : block;
  return { ...copy, cache_control: { type: 'ephemeral', ttl } };
}

/**
 * Returns messages that alternate between user and assistant. The user comes first.
 *
 * @example
 * const messages = turns('My name is Ada.', 'Hello, Ada.', 'What is my name?');
 */
export function turns(...contents: (string | ContentBlockParam[])[]): MessageParam[] {
  return contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
}

/**
 * Returns the `output_config` that makes the answer JSON of this schema. Spread it into `params`.
 *
 * @example
 * const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
 * const messages = turns('Which city hosted the 2012 Olympics?');
 * const params = { model: 'claude-haiku-4-5', max_tokens: 100, messages, ...jsonOutput(schema) };
 */
export function jsonOutput<S extends JsonSchema>(
  schema: S,
): { output_config: { format: { type: 'json_schema'; schema: S } } } {
  return { output_config: { format: { type: 'json_schema', schema } } };
}
