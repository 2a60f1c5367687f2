import { Batch, type BatchEvents } from './batch.ts';
import type { Contents } from './create/envelope.ts';
import { FaultPlan } from './faults/plan.ts';
import { type Keyed, Keys } from './keys.ts';
import { Ledger } from './ledger.ts';
import { Meter } from './meter.ts';
import type { Settings } from './options.ts';
import { chance, idFrom, type Random, randomOf, uuidFrom } from './seeded.ts';
import { Journal, type Remembered } from './storage/journal.ts';
import { BatchStore } from './store.ts';

/** The state of an emulator between calls: batches, clock, faults, ledger. */
export class Account {
  readonly settings: Settings;
  readonly journal: Journal;
  /** The response headers that identify the account. */
  readonly identity: Record<string, string>;
  store = new BatchStore();
  ledger = new Ledger();
  meter: Meter;
  faults: FaultPlan;
  keys = new Keys();
  #offsetMs = 0;
  #created = 0;
  #batchIds: Random;
  #requestIds: Random;
  #ready: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.settings = settings;
    this.journal = new Journal(settings.storage);
    this.meter = new Meter(settings.tier);
    this.identity = {
      'anthropic-organization-id': uuidFrom(randomOf(settings.seed, 'organization')),
      'anthropic-workspace-id': idFrom('wrkspc', randomOf(settings.seed, 'workspace')),
    };
    this.faults = new FaultPlan(settings.seed, settings.faults);
    this.#batchIds = randomOf(settings.seed, 'batches');
    this.#requestIds = randomOf(settings.seed, 'requests');
  }

  /** Resolves when the state of an earlier run is restored. */
  ready(): Promise<void> {
    this.#ready ??= this.#restore();
    return this.#ready;
  }

  now(): number {
    return this.settings.now() + this.#offsetMs;
  }

  advance(ms: number): void {
    this.#offsetMs += ms;
    this.journal.clock(this.#offsetMs);
  }

  requestId(): string {
    return idFrom('req', this.#requestIds);
  }

  /** Number of items that wait to be processed, over all batches. */
  waiting(): number {
    let waiting = 0;
    const now = this.now();
    for (const batch of this.store.all()) waiting += batch.advance(now).waiting;
    return waiting;
  }

  /** Stores a batch. `keyed`: the create had an idempotency key, which is stored together with the batch or not at all. */
  create(contents: Contents, keyed?: Keyed): Batch {
    const { seed, processingMs } = this.settings;
    const id = idFrom('msgbatch', this.#batchIds);
    const [least, most] = processingMs;
    const pace = least === most ? least : Math.round(least + chance(randomOf(seed, `${id}/pace`)) * (most - least));
    const born = {
      id,
      sequence: this.#created++,
      seed,
      createdAt: this.now(),
      processingMs: pace,
      size: contents.items.length,
    };
    const batch = new Batch(born, contents, this.settings, this.#events);
    const body = JSON.stringify(batch.toWire(''));
    const key = keyed && { name: keyed.name, state: this.keys.created(keyed, body, born.createdAt) };
    this.journal.created(born, contents, key);
    this.store.add(batch);
    return batch;
  }

  cancel(batch: Batch): void {
    const cancel = batch.cancel(this.now());
    if (cancel !== undefined) this.journal.canceled(batch.id, cancel);
  }

  delete(id: string): void {
    this.store.delete(id);
    this.journal.deleted(id);
  }

  /** Returns to the initial state: no batches, no ledger, and the original faults and seed. */
  reset(): void {
    const { seed, tier, faults } = this.settings;
    this.store = new BatchStore();
    this.ledger = new Ledger();
    this.meter = new Meter(tier);
    this.faults = new FaultPlan(seed, faults);
    this.keys = new Keys();
    this.#offsetMs = 0;
    this.#created = 0;
    this.#batchIds = randomOf(seed, 'batches');
    this.#requestIds = randomOf(seed, 'requests');
    this.journal.cleared();
  }

  readonly #events: BatchEvents = {
    ended: (batch, end, responses) => {
      this.ledger.bill(batch);
      this.journal.ended(batch.id, end, responses);
    },
    archived: (batch) => this.journal.archived(batch.id),
  };

  async #restore(): Promise<void> {
    const memory = await this.journal.read();
    this.#offsetMs = memory.clockOffsetMs;
    for (const remembered of memory.batches) this.#revive(remembered);
    for (const [name, state] of memory.keys) this.keys.restore(name, state, this.now());
    // Skips the ids of the earlier run, so that none is assigned twice.
    for (; this.#created < memory.created; this.#created++) idFrom('msgbatch', this.#batchIds);
    if (memory.starts > 0) this.#requestIds = randomOf(this.settings.seed, `requests/${memory.starts}`);
  }

  #revive({ born, contents, ...rest }: Remembered): void {
    const batch = new Batch(born, contents, this.settings, this.#events);
    batch.restore(rest);
    this.store.add(batch);
    if (batch.hasResults) this.ledger.bill(batch);
  }
}
