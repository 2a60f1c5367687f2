// Parts of `params` that are easily got wrong by hand, as plain objects.
import type { CacheControl } from './blocks.ts';
import type { ContentBlockParam, MessageParam } from './messages.ts';

/** How long a cache can live. */
export const TTLS = ['5m', '1h'] as const satisfies readonly CacheControl['ttl'][];

/** A text or a block with a cache breakpoint. */
export function withBreakpoint(block: string | object, ttl: CacheControl['ttl']): object {
  const copy = typeof block === 'string' ? { type: 'text', text: block } : block;
  return { ...copy, cache_control: { type: 'ephemeral', ttl } };
}

/** Messages of user and assistant in turn. */
export function alternating(contents: (string | ContentBlockParam[])[]): MessageParam[] {
  return contents.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content }));
}

/** The format of an answer that is JSON. */
export function formatOf<S>(schema: S): { output_config: { format: { type: 'json_schema'; schema: S } } } {
  return { output_config: { format: { type: 'json_schema', schema } } };
}
