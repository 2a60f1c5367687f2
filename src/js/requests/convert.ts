// Converts batch files of other vendors to requests, line by line.
import { fromBedrockLine } from '../../wire/convert/bedrock.ts';
import {
  type ConversionReport,
  type ConversionSettings,
  type Fields,
  isFields,
  type Note,
  probeOf,
  SETTINGS,
  Unconvertible,
} from '../../wire/convert/notes.ts';
import { fromOpenAILine } from '../../wire/convert/openai.ts';
import type { ApiVersion, BatchRequest } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { jsonTexts } from '../input/json_texts.ts';
import { LONGEST } from '../input/lines.ts';
import { type InputBytes, sourceUnlessAborted } from '../input/source.ts';
import { type CheckOptions, validate } from './validate.ts';

/** @internal */
export interface ConversionSetup {
  encoding: string | undefined;
  signal: AbortSignal | undefined;
  apiVersion: ApiVersion | undefined;
  settings: ConversionSettings;
}

/** Converts a line to a request. */
type Convert = (line: Fields, settings: ConversionSettings, note: Note) => BatchRequest;

/** For each format, its converter and the position of the parameters in a line. */
const FORMATS = {
  openai: { convert: fromOpenAILine, place: 'body' },
  bedrock: { convert: fromBedrockLine, place: 'modelInput' },
};

/** @internal */
export type ConversionFormat = keyof typeof FORMATS;

const MAX_NOTES = 1000;

/**
 * Converts the lines, and adds to the report meanwhile.
 * @internal
 */
export async function* convertLines(
  format: ConversionFormat,
  lines: InputBytes,
  { encoding, signal, apiVersion, settings }: ConversionSetup,
  report: ConversionReport,
): AsyncGenerator<BatchRequest> {
  const { convert, place } = FORMATS[format];
  const refused = refusals({ apiVersion, signal });
  const from = await sourceUnlessAborted(lines, encoding, signal);
  const pieces = await abortable(Promise.resolve(from.open()), signal);
  for await (const texts of jsonTexts(pieces, signal)) {
    for (const { text, line } of texts) {
      const note = (field: string, message: string) => {
        const counted = field.replaceAll(/\[\d+\]/g, '[]');
        report.counts[counted] = (Object.hasOwn(report.counts, counted) ? (report.counts[counted] ?? 0) : 0) + 1;
        if (report.notes.length < MAX_NOTES) report.notes.push({ line, field, message });
      };
      const request = requestOf(text, convert, settings, note);
      if (request === undefined) {
        report.skipped += 1;
        continue;
      }
      for (const [name, why] of await refused(request)) {
        delete request.params[name];
        note(`${place}.${name}`, `left out: ${why}`);
      }
      report.requests += 1;
      yield request;
    }
  }
}

type Refusal = [name: (typeof SETTINGS)[number], why: string];

/**
 * Finds settings of a request that the rules refuse, and the reason. Many requests have the same settings, so each is checked
 * once.
 */
function refusals(options: CheckOptions): (request: BatchRequest) => Promise<Refusal[]> {
  const known = new Map<string, Promise<Refusal[]>>();
  return async ({ params }) => {
    const probe = probeOf(params);
    if (!probe) return [];
    const key = JSON.stringify(probe);
    if (!known.has(key)) known.set(key, refusedIn(probe, options));
    return (await known.get(key)) ?? [];
  };
}

async function refusedIn(probe: BatchRequest, options: CheckOptions): Promise<Refusal[]> {
  const { issues } = await validate([probe], options);
  return SETTINGS.flatMap((name): Refusal[] => {
    const issue = issues.find(({ severity, path }) => severity === 'error' && path.endsWith(`.${name}`));
    return issue ? [[name, issue.message]] : [];
  });
}

function requestOf(text: string, convert: Convert, settings: ConversionSettings, note: Note): BatchRequest | undefined {
  try {
    if (text.length > LONGEST) {
      throw new Unconvertible('', `expected a line of at most ${LONGEST} characters, found a longer one`);
    }
    const line = parsed(text);
    if (!isFields(line)) throw new Unconvertible('', 'expected an object');
    return convert(line, settings, note);
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error;
    note(error.field, `skipped: ${error.message}`);
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Unconvertible('', `not valid JSON (${error.message})`);
    throw error;
  }
}
