// Creates a batch: checks its input, and makes the call.
import type { MessageBatch } from '../../wire/types.ts';
import type { CreateOptions } from '../client_options.ts';
import type { Connection } from '../connection.ts';
import { type BatchInput, type CreateBody, unlessAborted } from '../input/source.ts';
import { CALL, check, type Names, RULES } from '../options.ts';
import { type Calls, calls } from '../runtime/modules.ts';
import { bodyFor } from './body.ts';
import type { Shard } from './shard.ts';

const CREATE: Names<CreateOptions> = {
  ...CALL,
  ...RULES,
  validate: true,
  encoding: true,
  onProgress: true,
  onUpload: true,
  onReport: true,
  idempotencyKey: true,
};

/** Implements `create` of a client. */
export async function create(
  connection: Connection,
  input: BatchInput | CreateBody | Shard,
  options: CreateOptions = {},
): Promise<MessageBatch> {
  check(options, CREATE);
  const { headers, maxRetries, timeoutMs, idempotencyKey, ...how } = options;
  const { signal, betas, apiVersion } = how;
  const call = { headers, maxRetries, timeoutMs, signal, betas, apiVersion };
  const loading = calls.instance();
  loading.catch(() => {});
  const { client, redactor } = await unlessAborted(() => connection.settings(call), input, signal);
  const upload = await redactor.settled(bodyFor(input, client, how));
  if (idempotencyKey !== undefined) upload.choose(idempotencyKey);
  try {
    const send = (glue: Calls['glue']) => glue.call('create', client, upload, call);
    const batch = await redactor.answer((await loading).call(send, () => upload.outcome()));
    upload.completed();
    return batch;
  } finally {
    upload.close();
  }
}
