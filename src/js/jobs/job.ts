/// <reference lib="esnext.disposable" preserve="true" />
import { factsOf } from '../../wire/jobs.ts';
import type { MessageBatch } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { JobError } from '../errors.ts';
import type { ColumnOf, RowsWithIds, TypedRows } from '../input/pieces.ts';
import { check, outOfRange } from '../options.ts';
import { Opening, type OpeningJoined, type OpeningResults } from '../results/opening.ts';
import type { JoinOptions, OrderOptions } from '../results/ordered.ts';
import { decide } from './decision.ts';
import { Driver, haltOf, type Snapshot } from './driver.ts';
import { type JobResultsOptions, resultsOfFamily } from './family.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import type { JobCommand } from './records.ts';
import type { RetryOptions } from './retry.ts';
import type { JobMeans } from './round.ts';
import { type JobState, stateOf } from './state.ts';

/**
 * Options of `wait` of a job.
 *
 * @example
 * const options: JobWaitOptions = { until: 'created', signal: AbortSignal.timeout(60_000) };
 * await job.wait(options);
 */
export interface JobWaitOptions {
  /**
   * `created`: until each shard has its batch or needs a decision. `collected`: until all results are collected. Default:
   * `collected`.
   */
  until?: 'created' | 'collected' | undefined;
  /** Ends the wait, which then rejects with `signal.reason`. The job continues. Default: none. */
  signal?: AbortSignal | undefined;
}

/**
 * Options of `close` of a job.
 *
 * @example
 * const options: JobCloseOptions = { graceMs: 5000 };
 * await job.close(options);
 */
export interface JobCloseOptions {
  /**
   * How long to wait for creates and cancels in progress, in milliseconds: a whole number from 0 to 30,000. An aborted create has
   * an unknown outcome, which the next `resume` finds out. Default: 0.
   */
  graceMs?: number | undefined;
}

/** Time that another driver may take to notice that a job was resumed. */
const RESUMING_MS = 60_000;

/** Shorter than a lease, which is not renewed meanwhile. */
const LONGEST_GRACE_MS = 30_000;

/**
 * The dependencies of a job.
 * @internal
 */
export interface JobParts {
  means: JobMeans;
  snapshot: Snapshot;
  /** Options of `submit` that have no effect. */
  kept?: string[] | undefined;
  retry: (job: Job, options: RetryOptions) => Promise<Job>;
}

/**
 * Many batches made from one input. From `submit` or `resume` on, it is driven in the background until it is collected or
 * closed. If the process ends, `resume` continues it in another.
 *
 * @example
 * const job = await client.submit(requests, { store, jobKey: 'summer' });
 * await job.wait();
 * for await (const record of job.results()) console.log(record.custom_id, record.text);
 */
export class Job implements AsyncDisposable {
  readonly #parts: JobParts;
  readonly #driver: Driver;
  readonly #batches = new Map<string, MessageBatch>();
  readonly #listeners = new Set<() => void>();
  /** Number of changes so far. */
  #changes = 0;
  readonly #running: Promise<void>;
  #snapshot: Snapshot;
  #failure: { error: unknown } | undefined;
  #isClosed = false;
  /** Time until which a pause may be the one that `resume` ends. */
  #resumingUntilMs: number;

