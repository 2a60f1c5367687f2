// Converts batch files of other vendors to requests. The converter loads at the first line.
import { VERSIONS } from '../../wire/client_words.ts';
import type { ConversionReport } from '../../wire/convert/notes.ts';
import type { ApiVersion, BatchRequest } from '../../wire/types.ts';
import type { BatchLines } from '../input/source.ts';
import { check, checkNumber, checkWord, decoderOf, describe, type Names, outOfRange, wrong } from '../options.ts';
import { part } from '../runtime/part.ts';
import type { ConversionFormat } from './convert.ts';

/**
 * Options of `fromOpenAI` and `fromBedrock`.
 *
 * @example
 * const options: ConvertOptions = { model: (named) => (named.includes('mini') ? 'claude-haiku-4-5' : 'claude-opus-4-6') };
 * const requests = fromOpenAI(input, options);
 */
export interface ConvertOptions {
  /**
   * Claude model of all requests, or a function that returns one for the model named in a line (empty if it names none).
   * If it returns no model, the reading rejects. Required.
   */
  model: string | ((named: string) => string);
  /** `max_tokens` for requests without a limit, which this API requires. Default: 4096. */
  maxTokens?: number | undefined;
  /**
   * The target API version. `temperature` and `top_p` are left out, with a note, if that version or the model refuses them.
   * Default: `2026-10-21`.
   */
  apiVersion?: ApiVersion | undefined;
  /** Encoding of input that is bytes: any label of `TextDecoder`. Default: UTF-8, or UTF-16 with a byte order mark. */
  encoding?: string | undefined;
  /** Cancels reading, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
}

/**
 * Requests made from another vendor's batch file: input for `validate`, `plan`, `estimate` and `create`.
 *
 * @example
 * const requests: Conversion = fromOpenAI(input, { model: 'claude-haiku-4-5' });
 * for await (const { custom_id } of requests) console.log(custom_id);
 * console.log(requests.report.skipped);
 */
export interface Conversion extends AsyncIterable<BatchRequest> {
  /** What could not be converted, so far in the latest reading. */
  readonly report: ConversionReport;
}

const OPTIONS: Names<ConvertOptions> = { model: true, maxTokens: true, apiVersion: true, encoding: true, signal: true };
const MAX_TOKENS = 4096;

/**
 * Converts an OpenAI batch file of chat completions or responses to requests. Fields without a counterpart are left out
 * and noted in `report`. A line that cannot be converted, such as one for embeddings, is skipped and noted.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * const requests = fromOpenAI(await openAsBlob('batch.jsonl'), { model: 'claude-haiku-4-5' });
 * const batch = await client.create(requests);
 * console.log(requests.report.notes);
 */
export function fromOpenAI(lines: BatchLines, options: ConvertOptions): Conversion {
  return conversion('openai', lines, options);
}

/**
 * Converts an Amazon Bedrock batch file for Claude models to requests. Its lines name no model, so the option `model`
 * sets it.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * const report = await validate(fromBedrock(await openAsBlob('input.jsonl'), { model: 'claude-haiku-4-5' }));
 */
export function fromBedrock(lines: BatchLines, options: ConvertOptions): Conversion {
  return conversion('bedrock', lines, options);
}

function conversion(format: ConversionFormat, lines: BatchLines, options: ConvertOptions): Conversion {
  check(options, OPTIONS);
  const { model, maxTokens = MAX_TOKENS, apiVersion, encoding, signal } = options;
  if (typeof model !== 'function') checkModel('the id of a Claude model, or a function that returns one', model);
  checkNumber('maxTokens', 'a whole number from 1', maxTokens, (tokens) => Number.isSafeInteger(tokens) && tokens >= 1);
  decoderOf(encoding);
  checkWord('apiVersion', VERSIONS, apiVersion);
  const settings = { model: typeof model === 'function' ? checked(model) : () => model, maxTokens };
  let report = empty();
  return {
    get report() {
      return report;
    },
    async *[Symbol.asyncIterator]() {
      const { convertLines } = await part(() => import('./convert.ts'));
      report = empty();
      yield* convertLines(format, lines, { encoding, signal, apiVersion, settings }, report);
    },
  };
}

/** The function of a caller. A model that it has none for must not become a request with an empty model. */
const checked = (model: (named: string) => string) => (named: string) => {
  const id = model(named);
  checkModel(`a function that returns the id of a Claude model, also for ${describe(named)}`, id);
  return id;
};

function checkModel(expected: string, model: unknown): void {
  if (typeof model !== 'string') throw wrong('model', expected, model);
  if (model.trim() === '') throw outOfRange('model', expected, describe(model));
}

const empty = (): ConversionReport => ({ requests: 0, skipped: 0, notes: [], counts: {} });
