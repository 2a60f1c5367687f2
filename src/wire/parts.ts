// Makes parts of `params` that are error-prone to write by hand, as plain objects.
import type { CacheControl } from './blocks.ts';
import type { ContentBlockParam, MessageParam } from './messages.ts';

/** The possible lifetimes of a cache entry. */
export const TTLS = ['5m', '1h'] as const satisfies readonly CacheControl['ttl'][];

/** Returns a text or a block with a cache breakpoint. */
export function withBreakpoint(block: string | object, ttl: CacheControl['ttl']): object {
  const copy = typeof block === 'string' ? { type: 'text', text: block } : block;
  return { ...copy, cache_control: { type: 'ephemeral', ttl } };
}

/** Returns messages that alternate between user and assistant. */
export function alternating(contents: (string | ContentBlockParam[])[]): MessageParam[] {
  return contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
}

/** Returns the `output_config` for JSON answers. */
export function formatOf<S>(schema: S): { output_config: { format: { type: 'json_schema'; schema: S } } } {
  return { output_config: { format: { type: 'json_schema', schema } } };
}