  /** @internal */
  constructor(parts: JobParts, commands: JobCommand[] = []) {
    this.#parts = parts;
    this.#snapshot = parts.snapshot;
    const isResuming = commands.length > 0 || parts.snapshot.standing.halt === 'hidden';
    this.#resumingUntilMs = isResuming ? Date.now() + RESUMING_MS : 0;
    this.#driver = new Driver(parts.means, {
      snapshot: (snapshot) => {
        this.#snapshot = snapshot;
        this.#forgetOthers();
        // The driver has applied the commands of `resume`.
        if (snapshot.isDriver || !this.#isPaused) this.#resumingUntilMs = 0;
        this.#changed();
      },
      batch: (batch) => void this.#batches.set(batch.id, batch),
      follow: () => this.#changed(),
    });
    this.#running = this.#run(commands);
  }

  /**
   * Its id, for `resume`.
   *
   * @example
   * console.log(`the job is ${job.id}`);
   */
  get id(): string {
    return this.#parts.means.plan.id;
  }

  /**
   * Its `jobKey`, if it has one.
   *
   * @example
   * console.log(job.key ?? job.id);
   */
  get key(): string | undefined {
    return this.#parts.means.plan.key;
  }

  /**
   * Its progress, as plain data.
   *
   * @example
   * for (const { index, state, batchId } of job.state.shards) console.log(index, state, batchId);
   */
  get state(): JobState {
    return stateOf(this.#parts.means.plan, this.#snapshot, this.#batches, this.#parts.kept);
  }

  /**
   * Waits until all results are collected, or until every shard was created.
   *
   * @throws JobError with code `job_undecided` or `job_paused`, if the job cannot continue before you act, and `job_closed`, if
   * this process closed it.
   * @throws ApiError or another error of a call that a retry cannot fix, such as a wrong key.
   *
   * @example
   * const { shards } = await job.wait({ until: 'created' });
   * console.log(shards.map(({ batchId }) => batchId));
   */
  async wait(options: JobWaitOptions = {}): Promise<JobState> {
    check(options, { until: true, signal: true });
    const { until = 'collected', signal } = options;
    if (until !== 'created' && until !== 'collected') throw outOfRange('until', 'created or collected', String(until));
    for (;;) {
      const { standing } = this.#snapshot;
      if (standing.isDone) {
        // Waits until the lease is free, so that the job can be forgotten at once.
        await abortable(this.#running, signal);
        return this.state;
      }
      if (until === 'created' && standing.isCreated && !this.#isResuming) return this.state;
      if (this.#failure) throw this.#failure.error;
      const halt = this.#halt();
      if (halt) throw halt;
      this.#refuseClosed();
      await abortable(this.#change(), signal);
    }
  }

  /**
   * Yields the state after each change, the last time when all results are collected. Rejects as `wait` does, except that it
   * ends when this process closes the job. Changes during one turn of the loop are yielded as one.
   *
   * @example
   * for await (const { status, shards } of job.watch()) console.log(status, shards.length);
   */
  async *watch(options: Pick<JobWaitOptions, 'signal'> = {}): AsyncGenerator<JobState> {
    check(options, { signal: true });
    for (let [last, seen] = ['', -1]; ; ) {
      if (seen !== this.#changes) {
        seen = this.#changes;
        const { state } = this;
        const text = JSON.stringify(state);
        if (text === last) continue;
        last = text;
        yield state;
        continue;
      }
      if (this.#snapshot.standing.isDone) return;
      if (this.#failure) throw this.#failure.error;
      const halt = this.#halt();
      if (halt) throw halt;
      if (this.#isClosed) return;
      await abortable(this.#change(), options.signal);
    }
  }

  /**
   * Returns the results of all shards, and of the jobs that retried a part of them: one record per `custom_id`, of its last
   * attempt. `order: 'input'` yields them in the order of the input.
   *
   * @throws JobError with code `job_not_collected`, if they are not collected yet.
   *
   * @example
   * for await (const record of job.results({ order: 'input' })) console.log(record.custom_id, record.text);
   * const { cost } = await (await job.results()).tally();
   */
  results(options: JobResultsOptions = {}): OpeningResults {
    return new Opening(() => resultsOfFamily(this.#parts.means, options));
  }

  /**
   * Yields rows with the records that answer them, as `join` of the results of one batch does.
   *
   * @example
   * for await (const { row, record } of job.join(rows, { key: 'email' })) console.log(row, record?.text);
   */
  join<Row extends object>(rows: TypedRows<Row>, options?: OrderOptions): OpeningJoined<Row>;
  join<Row extends object = Record<string, unknown>>(rows: RowsWithIds, options?: OrderOptions): OpeningJoined<Row>;
  join<Row extends object, Key extends string = string>(
    rows: Iterable<Row> | AsyncIterable<Row>,
    options?: JoinOptions<Row, ColumnOf<Row, Key>>,
  ): OpeningJoined<Row>;
  join<Row extends object>(
    rows: Iterable<Row> | AsyncIterable<Row> | RowsWithIds | TypedRows<Row>,
    options: JoinOptions<Row> = {},
  ): OpeningJoined<Row> {
    return new Opening(async () => (await this.results()).join(rows as Iterable<Row>, options));
  }

  /**
   * Returns the account of the job: every id counted once, usage and cost counted once, the batches and their results.
   *
   * @example
   * const { outcomes, missing, cost } = await job.manifest();
   * console.log(outcomes, missing.count, cost.usd);
   */
  async manifest(): Promise<Manifest> {
    return manifestOf(this.#parts.means);
  }

  /**
   * Decides about a shard if it is unknown whether its batch was stored: `adopt` a batch, or `create` one because none exists.
   * If a batch exists after all, you pay twice.
   *
   * @throws JobError if the batch and the shard have different numbers of requests, or if the shard no longer needs a decision.
   *
   * @example
   * const [candidate] = job.state.shards[0]?.candidates ?? [];
   * await job.decide(0, 'adopt', candidate?.batchId);
   */
  async decide(shard: number, decision: 'adopt' | 'create', batchId?: string): Promise<JobState> {
    const { peer, plan } = this.#parts.means;
    const job = {
      id: this.id,
      state: () => this.state,
      batch: async (id: string) => factsOf((await peer.look(id, { betas: plan.calls.betas })).batch),
      command: (event: JobCommand, isApplied: () => boolean) => this.#command(event, isApplied),
    };
    await decide(job, shard, decision, batchId);
    return this.state;
  }

  /**
   * Submits requests again, as a new job that is linked to this one: those that another attempt may answer, or those with the
   * chosen outcomes, changed by `change`. `results` and `manifest` of this job then include it.
   *
   * @throws JobError with code `job_not_collected`, if this job is not collected yet.
   *
   * @example
   * const longer = await job.retry({
   *   outcomes: ['truncated'],
   *   change: (request) => ({ ...request, params: { ...request.params, max_tokens: 8000 } }),
   * });
   * await longer.wait();
   */
  async retry(options: RetryOptions = {}): Promise<Job> {
    return this.#parts.retry(this, options);
  }

  /**
   * Cancels the job: it creates no more batches, and cancels the running ones. Their results so far are still collected.
   *
   * @throws JobError with code `job_closed`, if this process closes the job before or during the call.
   *
   * @example
   * await job.cancel();
   * await job.wait();
   */
  async cancel(): Promise<JobState> {
    const isApplied = () => {
      // Any state that an earlier process stored does not show yet that a driver acts on it.
      const isDriven = this.#snapshot.isDriver || this.#driver.isFollower;
      const { state, standing } = this.#snapshot;
      return standing.isDone || (state.phase.phase === 'canceling' && isDriven);
    };
    await this.#command({ event: 'cancel' }, isApplied);
    if (isApplied()) return this.state;
    throw new JobError(
      `Job ${this.id} was closed before its cancel showed. It is stored, and holds once the job is resumed.`,
      { code: 'job_closed', jobId: this.id },
    );
  }

  /**
   * Stops driving the job in this process. Batches that were created keep running; `resume` continues the job.
   *
   * @example
   * await job.close({ graceMs: 5000 });
   */
  async close(options: JobCloseOptions = {}): Promise<void> {
    check(options, { graceMs: true });
    const { graceMs = 0 } = options;
    if (!Number.isSafeInteger(graceMs) || graceMs < 0 || graceMs > LONGEST_GRACE_MS) {
      throw outOfRange('graceMs', `a whole number of milliseconds from 0 to ${LONGEST_GRACE_MS}`, String(graceMs));
    }
    this.#isClosed = true;
    this.#driver.stop(graceMs);
    this.#changed();
    await this.#running;
  }

  /**
   * Closes the job at the end of an `await using` block.
   *
   * @example
   * await using job = await client.resume(id, { store });
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Forgets the batches of other jobs: a listing contains all batches of the workspace. */
  #forgetOthers(): void {
    const own = new Set(this.#snapshot.state.shards.map(({ state }) => ('batch' in state ? state.batch : undefined)));
    for (const id of this.#batches.keys()) if (!own.has(id)) this.#batches.delete(id);
  }

  /** Returns the error for a job that waits for the user. */
  #halt(): JobError | undefined {
    return this.#isResuming ? undefined : haltOf(this.#snapshot);
  }

  /** Whether the job is paused only until its driver notices the resume. */
  get #isResuming(): boolean {
    return Date.now() < this.#resumingUntilMs && this.#isPaused;
  }

  get #isPaused(): boolean {
    const { state, standing } = this.#snapshot;
    return state.phase.phase === 'paused' || standing.halt === 'hidden';
  }

  async #run(commands: JobCommand[]): Promise<void> {
    try {
      for (const command of commands) await this.#driver.command(command);
      await this.#driver.run();
    } catch (error) {
      this.#failure = { error };
      this.#changed();
    }
  }

  #refuseClosed(): void {
    if (!this.#isClosed) return;
    throw new JobError(`Job ${this.id} was closed here. It continues with client.resume.`, {
      code: 'job_closed',
      jobId: this.id,
    });
  }

  /** Passes a command to the driver, and waits until the state shows its effect. */
  async #command(event: JobCommand, isApplied: () => boolean): Promise<void> {
    this.#refuseClosed();
    await this.#driver.command(event);
    while (!isApplied() && !this.#failure && !this.#isClosed) await this.#change();
    // A driver that was closed still stores its commands.
    if (this.#isClosed) await this.#running;
    if (!isApplied() && this.#failure) throw this.#failure.error;
  }

  /** Resolves at the next change. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      const listener = () => {
        this.#listeners.delete(listener);
        resolve();
      };
      this.#listeners.add(listener);
    });
  }

  #changed(): void {
    this.#changes += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
