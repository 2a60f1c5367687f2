// What a job needs of a client.
import type { ApiVersion, CallOptions, ListParams, MessageBatch, MessageBatchPage, Upload } from '../../wire/types.ts';
import type { Connection } from '../connection.ts';
import type { BatchResults } from '../results/results.ts';
import { scopeOf } from './scope.ts';

export interface ListedPage {
  page: MessageBatchPage;
  next: ListParams | undefined;
  serverMs: number | undefined;
  rememberedMs: number | undefined;
}

/** A body, and what is known if its create ends without a response. */
type Body = Upload & { outcome(): { outcome: 'unknown' | 'not_sent' } };

/** The operations of a client that a job uses as they are. */
export interface Operations {
  retrieve(id: string, options: CallOptions): Promise<MessageBatch>;
  cancel(id: string, options: CallOptions): Promise<MessageBatch>;
  results(id: string, options: CallOptions): PromiseLike<BatchResults>;
}

export interface Peer extends Operations {
  /** Sends a create once: the job knows when to send it again. */
  create(upload: Body, options: CallOptions & { apiVersion?: ApiVersion | undefined }): Promise<MessageBatch>;
  page(params: ListParams | undefined, options: CallOptions): Promise<ListedPage>;
  /** Names the base URL and the credentials of the calls within one job; `undefined` if that is not known. */
  scope(job: string): Promise<string | undefined>;
}

export function peerOf(connection: Connection, operations: Operations): Peer {
  return {
    create: (upload, options) => {
      const { apiVersion, ...call } = options;
      const once = { ...call, apiVersion, maxRetries: 0 };
      return connection.call(call, (calls, client) =>
        calls.call(
          (glue) => glue.call('create', client, upload, once),
          () => upload.outcome(),
        ),
      );
    },
    page: (params, options) =>
      connection.call(options, (calls, client) => calls.call((glue) => glue.call('list', client, params, options))),
    // What is wrong with a key, the first call says.
    scope: (job) =>
      connection
        .settings({})
        .then(({ client }) => scopeOf(client, job))
        .catch(() => undefined),
    retrieve: (id, options) => operations.retrieve(id, options),
    cancel: (id, options) => operations.cancel(id, options),
    results: (id, options) => operations.results(id, options),
  };
}
