// What a driver does between two looks at its clock: applies events, stores the state, begins the actions.
import type { JobAction, JobEvent, MachineStep } from '../../wire/jobs.ts';
import type { MessageBatch } from '../../wire/types.ts';
import type { Jobs } from '../runtime/modules.ts';
import { Fatal, type Means, perform } from './actions.ts';
import type { Looks, Member } from './looks.ts';
import { isOffline } from './page.ts';
import type { JobCommand } from './records.ts';

const WRITES: JobAction['action'][] = ['create', 'cancel'];

export type Machine = Jobs['glue']['Machine']['prototype'];

/** The means that a job has wherever it is driven. */
export type JobMeans = Omit<Means, 'signal' | 'onBatch' | 'looks'>;

/** Events that were applied together, and the actions that follow. */
export class Round implements Member {
  readonly #means: Means;
  /** Those of the actions under way. */
  readonly #underWay = new Set<AbortController>();
  readonly #machine: Machine;
  readonly #loaded: Jobs;
  #version: string;
  #text: string;
  #events: JobEvent[] = [];
  #fatal: Fatal | undefined;
  /** Creates and cancels under way: what the account is billed for depends on them. */
  readonly #writes = new Set<Promise<void>>();
  readonly #abort: AbortController;
  /** Until when the lease lasts. */
  #leasedUntilMs = 0;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  readonly #looks: Looks;
  /** Whether the state is being stored, after which actions begin. */
  #isStoring = false;
  /** Who waits until this job has asked for what it wants to see. */
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
    // Each action has a signal of its own: from eleven listeners on, Node warns that a signal leaks them.
    signal.addEventListener('abort', () => {
      for (const controller of this.#underWay) controller.abort();
    });
    this.#machine = machine;
    this.#loaded = loaded;
    this.#version = version;
    this.#text = text;
  }

  onBatch: (batch: MessageBatch) => void = () => {};
  /** Whether somebody sees what the job shows. */
  isWatched: () => boolean = () => true;

  get hasEvents(): boolean {
    return this.#events.length > 0 || this.#fatal !== undefined;
  }

  /** Takes the job, and joins the others that are driven here. */
  begin(scope: string | undefined): void {
    this.#record({ event: 'resumed', scope });
    // What they know of the server comes before the first look.
    this.#looks.join(this);
  }

  add(event: JobEvent): void {
    this.#events.push(event);
  }

  /** The lease was renewed. When it ends, creates under way end too: the next driver may look for their batches. */
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

  /** Adds what a person wants, unless it is a decision about an earlier create. */
  command(command: JobCommand): void {
    const { shards } = this.#loaded.sync(() => this.#machine.state);
    const isOld = command.event === 'decided' && command.attempts !== shards[command.shard]?.attempts;
    if (!isOld) this.add(command);
  }

  /** Applies what happened, stores the state, and begins what follows. Resolves to when to do so again, at the latest. */
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
    // Without a network nothing begins. What is due begins when it is there again.
    if (this.#isOffline) {
      this.#record(event);
      return { actions: [] };
    }
    this.#means.log.event(event);
    return this.#loaded.sync(() => this.#machine.apply(event, Date.now(), Math.random()));
  }

  /** Applies what happened. Nothing begins. */
  #record(event: JobEvent): void {
    this.#means.log.event(event);
    this.#loaded.sync(() => this.#machine.record(event, Date.now()));
  }

  /** What changed of the page. */
  #pageEvents(): JobEvent[] {
    const [wasOffline, wasWatched] = [this.#isOffline, this.#isWatched];
    this.#isOffline = isOffline();
    this.#isWatched = this.isWatched();
    const events: JobEvent[] = [];
    if (wasOffline && !this.#isOffline) events.push({ event: 'online' });
    if (wasWatched !== this.#isWatched) events.push({ event: this.#isWatched ? 'watched' : 'unwatched' });
    return events;
  }

  /** Whether a look is due, and one listing for all jobs takes fewer calls. */
  #isForAll(): boolean {
    if (this.#isOffline || !this.#loaded.sync(() => this.#machine.isLookDue(Date.now()))) return false;
    if (this.#looks.isExpected) return true;
    const costs = Uint32Array.from(this.#looks.costs(this));
    return this.#loaded.sync((glue) => glue.isOneListing(costs));
  }

  #hasAsked(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Waits for creates and cancels under way, and stores what is known. Nothing follows from it here. */
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

  /** Stores the state if it changed; `false` if another driver has stored one. */
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
      // A machine may have slept since the state was stored.
      const isLate = action.action === 'create' && Date.now() >= this.#leasedUntilMs;
      const event = isLate ? unsent(action.shard) : await perform(action, { ...this.#means, signal: own.signal });
      end(codeOf(event));
      // What an abort did to a create, the next driver finds out.
      if (event.event === 'create_threw' && own.signal.aborted) return;
      this.add(event);
    } catch (thrown) {
      end('failed');
      // What was aborted has no event: the next driver finds out what became of it.
      if (this.#means.signal.aborted) return;
      this.#fatal ??= thrown instanceof Fatal ? thrown : new Fatal(thrown);
    } finally {
      this.#underWay.delete(own);
    }
    this.onEvent();
  }
}

/** A create that was not begun. */
const unsent = (shard: number): JobEvent => ({
  event: 'create_threw',
  shard,
  error: { code: 'connection_failed', outcome: 'not_sent', message: 'The lease had ended.' },
});

/** The code of an event that reports a failure. */
function codeOf(event: JobEvent): string | undefined {
  if (event.event === 'create_threw') return event.error.code || 'failed';
  return event.event.endsWith('_failed') ? event.event : undefined;
}
