// The outcomes of records, for checks of options.
import type { Outcome } from './types.ts';

/** Every outcome, and no other word: the compiler sees to that. */
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
