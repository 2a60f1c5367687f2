// Drives a job: takes its lease, applies what happens to the machine, stores the state, then acts. Without the lease it follows
// what the driver elsewhere stores.
import {
  type JobAction,
  type JobEvent,
  type MachineState,
  readable,
  type Standing,
  type StoredState,
} from '../../wire/jobs.ts';
import type { MessageBatch } from '../../wire/types.ts';
import { BatchError, JobError } from '../errors.ts';
import { type Jobs, jobs } from '../runtime/modules.ts';
import { acquireLease, type Lease } from '../store/jobs/lease.ts';
import { Fatal, type Means, perform } from './actions.ts';
import { Channel } from './channel.ts';
import { Pace } from './pace.ts';
import { type JobCommand, removed } from './records.ts';

/** How long a lease lasts after its last renewal. */
const LEASE_MS = 60_000;
/** How often a driver renews its lease and reads what others want, and how often a follower looks. */
const BEAT_MS = 15_000;
/** How long creates under way may take after an error that ends the driver. */
const FATAL_GRACE_MS = 10_000;
/** Failures of the store in a row that a driver bears. */
const MOST_FAILURES = 5;

const WRITES: JobAction['action'][] = ['create', 'cancel'];

type Machine = Jobs['glue']['Machine']['prototype'];

/** A state, and how far the job is in it. */
export interface Snapshot {
  state: MachineState;
  standing: Standing;
  /** Whether this process drives the job. */
  isDriver: boolean;
}

export class Driver {
  readonly #means: Omit<Means, 'signal' | 'onBatch'>;
  readonly #onSnapshot: (snapshot: Snapshot) => void;
  readonly #onBatch: (batch: MessageBatch) => void;
  readonly #onFollow: () => void;
  readonly #pace = new Pace();
  readonly #channel: Channel;
  /** Whether another process has the lease. */
  isFollower = false;
  /** Whether this client sees no batch of the job. Then it only looks what others store, until a person wants something of it. */
  #isBlind = false;
  #commands: JobCommand[] = [];
  #isStopped = false;
  #isDriving = false;
  #isDone = false;
  /** When the lease is renewed next. */
  #beatMs = 0;
  /** Failures of the store since the last state that was stored. */
  #failures = 0;
  #abort: AbortController | undefined;
  #graceMs = 0;

