import type { Brief } from '../create/brief.ts';
import { chance, type Random } from '../seeded.ts';

/** The results that can replace an ordinary answer of an item, in the API's words. */
export const KINDS = [
  'tool_use',
  'refusal',
  'pause_turn',
  'max_tokens',
  'api_error',
  'overloaded_error',
  'rate_limit_error',
  'expired',
] as const;

/**
 * A kind of answer that can replace an ordinary one, in the API's words.
 *
 * @example
 * const kind: AnswerKind = 'overloaded_error';
 * const emulator = createEmulator({ answers: { shares: { [kind]: 0.1 } } });
 */
export type AnswerKind = (typeof KINDS)[number];

/**
 * Shares of the well-formed items by kind of answer, each 0 to 1; together at most 1.
 *
 * @example
 * const shares: Shares = { refusal: 0.01, max_tokens: 0.05, overloaded_error: 0.02 };
 * const emulator = createEmulator({ answers: { shares } });
 */
export type Shares = Partial<Record<AnswerKind, number>>;

/** The errors that remain after the worker's own retries, with the API's texts. */
export const WORKER_ERRORS: Partial<Record<AnswerKind, string>> = {
  api_error: 'Internal server error',
  overloaded_error: 'Overloaded',
  rate_limit_error: "This request would exceed your organization's rate limit. Please try again later.",
};

/** Draws the kind of an item's answer. The same random numbers give the same kind. */
export function drawKind(shares: Shares, random: Random): AnswerKind | undefined {
  const drawn = chance(random);
  let upTo = 0;
  return KINDS.find((name) => {
    upTo += shares[name] ?? 0;
    return drawn < upTo;
  });
}

/**
 * Whether a request supports a kind of answer. A `tool_use` needs a tool that the client runs, and a `pause_turn` one that the
 * server runs. Other items get an ordinary answer, so the shares apply only to items with such a tool.
 */
export function suits(kind: AnswerKind | undefined, { tool, serverTool }: Brief): boolean {
  return !(kind === 'tool_use' && tool === undefined) && !(kind === 'pause_turn' && serverTool === undefined);
}
