// The interface of a client that a job needs.
import type { ApiVersion, CallOptions, CoreSettings, ListParams, MessageBatch, Upload } from '../../wire/types.ts';
import type { Connection } from '../connection.ts';
import type { BatchResults } from '../results/results.ts';
import { type ListedPage, Looks } from './looks.ts';
import { credentialsOf, scopeOf } from './scope.ts';

type Betas = CallOptions['betas'];

/** A body, and the outcome of its create if that ends without a response. */
type Body = Upload & { outcome(): { outcome: 'unknown' | 'not_sent' } };

/** The operations of a client that a job uses unchanged. */
export interface Operations {
  cancel(id: string, options: CallOptions): Promise<MessageBatch>;
  results(id: string, options: CallOptions): PromiseLike<BatchResults>;
}

export interface Peer extends Operations {
  /** Sends a create once, because the job decides when to send it again. */
  create(upload: Body, options: CallOptions & { apiVersion?: ApiVersion | undefined }): Promise<MessageBatch>;
  /** Retrieves a batch, and the wait that the peer asked for. */
  look(id: string, options: CallOptions): Promise<{ batch: MessageBatch; retryAfterMs: number | undefined }>;
  /** Returns what the job shares with others that this client drives. */
  place(job: string, betas: Betas): Promise<Place>;
}

/** The context of a job's status checks. */
export interface Place {
  /** Identifies the base URL and the credentials of the calls within the job; `undefined` if they are unknown. */
  scope: string | undefined;
  /** The status checks of all jobs with the same credentials. */
  looks(): Looks;
}

/** The shared status checks by the settings of their calls. A client may get another key at any time. */
const LOOKS = new Map<string, Looks>();

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
    place: async (job, betas) => {
      // The first call reports a problem with the key.
      const settings = await connection.settings({}).catch(() => undefined);
      const credentials = settings && credentialsOf(settings.client);
      const scope = credentials === undefined ? undefined : await scopeOf(credentials, job).catch(() => undefined);
      return { scope, looks: () => looksOf(connection, settings?.client, betas) };
    },
    look: (id, options) =>
      connection.call(options, (calls, client) => calls.call((glue) => glue.call('look', client, id, options))),
    cancel: (id, options) => operations.cancel(id, options),
    results: (id, options) => operations.results(id, options),
  };
}

function looksOf(connection: Connection, client: CoreSettings | undefined, betas: Betas): Looks {
  const page = (params: ListParams, signal: AbortSignal): Promise<ListedPage> => {
    const options = { betas, signal };
    return connection.call(options, (calls, client) =>
      calls.call((glue) => glue.call('list', client, params, options)),
    );
  };
  if (client === undefined) return new Looks(page, () => {});
  const name = nameOf(connection, client, betas);
  const looks = LOOKS.get(name) ?? new Looks(page, () => LOOKS.delete(name));
  LOOKS.set(name, looks);
  return looks;
}

/**
 * Returns the same name for two clients with the same settings: either may then list for both. A client with `onCall` must see
 * its own calls, and one whose key is a function must use it, so these have names of their own.
 */
function nameOf(connection: Connection, client: CoreSettings, betas: Betas): string {
  const isAlone = typeof client.onCall === 'function' || client.keySource === 'function';
  const others = { ...client, apiKey: undefined, headers: undefined, peer: undefined };
  const { fetch } = client;
  const functions = [isAlone && numberOf(connection), typeof fetch === 'function' && numberOf(fetch)];
  // Functions are not part of the JSON.
  return JSON.stringify([functions, credentialsOf(client), betas, others]);
}

const NUMBERS = new WeakMap<object, number>();
let numbers = 0;

/** Returns a number that identifies an object. */
function numberOf(object: object): number {
  const number = NUMBERS.get(object) ?? ++numbers;
  NUMBERS.set(object, number);
  return number;
}
