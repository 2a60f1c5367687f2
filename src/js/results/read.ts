import { abortable } from '../abort.ts';
import { classify } from '../input/classify.ts';
import { check, wrong } from '../options.ts';
import { isResponse } from '../realms.ts';
import { results } from '../runtime/modules.ts';
import { BatchResults, type ReadOptions } from './results.ts';
import { type AnswerSchema, checkSchema } from './structured.ts';

/** Results that were kept: JSONL as the API sent it. */
export type KeptResults = string | Uint8Array | Blob | ReadableStream<Uint8Array> | Response;

/** Reads results that were kept, in every way in which results that are downloaded can be read. */
export async function readResults(
  kept: KeptResults,
  options: Pick<ReadOptions, 'signal' | 'recordCount'> & { schema?: AnswerSchema<unknown> } = {},
): Promise<BatchResults> {
  check(options, { signal: true, schema: true, recordCount: true });
  const { signal, schema, recordCount } = options;
  if (schema !== undefined) checkSchema(schema);
  const core = await abortable(results.instance(), signal);
  core.sync((glue) => glue.askFor({ recordCount }));
  return new BatchResults(core, responseOf(kept), undefined, { signal, schema, recordCount, areKept: true });
}

function responseOf(kept: unknown): Response {
  if (isResponse(kept)) return kept;
  const given = classify(kept);
  if (given.kind === 'text' || given.kind === 'bytes' || given.kind === 'blob' || given.kind === 'stream') {
    return new Response(given.value as BodyInit);
  }
  throw wrong('results', 'JSONL as text, bytes, a Blob, a stream or a Response', kept);
}
