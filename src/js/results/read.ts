import type { BatchRecord } from '../../wire/record.ts';
import { abortable } from '../abort.ts';
import { check, wrong } from '../options.ts';
import { core } from '../runtime/load.ts';
import { BatchResults, type ReadOptions } from './results.ts';
import { type AnswerSchema, checkSchema, type ParsedRecord } from './structured.ts';

/** Results that were kept: JSONL as the API sent it. */
export type KeptResults = string | Uint8Array | Blob | ReadableStream<Uint8Array> | Response;

/** Reads results that were kept, in every way in which results that are downloaded can be read. */
export function readResults<T>(
  kept: KeptResults,
  options: Pick<ReadOptions, 'signal'> & { schema: AnswerSchema<T> },
): Promise<BatchResults<ParsedRecord<T>>>;
export function readResults(
  kept: KeptResults,
  options?: Pick<ReadOptions, 'signal'>,
): Promise<BatchResults<BatchRecord>>;
export async function readResults(
  kept: KeptResults,
  options: Pick<ReadOptions, 'signal'> & { schema?: AnswerSchema<unknown> } = {},
): Promise<BatchResults> {
  check(options);
  const { signal, schema } = options;
  if (schema !== undefined) checkSchema(schema);
  return new BatchResults(await abortable(core(), signal), responseOf(kept), undefined, { signal, schema });
}

function responseOf(kept: unknown): Response {
  if (kept instanceof Response) return kept;
  const isStream = typeof kept === 'object' && kept !== null && 'getReader' in kept;
  if (isStream || typeof kept === 'string' || kept instanceof Uint8Array || kept instanceof Blob) {
    return new Response(kept as BodyInit);
  }
  throw wrong('results', 'JSONL as text, bytes, a Blob, a stream or a Response', kept);
}
