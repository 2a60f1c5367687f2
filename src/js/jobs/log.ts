// Events for logs and spans for tracers. They contain ids, codes, error messages and counts, but no header, body or request text.
import type { FailedCall, JobAction, JobEvent } from '../../wire/jobs.ts';
import { notify } from '../options.ts';
import { reasonOf } from '../realms.ts';

/**
 * An event of a job: something that it starts, or that happened to it.
 *
 * @example
 * const log = ({ name, job, batchId, message }: JobLogEvent) => console.log(name, job, batchId, message);
 * const job = await client.submit(requests, { onEvent: log });
 */
export interface JobLogEvent {
  /** Id of the job. */
  job: string;
  /** What starts (`create`, `list`, `retrieve`, `compare`, `collect`, `cancel`), or what happened (`created`, `listed`, `store_failed` …). */
  name: string;
  /** Index of the shard. */
  shard?: number;
  /** Id of the batch. */
  batchId?: string;
  /** Code of the error, if something failed. */
  code?: string;
  /** Message of that error, or why results could not be read. */
  message?: string;
}

/**
 * The part of a span that this package uses. OpenTelemetry spans have this type.
 *
 * @example
 * const silent: Span = { setAttribute() {}, setStatus() {}, end() {} };
 * await client.submit(requests, { tracer: { startSpan: () => silent } });
 */
export interface Span {
  /**
   * @example
   * span.setAttribute('batch.id', 'msgbatch_…');
   */
  setAttribute(name: string, value: string | number | boolean): unknown;
  /**
   * @example
   * span.setStatus({ code: 2, message: 'overloaded' });
   */
  setStatus(status: { code: number; message?: string }): unknown;
  /**
   * @example
   * span.end();
   */
  end(): void;
}

/**
 * Starts spans. An OpenTelemetry tracer has this type.
 *
 * @example
 * const traced = (tracer: Tracer) => client.submit(requests, { tracer });
 */
export interface Tracer {
  /**
   * @example
   * const span = tracer.startSpan('message-batches create');
   * span.end();
   */
  startSpan(name: string, options?: { attributes?: Record<string, string | number | boolean> }): Span;
}

/** `SpanStatusCode.ERROR` of OpenTelemetry. */
const ERROR = 2;

/**
 * Calls the listeners of a job. Errors that they throw or reject with are ignored, because a faulty logger must not stop a job.
 * @internal
 */
export class Log {
  readonly #job: string;
  readonly #onEvent: ((event: JobLogEvent) => void) | undefined;
  readonly #tracer: Tracer | undefined;

  constructor(job: string, onEvent: ((event: JobLogEvent) => void) | undefined, tracer: Tracer | undefined) {
    this.#job = job;
    this.#onEvent = onEvent;
    this.#tracer = tracer;
  }

  action(action: JobAction): void {
    const { action: name, ...facts } = action;
    this.#send(name, facts);
  }

  event(event: JobEvent): void {
    const { event: name, ...facts } = event;
    if (name !== 'tick' && name !== 'round') this.#send(name, facts);
  }

  /** Logs that the caller's store failed, and that the job retries. */
  storeFailed(thrown: unknown): void {
    this.#send('store_failed', { reason: reasonOf(thrown) });
  }

  /** Starts a span for an operation, and returns a function that ends it, with an error code if the operation failed. */
  span(action: string, facts: { shard?: number; batch?: string }): (code?: string) => void {
    return this.#span(`message-batches ${action}`, facts);
  }

  /** Starts a span for the whole job in this process. */
  job(): (code?: string) => void {
    return this.#span('message-batches job', {});
  }

  #span(name: string, { shard, batch }: { shard?: number; batch?: string }): (code?: string) => void {
    const attributes: Record<string, string | number> = { 'job.id': this.#job };
    if (shard !== undefined) attributes['job.shard'] = shard;
    if (batch !== undefined) attributes['batch.id'] = batch;
    let span: Span | undefined;
    quietly(() => {
      const started: unknown = this.#tracer?.startSpan(name, { attributes });
      span = ignored(started) ? undefined : (started as Span | undefined);
    });
    return (code) =>
      quietly(() => {
        if (code !== undefined) ignored(span?.setStatus({ code: ERROR, message: code }));
        ignored(span?.end());
      });
  }

  #send(name: string, facts: object): void {
    const { shard, batch, id, error, reason } = facts as {
      shard?: number;
      batch?: unknown;
      id?: string;
      error?: FailedCall;
      reason?: string;
    };
    const message = error?.message ?? reason;
    const batchId = typeof batch === 'string' ? batch : ((batch as { id?: string } | undefined)?.id ?? id);
    notify(this.#onEvent, {
      job: this.#job,
      name,
      ...(shard === undefined ? {} : { shard }),
      ...(batchId === undefined ? {} : { batchId }),
      ...(error === undefined ? {} : { code: error.code }),
      ...(message === undefined ? {} : { message }),
    });
  }
}

/** Whether a value is a promise; if it is, its rejection is ignored. */
function ignored(value: unknown): boolean {
  if (typeof (value as { then?: unknown } | null | undefined)?.then !== 'function') return false;
  (value as Promise<unknown>).then(undefined, () => {});
  return true;
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Ignored.
  }
}
