import { abortable } from '../abort.ts';
import { check } from '../options.ts';
import { results } from '../runtime/modules.ts';
import { allowListeners } from '../runtime/runtime.ts';
import { type KeptResults, responseOf } from './kept.ts';
import type { ReadOptions } from './reading.ts';
import { BatchResults } from './results.ts';
import { type AnswerSchema, checkSchema } from './structured.ts';

/** Implements `readResults` of the package. */
export async function readResults(
  kept: KeptResults,
  options: Pick<ReadOptions, 'signal' | 'recordCount' | 'maxLineBytes'> & { schema?: AnswerSchema<unknown> } = {},
): Promise<BatchResults> {
  check(options, { signal: true, schema: true, recordCount: true, maxLineBytes: true });
  const { signal, schema, recordCount, maxLineBytes } = options;
  if (schema !== undefined) checkSchema(schema);
  allowListeners(signal);
  const core = await abortable(results.instance(), signal);
  core.sync((glue) => glue.askFor({ recordCount, maxLineBytes }));
  return new BatchResults(core, responseOf(kept), undefined, {
    signal,
    schema,
    recordCount,
    maxLineBytes,
    areKept: true,
  });
}
