// What a conversion of another vendor's batch file says.

/** Something in a line that the request made of it does not say, or says differently. */
export interface ConversionNote {
  /** Line of the file, from 1. */
  line: number;
  /** Where it stands in the line, such as `body.seed`; empty if it is about the whole line. */
  field: string;
  /** What became of it. */
  message: string;
}

/** What became of all lines. Complete when the requests have been read to the end. */
export interface ConversionReport {
  /** Requests that were made. */
  requests: number;
  /** Lines that no request could be made of; `notes` say why. */
  skipped: number;
  /** The first 1,000 notes, in the order of the lines. */
  notes: ConversionNote[];
  /** How many notes there are for each field. */
  counts: Record<string, number>;
}

/** How requests are made where the other format says nothing that this API takes. */
export interface ConversionSettings {
  /** The model for a line that names this one. */
  model: (named: string) => string;
  /** For requests without a limit: this API requires one. */
  maxTokens: number;
}

/** A line of no use: no request can be made of it. */
export class Unconvertible extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Takes a note about a field. */
export type Note = (field: string, message: string) => void;

export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
