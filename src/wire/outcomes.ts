// The outcomes of records, to check options.
import type { Outcome } from './types.ts';

/** Exactly the outcomes: the compiler reports a missing or an additional one. */
export const OUTCOMES: { readonly [outcome in Outcome]: true } = {
  done: true,
  empty: true,
  truncated: true,
  refused: true,
  paused: true,
  tool_use: true,
  retry_as_is: true,
  fix_and_retry: true,
  canceled: true,
  expired: true,
  malformed: true,
};
