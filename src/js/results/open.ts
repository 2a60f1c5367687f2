// Opens the results of a batch.
import { abortable } from '../abort.ts';
import type { ResultsOptions } from '../client_options.ts';
import type { Connection } from '../connection.ts';
import { CALL, check, DOWNLOAD, type Names } from '../options.ts';
import { calls, results as reader } from '../runtime/modules.ts';
import { checkHandled } from './arguments.ts';
import type { Reopen } from './download.ts';
import { BatchResults } from './results.ts';
import { type AnswerSchema, checkSchema } from './structured.ts';

const RESULTS: Names<ResultsOptions & { schema: unknown }> = { ...CALL, ...DOWNLOAD, handled: true, schema: true };

/** Implements `results` of a client. */
export async function openResults(
  connection: Connection,
  id: string,
  options: ResultsOptions & { schema?: AnswerSchema<unknown> } = {},
): Promise<BatchResults> {
  check(options, RESULTS);
  checkHandled(options.handled);
  const { from, maxDrops, recordCount, maxLineBytes, handled, schema, ...call } = options;
  const lines = { from, maxDrops, maxLineBytes };
  const reopen: Reopen = async (first, waitMs, signal) => {
    const [loaded, { client, redactor }] = await abortable(
      Promise.all([calls.instance(), connection.settings({ ...call, signal })]),
      signal,
    );
    const argument = { id, first, waitMs };
    const reopening = loaded.call((glue) => glue.call('results', client, argument, { ...call, signal }));
    return (await redactor.settled(reopening)).response;
  };
  const loading = reader.instance();
  loading.catch(() => {});
  const [loaded, { client, redactor }] = await abortable(
    Promise.all([calls.instance(), connection.settings(call)]),
    call.signal,
  );
  const open = async () => {
    const results = await abortable(loading, call.signal);
    if (schema !== undefined) checkSchema(schema);
    const first = results.sync((glue) => glue.askFor({ ...lines, recordCount }));
    const again = first === undefined ? {} : { first, waitMs: 0 };
    const { response, records } = await loaded.call((glue) => glue.call('results', client, { id, ...again }, call));
    const redact = (cause: unknown) => redactor.value(cause);
    const known = { ...lines, recordCount: recordCount ?? records, handled, schema };
    return new BatchResults(results, response, reopen, { ...known, signal: call.signal, redact });
  };
  return redactor.settled(open());
}
