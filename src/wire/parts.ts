// Parts of `params` that are easily got wrong by hand, as plain objects.
import type { CacheControl } from './blocks.ts';
import type { ContentBlockParam, MessageParam, TextBlockParam } from './messages.ts';

/** A JSON schema. */
export type JsonSchema = Record<string, unknown>;

/**
 * A copy of a block or tool with a cache breakpoint on it; a text becomes a block:
 * `system: [cached('You are …')]`. Default for `ttl`: `1h`, as is recommended for batches.
 */
export function cached(text: string, ttl?: '5m' | '1h'): TextBlockParam & { cache_control: CacheControl };
export function cached<B extends object>(block: B, ttl?: '5m' | '1h'): B & { cache_control: CacheControl };
export function cached(block: string | object, ttl: '5m' | '1h' = '1h'): object {
  const copy = typeof block === 'string' ? { type: 'text', text: block } : block;
  return { ...copy, cache_control: { type: 'ephemeral', ttl } };
}

/** What was said, in turn, by the user first: `messages: turns('My name is Ada.', 'Hello, Ada.', 'What is my name?')`. */
export function turns(...said: (string | ContentBlockParam[])[]): MessageParam[] {
  return said.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
}

/** Makes the answer JSON of this schema: `{ model, …, ...jsonOutput(schema) }`. */
export function jsonOutput<S extends JsonSchema>(
  schema: S,
): { output_config: { format: { type: 'json_schema'; schema: S } } } {
  return { output_config: { format: { type: 'json_schema', schema } } };
}
