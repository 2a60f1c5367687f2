/** The kinds of faults and their parameters, as a faults document gives them. */
import { MAX_TIMER_MS } from '../option_values.ts';

/** A parameter: its allowed values, in words and as a test, and its default. */
export interface Parameter {
  expected: string;
  fits(value: unknown): boolean;
  /** Absent if the parameter is required. */
  default?: unknown;
}

const whole = (least: number, fallback?: number): Parameter => ({
  expected: `a whole number from ${least} up`,
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= least,
  ...(fallback === undefined ? {} : { default: fallback }),
});

/** A duration that a timer supports. */
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

/** A text that is valid in a header. */
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
  /** The call fails with this status. The operation is not performed, or with `after` it is performed. */
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
  /** The 429 of a monthly cap: no `retry-after`, and `details.error_code` says that waiting does not help. */
  spend_limit: {},
  /** The 400 for a create in a workspace without human review, which both API versions return (SDK 1.14.0). */
  human_review_disabled: {},
  /** An HTML page of the CDN in front of the API. */
  html: { status: statusCode(502) },
  /** The connection breaks before the operation. */
  cut_before: {},
  /** The operation is performed, and the connection breaks before the response. */
  cut_after: {},
  /** The connection breaks when this many bytes of the request have arrived. Nothing is stored. */
  cut_upload: { bytes: whole(0) },
  /** The connection breaks after this many bytes of the response body. */
  cut_body: { bytes: whole(0) },
  /** The response body ends after this many bytes, as if it were complete. */
  end_body: { bytes: whole(0) },
  /** The response body arrives in pieces of this size, with pauses between them. */
  drip: { bytes: whole(1, 64), everyMs: duration(10) },
  /** Nothing arrives for this time: before the response, or with `bytes` after that many bytes of its body. */
  stall: { ms: duration(), bytes: { ...whole(0), default: null } },
  /** This share of the result lines is repeated. */
  duplicate_lines: { lines: linesShare },
  /** This share of the result lines is cut off in the middle. */
  garble_lines: { lines: linesShare },
  /** This share of the result lines is preceded by a blank line. */
  blank_lines: { lines: linesShare },
  /** The results have another order than the last time. */
  reorder: {},
  /** The response has this content type. */
  content_type: { value: headerText },
  /** Ended batches have this `results_url`; `{id}` is replaced by the batch's id. */
  results_url: { value: text() },
  /** The clock jumps by this time before the call; backward if negative. */
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