  constructor(
    means: Omit<Means, 'signal' | 'onBatch'>,
    on: { snapshot: (snapshot: Snapshot) => void; batch: (batch: MessageBatch) => void; follow: () => void },
  ) {
    this.#means = means;
    this.#onSnapshot = on.snapshot;
    this.#onBatch = on.batch;
    this.#onFollow = on.follow;
    this.#channel = new Channel(means.plan.id, () => {
      this.#beatMs = 0;
      this.#pace.wake();
    });
  }

  /** Ends when the job is done, when `stop` was called, or with an error that ends the driver. */
  async run(): Promise<void> {
    const loaded = await jobs.instance();
    const end = this.#means.log.job();
    try {
      while (!this.#isStopped) {
        try {
          await this.#once(loaded);
        } catch (thrown) {
          if (thrown instanceof Fatal) throw thrown.cause;
          this.#failures += 1;
          if (BatchError.isInstance(thrown) || this.#failures > MOST_FAILURES) throw thrown;
          await this.#pace.until(Date.now() + 500 * 2 ** this.#failures);
        }
      }
    } finally {
      end();
      this.#channel.close();
    }
  }

  /** Gives the driver of this job, here or elsewhere, something to apply. */
  async command(event: JobCommand): Promise<void> {
    if (this.#isDriving) this.#commands.push(event);
    else await this.#means.records.addCommand(event);
    this.#isBlind = false;
    this.#pace.wake();
    this.#channel.announce();
  }

  async #once(loaded: Jobs): Promise<void> {
    const { records } = this.#means;
    const read = await records.state();
    if (!read) throw removed(records.id);
    const { halt } = this.#publish(
      loaded,
      loaded.sync((glue) => glue.Machine.read(read.value)),
      false,
    );
    if (this.#isDone) return;
    // Once another client sees the batches, this one may follow it.
    this.#isBlind &&= halt === 'hidden';
    if (this.#isBlind) return this.#pace.until(Date.now() + BEAT_MS);
    const lease = await acquireLease(records.store, records.key('lease'), {
      owner: records.store.processes?.own ?? 'message-batches',
      ttlMs: LEASE_MS,
    });
    this.isFollower = !lease;
    if (lease) return this.#drive(loaded, lease);
    this.#onFollow();
    await this.#pace.until(Date.now() + BEAT_MS);
  }

  /** Stops to drive, and frees the lease. Creates and cancels under way have `graceMs` to end; other calls are aborted. */
  stop(graceMs: number): void {
    this.#isStopped = true;
    this.#graceMs = graceMs;
    if (graceMs === 0) this.#abort?.abort();
    this.#pace.wake();
  }

  async #drive(loaded: Jobs, lease: Lease): Promise<void> {
    const { records } = this.#means;
    const read = await records.state();
    if (!read) {
      await lease.release();
      // What else is stored of it, the next submit finds by its lease.
      const name = records.key('lease');
      const isLast = (await records.store.list(records.key(''))).every((key) => key === name);
      if (isLast) await records.store.delete(name);
      throw removed(records.id);
    }
    const scope = await this.#means.peer.scope(this.#means.plan.id);
    const abort = new AbortController();
    this.#abort = abort;
    const machine = loaded.sync((glue) => glue.Machine.read(read.value));
    const round = new Round(this.#means, machine, loaded, read.version, JSON.stringify(read.value), abort);
    round.onBatch = this.#onBatch;
    round.onEvent = this.#pace.wake;
    this.#isDriving = true;
    let isHidden = false;
    try {
      round.add({ event: 'resumed', scope });
      if (await this.#rounds(loaded, round, machine, lease, abort.signal)) {
        await round.finish(this.#graceMs);
        isHidden = this.#publish(loaded, machine, true).halt === 'hidden';
      }
    } catch (thrown) {
      // What creates came to is stored, whatever ends the driver.
      if (thrown instanceof Fatal) await round.finish(FATAL_GRACE_MS).catch(() => {});
      throw thrown;
    } finally {
      round.end();
      this.#isDriving = false;
      this.#isBlind = isHidden && this.#commands.length === 0;
      abort.abort();
      loaded.release(machine);
      await this.#handBack();
      await lease.release();
      this.#channel.announce();
    }
  }

  /** Ends if this client sees no batch of the job: another one may. Resolves to `false` if another driver has the job now. */
  async #rounds(loaded: Jobs, round: Round, machine: Machine, lease: Lease, signal: AbortSignal): Promise<boolean> {
    this.#beatMs = 0;
    let commands: JobCommand[] = [];
    while (!this.#isStopped) {
      if (Date.now() >= this.#beatMs || this.#beatMs > Date.now() + BEAT_MS) {
        this.#beatMs = Date.now() + BEAT_MS;
        if (!(await lease.renew())) return false;
        round.extend(LEASE_MS);
        commands = await this.#means.records.commands();
      }
      const own = [...this.#commands];
      for (const command of [...commands, ...own]) round.command(command);
      const wakeMs = await round.step();
      if (wakeMs === 'lost' || signal.aborted) return false;
      // Until the state is stored they are handed back to the next driver.
      this.#commands.splice(0, own.length);
      if (commands.length > 0) await this.#means.records.dropCommands(commands.length);
      commands = [];
      this.#failures = 0;
      const { halt } = this.#publish(loaded, machine, true);
      this.#channel.announce();
      if (this.#isDone || round.hasEvents) continue;
      if (halt === 'hidden' && this.#commands.length === 0) return true;
      await this.#pace.until(Math.min(wakeMs, this.#beatMs));
    }
    return true;
  }

  /** Commands that came too late are left to the next driver. */
  async #handBack(): Promise<void> {
    for (const command of this.#commands.splice(0)) await this.#means.records.addCommand(command);
  }

  #publish(loaded: Jobs, machine: Machine, isDriver: boolean): Standing {
    const [state, standing] = loaded.sync(() => [machine.state, machine.standing] as [StoredState, Standing]);
    if (!isDriver) loaded.release(machine);
    this.#isDone = standing.isDone;
    if (standing.isDone) this.#isStopped = true;
    this.#onSnapshot({ state: readable(state), standing, isDriver });
    return standing;
  }
}

/** Events that were applied together, and the actions that follow. */
class Round {
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
  onEvent: () => void = () => {};

  constructor(
    means: Omit<Means, 'signal' | 'onBatch'>,
    machine: Machine,
    loaded: Jobs,
    version: string,
    text: string,
    abort: AbortController,
  ) {
    const { signal } = abort;
    this.#abort = abort;
    this.#means = { ...means, signal, onBatch: (batch) => this.onBatch(batch) };
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

  get hasEvents(): boolean {
    return this.#events.length > 0 || this.#fatal !== undefined;
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
    const events = this.#events.splice(0);
    if (events.length === 0) events.push({ event: 'tick' });
    const actions: JobAction[] = [];
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const event of events) {
      this.#means.log.event(event);
      const step = this.#loaded.sync(() => this.#machine.apply(event, Date.now(), Math.random()));
      actions.push(...step.actions);
      wakeMs = step.wakeMs ?? Number.POSITIVE_INFINITY;
    }
    if (!(await this.#store())) return 'lost';
    for (const action of actions) {
      const done = this.#perform(action);
      if (!WRITES.includes(action.action)) continue;
      this.#writes.add(done);
      void done.then(() => this.#writes.delete(done));
    }
    return wakeMs;
  }

  /** Waits for creates and cancels under way, and stores what is known. Nothing follows from it here. */
  async finish(graceMs: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    if (graceMs > 0) await Promise.race([Promise.all(this.#writes), tooLate]);
    clearTimeout(timer);
    for (const event of this.#events.splice(0)) {
      this.#means.log.event(event);
      this.#loaded.sync(() => this.#machine.record(event, Date.now()));
    }
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

/** The error of a job that waits for a person. */
export function haltOf({ state, standing }: Snapshot): JobError | undefined {
  const { id } = state;
  if (standing.halt === 'paused' || standing.halt === 'hidden') {
    const message = `Job ${id} is paused: ${standing.reason} It continues with client.resume.`;
    return new JobError(message, { code: 'job_paused', jobId: id });
  }
  if (standing.halt !== 'decision') return undefined;
  const shards = state.shards.flatMap(({ state }, index) =>
    state.state === 'uncertain' && state.isAsked ? [index] : [],
  );
  const which = shards.length === 1 ? `shard ${shards[0]}` : `shards ${shards.join(', ')}`;
  const message = `Job ${id} needs a decision about ${which}: nobody knows whether a batch was stored. Look at candidates of the shard, then call job.decide(shard, 'adopt', batchId) or job.decide(shard, 'create').`;
  return new JobError(message, { code: 'job_undecided', jobId: id, shards });
}
