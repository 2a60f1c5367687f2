import { isObject } from './json.ts';
import { described } from './option_values.ts';
import type { MessageBatchResult } from './wire.ts';

/** The outcomes of an item. Their order is fixed, so that a byte per item is enough to store them. */
export const OUTCOMES: readonly MessageBatchResult['type'][] = ['succeeded', 'errored', 'canceled', 'expired'];

/** Returns why a value is not a result of an item, as the end of a sentence; `undefined` if it is one. */
export function resultFault(value: unknown): string | undefined {
  if (!isObject(value) || !OUTCOMES.some((type) => type === value.type)) {
    return `: expected a result whose type is one of ${OUTCOMES.join(', ')}, found ${described(value)}`;
  }
  if (value.type === 'succeeded' && value.message !== undefined && !isObject(value.message)) {
    return `: expected an object as its message, found ${described(value.message)}`;
  }
  if (value.type === 'errored' && !(isObject(value.error) && isObject(value.error.error))) {
    return (
      ': expected an error such as { "type": "error", "error": { "type": "api_error", "message": "…" } }, ' +
      `found ${described(value.error)}`
    );
  }
  return undefined;
}
