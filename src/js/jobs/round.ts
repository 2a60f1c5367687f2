// One step of a driver: applies events, stores the state, and begins actions.
import type { JobAction, JobEvent, MachineStep } from '../../wire/jobs.ts';
import type { MessageBatch } from '../../wire/types.ts';
import type { Jobs } from '../runtime/modules.ts';
import { Fatal, type Means, perform } from './actions.ts';
import type { Looks, Member } from './looks.ts';
import { isOffline } from './page.ts';
import type { JobCommand } from './records.ts';

const WRITES: JobAction['action'][] = ['create', 'cancel'];

export type Machine = Jobs['glue']['Machine']['prototype'];

/** The dependencies of a job that do not depend on the driver. */
export type JobMeans = Omit<Means, 'signal' | 'onBatch' | 'looks'>;

/** Applies events together, and performs the actions that follow. */
export class Round implements Member {
  readonly #means: Means;
  /** The abort controllers of actions in progress. */
  readonly #underWay = new Set<AbortController>();
  readonly #machine: Machine;
  readonly #loaded: Jobs;
  #version: string;
  #text: string;
  #events: JobEvent[] = [];
  #fatal: Fatal | undefined;
  /** Creates and cancels in progress, which determine what the account is billed for. */
  readonly #writes = new Set<Promise<void>>();
  readonly #abort: AbortController;
  /** Time at which the lease ends. */
  #leasedUntilMs = 0;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  readonly #looks: Looks;
  /** Whether the state is being stored. Actions begin afterwards. */
  #isStoring = false;
  /** Resolvers of listings that wait until this job has asked. */
  #waiting: (() => void)[] = [];
  #isOffline = false;
  #isWatched = true;
  onEvent: () => void = () => {};

  constructor(
    means: JobMeans,
    looks: Looks,
    machine: Machine,
    loaded: Jobs,
    version: string,
    text: string,
    abort: AbortController,
  ) {
    const { signal } = abort;
    this.#abort = abort;
    this.#looks = looks;
    this.#means = {
      ...means,
      signal,
      onBatch: (batch) => this.onBatch(batch),
      looks: {
        list: (sinceMs, signal) => looks.list(this, sinceMs, signal),
        failed: (error) => looks.failed((member) => member === this, error),
      },
    };
    // Each action has its own signal, because Node warns about a leak if one signal has eleven listeners.
    signal.addEventListener('abort', () => {
      for (const controller of this.#underWay) controller.abort();
    });
    this.#machine = machine;
    this.#loaded = loaded;
    this.#version = version;
    this.#text = text;
  }

  onBatch: (batch: MessageBatch) => void = () => {};
  /** Whether this page, or one that follows the job, is visible. */
  isWatched: () => boolean = () => true;

  get hasEvents(): boolean {
    return this.#events.length > 0 || this.#fatal !== undefined;
  }

  /** Begins to drive the job, and joins the other jobs that this process drives. */
  begin(scope: string | undefined): void {
    this.#record({ event: 'resumed', scope });
    // Joins before the first status check, to learn whether the server asked them to wait.
    this.#looks.join(this);
  }

  add(event: JobEvent): void {
    this.#events.push(event);
  }

