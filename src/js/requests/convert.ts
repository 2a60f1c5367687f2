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
import { classify } from '../input/classify.ts';
import { type JsonText, jsonTexts } from '../input/json_texts.ts';
import { LONGEST } from '../input/lines.ts';
import { refuseMistaken } from '../input/mistaken.ts';
import { takeIterator } from '../input/once.ts';
import { type BatchLines, type InputBytes, sourceUnlessAborted } from '../input/source.ts';
import { unwritable } from '../input/unwritable.ts';
import { wrong } from '../options.ts';
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
  lines: BatchLines,
  { encoding, signal, apiVersion, settings }: ConversionSetup,
  report: ConversionReport,
): AsyncGenerator<BatchRequest> {
  const { convert, place } = FORMATS[format];
  const refused = refusals({ apiVersion, signal });
  for await (const texts of textsOf(lines, encoding, signal)) {
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

async function* textsOf(
  lines: BatchLines,
  encoding: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<JsonText[]> {
  const { kind, value } = classify(lines);
  if (kind === 'iterable') return yield* objectTexts(value, signal);
  const from = await sourceUnlessAborted(lines as InputBytes, encoding, signal);
  const pieces = await abortable(Promise.resolve(from.open()), signal);
  yield* jsonTexts(pieces, signal);
}

/** Yields the JSON of each object. Its line is its number. */
async function* objectTexts(
  objects: Iterable<unknown> | AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<JsonText[]> {
  refuseMistaken('lines', objects);
  takeIterator('lines', objects);
  const iterator = Symbol.asyncIterator in objects ? objects[Symbol.asyncIterator]() : objects[Symbol.iterator]();
  let ended = false;
  try {
    for (let line = 1; ; line += 1) {
      const next = await abortable(Promise.resolve(iterator.next()), signal);
      if (next.done) {
        ended = true;
        return;
      }
      yield [{ text: textOf(next.value, line - 1), line }];
    }
  } finally {
    // Not awaited, because an input that hangs must not hang its reader.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function textOf(object: unknown, index: number): string {
  if (typeof object === 'string' || ArrayBuffer.isView(object)) {
    const found = typeof object === 'string' ? 'text' : 'bytes';
    throw wrong(
      `lines[${index}]`,
      'an object',
      object,
      `${found}. Pass lines of text as one string, a Blob or a stream`,
    );
  }
  try {
    return JSON.stringify(object) ?? 'null';
  } catch (reason) {
    throw unwritable(object, `lines[${index}]`, reason);
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
