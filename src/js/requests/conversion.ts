// Batch files of other vendors as requests. What reads them is loaded with the first line.
import type { ConversionReport } from '../../wire/convert/notes.ts';
import type { BatchRequest } from '../../wire/types.ts';
import { decoderOf } from '../input/encoding.ts';
import type { InputBytes } from '../input/source.ts';
import { check, type Names, outOfRange, wrong } from '../options.ts';
import { part } from '../runtime/part.ts';
import type { ConversionFormat } from './convert.ts';

export interface ConvertOptions {
  /** The Claude model of all requests, or a function that chooses one by the model that a line names (empty if it names none). */
  model: string | ((named: string) => string);
  /** The most tokens of an answer, for requests that have no limit: this API requires one. Default: 4096. */
  maxTokens?: number | undefined;
  /** The encoding of bytes: any label of `TextDecoder`. Default: UTF-8, or UTF-16 with a byte order mark. */
  encoding?: string | undefined;
  /** Ends the reading. */
  signal?: AbortSignal | undefined;
}

/** Requests made of another vendor's batch file: input for `validate`, `plan`, `estimate` and `create`. */
export interface Conversion extends AsyncIterable<BatchRequest> {
  /** What could not be carried over, so far in the latest reading. */
  readonly report: ConversionReport;
}

const OPTIONS: Names<ConvertOptions> = { model: true, maxTokens: true, encoding: true, signal: true };
const MAX_TOKENS = 4096;

/**
 * Makes requests of an OpenAI batch file, of chat completions or responses. What has no counterpart is left out and noted in
 * `report`; a line of which no request can be made, such as one of embeddings, is skipped and noted.
 *
 * @example
 * const requests = fromOpenAI(await openAsBlob('batch.jsonl'), { model: 'claude-haiku-4-5' });
 * const batch = await client.create(requests);
 * console.log(requests.report.notes);
 */
export function fromOpenAI(lines: InputBytes, options: ConvertOptions): Conversion {
  return conversion('openai', lines, options);
}

/**
 * Makes requests of an Amazon Bedrock batch file for Claude models. The lines name no model, so `model` does.
 *
 * @example
 * const report = await validate(fromBedrock(await openAsBlob('input.jsonl'), { model: 'claude-haiku-4-5' }));
 */
export function fromBedrock(lines: InputBytes, options: ConvertOptions): Conversion {
  return conversion('bedrock', lines, options);
}

function conversion(format: ConversionFormat, lines: InputBytes, options: ConvertOptions): Conversion {
  check(options, OPTIONS);
  const { model, maxTokens = MAX_TOKENS, encoding, signal } = options;
  if (typeof model !== 'string' && typeof model !== 'function') {
    throw wrong('model', 'the id of a Claude model, or a function that returns one', model);
  }
  if (typeof maxTokens !== 'number') throw wrong('maxTokens', 'a whole number from 1', maxTokens);
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 1) {
    throw outOfRange('maxTokens', 'a whole number from 1', String(maxTokens));
  }
  decoderOf(encoding);
  const settings = { model: typeof model === 'string' ? () => model : model, maxTokens };
  let report = empty();
  return {
    get report() {
      return report;
    },
    async *[Symbol.asyncIterator]() {
      const { converted } = await part(() => import('./convert.ts'));
      report = empty();
      yield* converted(format, lines, { encoding, signal, settings }, report);
    },
  };
}

const empty = (): ConversionReport => ({ requests: 0, skipped: 0, notes: [], counts: {} });
