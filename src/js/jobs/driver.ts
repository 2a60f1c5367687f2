// Drives a job: acquires its lease, applies events to the machine, stores the state, then acts. Without the lease it follows the
// state that another driver stores.
import { type MachineState, readable, type Standing, type StoredState } from '../../wire/jobs.ts';
import type { MessageBatch } from '../../wire/types.ts';
import { BatchError, JobError } from '../errors.ts';
import { type Jobs, jobs } from '../runtime/modules.ts';
import { acquireLease, type Lease } from '../store/jobs/lease.ts';
import { Fatal } from './actions.ts';
import { Channel } from './channel.ts';
import { Pace } from './pace.ts';
import { isHidden } from './page.ts';
import { type JobCommand, removed } from './records.ts';
import { type JobMeans, type Machine, Round } from './round.ts';

/** Duration of a lease after its last renewal. */
const LEASE_MS = 60_000;
/** Interval at which a driver renews its lease and reads commands, and at which a follower reads the state. */
const BEAT_MS = 15_000;
/** Time that creates in progress may take after an error that ends the driver. */
const FATAL_GRACE_MS = 10_000;
/** Number of consecutive failures of the store that a driver tolerates. */
const MOST_FAILURES = 5;

/** A state, and the progress of the job in it. */
export interface Snapshot {
  state: MachineState;
  standing: Standing;
  /** Whether this process drives the job. */
  isDriver: boolean;
}

export class Driver {
  readonly #means: JobMeans;
  readonly #onSnapshot: (snapshot: Snapshot) => void;
  readonly #onBatch: (batch: MessageBatch) => void;
  readonly #onFollow: () => void;
  readonly #pace = new Pace();
  readonly #channel: Channel;
  /** Whether another process has the lease. */
  isFollower = false;
  /** Whether this client sees no batch of the job. If so, it only reads what others store, until it receives a command. */
  #isBlind = false;
  /** Commands that are in no stored state yet. */
  #commands: JobCommand[] = [];
  /** The lease that this driver has, or could not free. */
  #lease: Lease | undefined;
  #isStopped = false;
  #isDriving = false;
  #isDone = false;
  /** Time until which a page that follows the job counts as visible. */
  #watchedUntilMs = 0;
  /** Time of the next lease renewal. */
  #beatMs = 0;
  /** Number of failures of the store since the last state was stored. */
  #failures = 0;
  #abort: AbortController | undefined;
  #graceMs = 0;

  constructor(
    means: JobMeans,
    on: { snapshot: (snapshot: Snapshot) => void; batch: (batch: MessageBatch) => void; follow: () => void },
  ) {
    this.#means = means;
    this.#onSnapshot = on.snapshot;
    this.#onBatch = on.batch;
    this.#onFollow = on.follow;
    this.#channel = new Channel(means.plan.id, (isWatched) => {
      const wasWatched = this.#isWatched;
      if (isWatched) this.#watchedUntilMs = Date.now() + 2 * BEAT_MS;
      else this.#beatMs = 0;
      if (!isWatched || !wasWatched) this.#pace.wake();
    });
  }

  /** Whether this page, or one that follows the job, is visible. */
  get #isWatched(): boolean {
    return !isHidden() || Date.now() < this.#watchedUntilMs;
  }

  /** Resolves when the job is done or `stop` was called. Rejects with an error that ends the driver. */
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
          this.#means.log.storeFailed(thrown);
          await this.#pace.until(Date.now() + 500 * 2 ** this.#failures);
        }
      }
      // The store may have failed when the driver ended.
      await this.#handBack();
    } finally {
      end();
      this.#channel.close();
    }
  }

  /** Passes a command to the driver of this job, in this process or another. */
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
    const lease = await this.#acquire();
    this.isFollower = !lease;
    if (lease) {
      try {
        return await this.#drive(loaded, lease);
      } finally {
        await this.#leave(lease);
      }
    }
    this.#onFollow();
    if (!isHidden()) this.#channel.watch();
    await this.#pace.until(Date.now() + BEAT_MS);
  }

  /** Stops driving, and frees the lease. Creates and cancels in progress have `graceMs` to end; other calls are aborted. */
  stop(graceMs: number): void {
    this.#isStopped = true;
    this.#graceMs = graceMs;
    if (graceMs === 0) this.#abort?.abort();
    this.#pace.wake();
  }

  async #acquire(): Promise<Lease | undefined> {
    const { records } = this.#means;
    if (!(await this.#lease?.renew())) {
      this.#lease = await acquireLease(records.store, records.key('lease'), {
        owner: records.store.processes?.own ?? 'message-batches',
        ttlMs: LEASE_MS,
      });
    }
    return this.#lease;
  }

  /** Leaves late commands to the next driver, and frees the lease. */
  async #leave(lease: Lease): Promise<void> {
    try {
      await this.#handBack();
    } finally {
      await lease.release();
      this.#lease = undefined;
      this.#channel.announce();
    }
  }

  async #drive(loaded: Jobs, lease: Lease): Promise<void> {
    const { records } = this.#means;
    const read = await records.state();
    if (!read) {
      this.#commands = [];
      // The next submit finds anything else that is stored of the job by its lease.
      const name = records.key('lease');
      const isLast = (await records.store.list(records.key(''))).every((key) => key === name);
      if (isLast) await records.store.delete(name);
      throw removed(records.id);
    }
    const { plan, peer } = this.#means;
    const { scope, looks } = await peer.place(plan.id, plan.calls.betas);
    const abort = new AbortController();
    this.#abort = abort;
    const machine = loaded.sync((glue) => glue.Machine.read(read.value));
    const round = new Round(this.#means, looks(), machine, loaded, read.version, JSON.stringify(read.value), abort);
    round.onBatch = this.#onBatch;
    round.onEvent = this.#pace.wake;
    round.isWatched = () => this.#isWatched;
    this.#isDriving = true;
    let isUnseen = false;
    try {
      round.begin(scope);
      if (await this.#rounds(loaded, round, machine, lease, abort.signal)) {
        await round.finish(this.#graceMs);
        isUnseen = this.#publish(loaded, machine, true).halt === 'hidden';
      }
    } catch (thrown) {
      // Stores the outcomes of creates, whatever ends the driver.
      if (thrown instanceof Fatal) await round.finish(FATAL_GRACE_MS).catch(() => {});
      throw thrown;
    } finally {
      round.end();
      this.#isDriving = false;
      this.#isBlind = isUnseen && this.#commands.length === 0;
      abort.abort();
      loaded.release(machine);
    }
  }

  /**
   * Resolves to `true` if this client sees no batch of the job, because another client may, and to `false` if another driver has
   * the job.
   */
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
      // Until the state is stored, these commands are handed back to the next driver.
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

  /** Stores commands that came too late for this driver. One that cannot be stored is kept. */
  async #handBack(): Promise<void> {
    for (let [command] = this.#commands; command; [command] = this.#commands) {
      await this.#means.records.addCommand(command);
      this.#commands.shift();
    }
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

/** The error for a job that waits for the user. */
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
  const message = `Job ${id} needs a decision about ${which}: it is unknown whether a batch was stored. Check the candidates of the shard, then call job.decide(shard, 'adopt', batchId) or job.decide(shard, 'create').`;
  return new JobError(message, { code: 'job_undecided', jobId: id, shards });
}
