// The report of a conversion of another vendor's batch file.
import type { MessageParams } from '../messages.ts';

/**
 * A difference between a line of another vendor's file and the request made from it.
 *
 * @example
 * const show = ({ line, field, message }: ConversionNote) => `line ${line}, ${field || 'whole line'}: ${message}`;
 * console.log(fromOpenAI(input, { model: 'claude-haiku-4-5' }).report.notes.map(show));
 */
export interface ConversionNote {
  /** Line of the file, from 1. */
  line: number;
  /** The field, such as `body.seed`; empty if the note is about the whole line. */
  field: string;
  /** What happened to the field. */
  message: string;
}

/**
 * Summary of a conversion. It is complete once the requests have been read to the end.
 *
 * @example
 * const requests = fromOpenAI(input, { model: 'claude-haiku-4-5' });
 * await validate(requests);
 * const report: ConversionReport = requests.report;
 * console.log(report.requests, report.skipped, report.counts);
 */
export interface ConversionReport {
  /** Number of requests made. */
  requests: number;
  /** Number of lines that could not be converted. `notes` has the reason for each. */
  skipped: number;
  /** The first 1,000 notes, in the order of the lines. */
  notes: ConversionNote[];
  /** Number of notes by field, without the indices of arrays, such as `body.messages[].name`. */
  counts: Record<string, number>;
}

/** Values for fields that this API requires and the other format omits. */
export interface ConversionSettings {
  /** Returns the Claude model for a line that names `named`. */
  model: (named: string) => string;
  /** `max_tokens` for requests without a limit, which this API requires. */
  maxTokens: number;
}

/** Thrown for a line that cannot become a request. */
export class Unconvertible extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Records a note about a field. */
export type Note = (field: string, message: string) => void;

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const optional = (name: string, value: unknown): Fields => (value === undefined ? {} : { [name]: value });

/** Settings that some API versions and models refuse. */
export const SETTINGS = ['temperature', 'top_p', 'top_k'] as const;

/** Returns a request that is valid except possibly for these settings, to check them; `undefined` if there are none. */
export function probeOf(params: MessageParams) {
  const names = SETTINGS.filter((name) => name in params);
  if (names.length === 0) return undefined;
  const settings = Object.fromEntries((['model', ...names] as const).map((name) => [name, params[name]]));
  const messages = [{ role: 'user' as const, content: 'a' }];
  return { custom_id: 'a', params: { model: '', max_tokens: 1, messages, ...settings } };
}
