// Batch files of other vendors to requests, a line at a time.
import { fromBedrockLine } from '../../wire/convert/bedrock.ts';
import {
  type ConversionReport,
  type ConversionSettings,
  type Fields,
  isFields,
  type Note,
  Unconvertible,
} from '../../wire/convert/notes.ts';
import { fromOpenAILine } from '../../wire/convert/openai.ts';
import type { BatchRequest } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { LONGEST, textLines } from '../input/lines.ts';
import { type InputBytes, source } from '../input/source.ts';

/** @internal */
export interface ConversionSetup {
  encoding: string | undefined;
  signal: AbortSignal | undefined;
  settings: ConversionSettings;
}

/** What makes a request of a line. */
type Convert = (line: Fields, settings: ConversionSettings, note: Note) => BatchRequest;

const FORMATS = { openai: fromOpenAILine, bedrock: fromBedrockLine };

/** @internal */
export type ConversionFormat = keyof typeof FORMATS;

const MAX_NOTES = 1000;

/**
 * Reads the lines, and adds to the report as it goes.
 * @internal
 */
export async function* convertLines(
  format: ConversionFormat,
  lines: InputBytes,
  { encoding, signal, settings }: ConversionSetup,
  report: ConversionReport,
): AsyncGenerator<BatchRequest> {
  const convert: Convert = FORMATS[format];
  let line = 0;
  const from = await abortable(source(lines, encoding), signal);
  const pieces = await abortable(Promise.resolve(from.open()), signal);
  for await (const texts of textLines(pieces, signal)) {
    for (const text of texts) {
      line += 1;
      if (text.trim() === '') continue;
      const note = (field: string, message: string) => {
        report.counts[field] = (report.counts[field] ?? 0) + 1;
        if (report.notes.length < MAX_NOTES) report.notes.push({ line, field, message });
      };
      const request = requestOf(text, convert, settings, note);
      if (request === undefined) {
        report.skipped += 1;
      } else {
        report.requests += 1;
        yield request;
      }
    }
  }
}

function requestOf(text: string, convert: Convert, settings: ConversionSettings, note: Note): BatchRequest | undefined {
  try {
    if (text.length > LONGEST) {
      throw new Unconvertible('', `expected a line of at most ${LONGEST} characters, found a longer one`);
    }
    const line: unknown = JSON.parse(text);
    if (!isFields(line)) throw new Unconvertible('', 'expected an object');
    return convert(line, settings, note);
  } catch (error) {
    if (error instanceof SyntaxError) note('', `skipped: not valid JSON (${error.message})`);
    else if (error instanceof Unconvertible) note(error.field, `skipped: ${error.message}`);
    else throw error;
    return undefined;
  }
}