  /**
   * Extends the lease. When the lease ends, creates in progress are aborted, because the next driver may search for their
   * batches.
   */
  extend(ms: number): void {
    clearTimeout(this.#expiry);
    this.#leasedUntilMs = Date.now() + ms;
    this.#expiry = setTimeout(() => {
      this.#abort.abort();
      this.onEvent();
    }, ms);
  }

  end(): void {
    clearTimeout(this.#expiry);
    this.#looks.leave(this);
    this.#hasAsked();
  }

  cost(): ArrayLike<number> {
    if (isOffline()) return [];
    try {
      return this.#loaded.sync(() => this.#machine.lookCost(Date.now()));
    } catch {
      // The driver of this job meets the same error.
      return [];
    }
  }

  invite(): Promise<void> {
    const isComing = this.cost().length > 0;
    if (isComing) this.add({ event: 'round' });
    else if (!this.#isStoring) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.onEvent();
    });
  }

  busy(afterMs: number): void {
    this.add({ event: 'busy', afterMs });
    this.onEvent();
  }

  /** Adds a command, unless it is a decision about an earlier create. */
  command(command: JobCommand): void {
    const { shards } = this.#loaded.sync(() => this.#machine.state);
    const isOld = command.event === 'decided' && command.attempts !== shards[command.shard]?.attempts;
    if (!isOld) this.add(command);
  }

  /**
   * Applies events, stores the state, and begins the actions that follow. Resolves to the time of the next step at the latest.
   */
  async step(): Promise<number | 'lost'> {
    if (this.#fatal) throw this.#fatal;
    for (const event of this.#pageEvents()) this.#record(event);
    const events = this.#events.splice(0);
    if (events.length === 0) events.push({ event: this.#isForAll() ? 'round' : 'tick' });
    const actions: JobAction[] = [];
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const event of events) {
      const step = this.#apply(event);
      actions.push(...step.actions);
      wakeMs = step.wakeMs ?? Number.POSITIVE_INFINITY;
    }
    if (actions.some(({ action }) => action === 'list')) this.#looks.expect(this);
    this.#isStoring = true;
    const isStored = await this.#store().finally(() => {
      this.#isStoring = false;
    });
    if (!isStored) return 'lost';
    for (const action of actions) {
      const done = this.#perform(action);
      if (!WRITES.includes(action.action)) continue;
      this.#writes.add(done);
      void done.then(() => this.#writes.delete(done));
    }
    if (!this.hasEvents) this.#hasAsked();
    return wakeMs;
  }

  #apply(event: JobEvent): MachineStep {
    // Begins nothing while offline. Due actions begin when the network is back.
    if (this.#isOffline) {
      this.#record(event);
      return { actions: [] };
    }
    this.#means.log.event(event);
    return this.#loaded.sync(() => this.#machine.apply(event, Date.now(), Math.random()));
  }

  /** Applies an event without beginning any action. */
  #record(event: JobEvent): void {
    this.#means.log.event(event);
    this.#loaded.sync(() => this.#machine.record(event, Date.now()));
  }

  /** Returns events for changes of the network and of visibility. */
  #pageEvents(): JobEvent[] {
    const [wasOffline, wasWatched] = [this.#isOffline, this.#isWatched];
    this.#isOffline = isOffline();
    this.#isWatched = this.isWatched();
    const events: JobEvent[] = [];
    if (wasOffline && !this.#isOffline) events.push({ event: 'online' });
    if (wasWatched !== this.#isWatched) events.push({ event: this.#isWatched ? 'watched' : 'unwatched' });
    return events;
  }

  /** Whether a status check is due, and one listing for all jobs takes fewer calls. */
  #isForAll(): boolean {
    if (this.#isOffline || !this.#loaded.sync(() => this.#machine.isLookDue(Date.now()))) return false;
    if (this.#looks.isExpected) return true;
    const costs = Uint32Array.from(this.#looks.costs(this));
    return this.#loaded.sync((glue) => glue.isOneListing(costs));
  }

  #hasAsked(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Waits for creates and cancels in progress, and stores the state. Begins no further action. */
  async finish(graceMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    if (graceMs > 0) await Promise.race([Promise.all(this.#writes), tooLate]);
    clearTimeout(timer);
    for (const event of this.#events.splice(0)) this.#record(event);
    await this.#store();
  }

  /** Stores the state if it changed; resolves to `false` if another driver has stored one. */
  async #store(): Promise<boolean> {
    const state = this.#loaded.sync(() => this.#machine.state);
    const text = JSON.stringify(state);
    if (text === this.#text) return true;
    const version = await this.#means.records.putState(state, this.#version);
    if (version === undefined) return false;
    this.#version = version;
    this.#text = text;
    return true;
  }

  async #perform(action: JobAction): Promise<void> {
    const own = new AbortController();
    if (this.#means.signal.aborted) own.abort();
    this.#underWay.add(own);
    this.#means.log.action(action);
    const end = this.#means.log.span(action.action, action as { shard?: number; batch?: string });
    try {
      // The machine may have slept since the state was stored.
      const isLate = action.action === 'create' && Date.now() >= this.#leasedUntilMs;
      const event = isLate ? unsent(action.shard) : await perform(action, { ...this.#means, signal: own.signal });
      end(codeOf(event));
      // The next driver finds out the outcome of an aborted create.
      if (event.event === 'create_threw' && own.signal.aborted) return;
      this.add(event);
    } catch (thrown) {
      end('failed');
      // An aborted action produces no event: the next driver finds out its outcome.
      if (this.#means.signal.aborted) return;
      this.#fatal ??= thrown instanceof Fatal ? thrown : new Fatal(thrown);
    } finally {
      this.#underWay.delete(own);
    }
    this.onEvent();
  }
}

/** The event for a create that did not begin. */
const unsent = (shard: number): JobEvent => ({
  event: 'create_threw',
  shard,
  error: { code: 'connection_failed', outcome: 'not_sent', message: 'The lease had ended.' },
});

/** Returns the code of an event that reports a failure. */
function codeOf(event: JobEvent): string | undefined {
  if (event.event === 'create_threw') return event.error.code || 'failed';
  return event.event.endsWith('_failed') ? event.event : undefined;
}
