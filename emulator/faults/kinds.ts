/** The kinds of faults and their parameters, as a faults document gives them. */
import { MAX_TIMER_MS } from '../option-values.ts';

/** A parameter: what it may be, in words and as a test, and what it is where it is left out. */
export interface Parameter {
  expected: string;
  fits(value: unknown): boolean;
  /** Absent: the parameter must be given. */
  default?: unknown;
}

const whole = (least: number, fallback?: number): Parameter => ({
  expected: `a whole number from ${least} up`,
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= least,
  ...(fallback === undefined ? {} : { default: fallback }),
});

/** A time that a timer can take. */
const duration = (fallback?: number): Parameter => ({
  expected: `a whole number from 0 to ${MAX_TIMER_MS}`,
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TIMER_MS,
  ...(fallback === undefined ? {} : { default: fallback }),
});

const text = (fallback?: string | null): Parameter => ({
  expected: 'a text',
  fits: (value) => typeof value === 'string',
  ...(fallback === undefined ? {} : { default: fallback }),
});

/** A text that a header can hold. */
const headerText: Parameter = {
  expected: 'a text in the characters of ASCII that a header can hold',
  fits: (value) => typeof value === 'string' && /^[\x20-\x7e]+$/.test(value),
};

const statusCode = (fallback?: number): Parameter => ({
  expected: 'a status from 400 to 599',
  fits: (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
  ...(fallback === undefined ? {} : { default: fallback }),
});

const flag: Parameter = { expected: 'true or false', fits: (value) => typeof value === 'boolean', default: false };

const linesShare: Parameter = {
  expected: 'a share from 0 to 1',
  fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  default: 0.1,
};

export const FAULT_KINDS = {
  /** The call fails with this status; nothing is done, or with `after` it is done all the same. */
  status: {
    status: statusCode(),
    type: text(null),
    message: text(null),
    errorCode: text(null),
    retryAfter: {
      expected: 'seconds, or null for no header',
      fits: (value) => value === null || (Number.isFinite(value) && Number(value) >= 0),
      default: undefined,
    },
    shouldRetry: { ...flag, default: null },
    after: flag,
  },
  /** The 429 of a monthly cap: no `retry-after`, and `details.error_code` says that waiting is futile. */
  spend_limit: {},
  /** The 400 of a create in a workspace whose human review is off, which both API versions answer (SDK 1.14.0). */
  human_review_disabled: {},
  /** A page of the CDN in front of the API, as HTML. */
  html: { status: statusCode(502) },
  /** The connection breaks before anything was done. */
  cut_before: {},
  /** It is all done, and the connection breaks before the answer. */
  cut_after: {},
  /** The connection breaks when so many bytes of the request have arrived; nothing is stored. */
  cut_upload: { bytes: whole(0) },
  /** The connection breaks after so many bytes of the answer's body. */
  cut_body: { bytes: whole(0) },
  /** The answer's body ends after so many bytes, as if that were all. */
  end_body: { bytes: whole(0) },
  /** The answer's body comes in such pieces, with such pauses between them. */
  drip: { bytes: whole(1, 64), everyMs: duration(10) },
  /** Nothing comes for so long: before the answer, or with `bytes` after so many bytes of its body. */
  stall: { ms: duration(), bytes: { ...whole(0), default: null } },
  /** This share of the result lines comes twice. */
  duplicate_lines: { lines: linesShare },
  /** This share of the result lines is cut off in the middle. */
  garble_lines: { lines: linesShare },
  /** A blank line before this share of the result lines. */
  blank_lines: { lines: linesShare },
  /** The results come in another order than the last time. */
  reorder: {},
  /** The answer names this content type. */
  content_type: { value: headerText },
  /** Ended batches name this address for their results, with `{id}` for the batch's id. */
  results_url: { value: text() },
  /** The clock jumps by so much before the call is looked at; backwards if below 0. */
  clock: { ms: { expected: 'a whole number', fits: Number.isSafeInteger } },
} satisfies Record<string, Record<string, Parameter>>;

/**
 * The kinds of faults. docs/emulator.md lists them with their parameters.
 *
 * @example
 * const kinds: FaultKind[] = ['cut_before', 'cut_after'];
 * const emulator = createEmulator({ faults: kinds.map((fault) => ({ fault, times: 1 })) });
 */
export type FaultKind = keyof typeof FAULT_KINDS;
