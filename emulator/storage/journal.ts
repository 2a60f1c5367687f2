import type { Born, Cancel, End } from '../batch.ts';
import type { Contents } from '../create/envelope.ts';
import type { Item } from '../create/item.ts';
import type { KeyState } from '../idempotency.ts';
import type { ItemResult } from '../options.ts';
import type { Storage } from './storage.ts';

/** The recorded events, in order. */
type Event =
  | { event: 'started' }
  | { event: 'created'; born: Born; key?: RememberedKey }
  | { event: 'canceled'; id: string; cancel: Cancel }
  | { event: 'ended'; id: string; end: End; responses: [number, ItemResult][] }
  | { event: 'archived'; id: string }
  | { event: 'deleted'; id: string }
  | { event: 'clock'; offsetMs: number };

/** An idempotency key that made a batch. */
interface RememberedKey {
  name: string;
  state: KeyState;
}

/** A batch as recorded in the journal. */
export interface Remembered {
  born: Born;
  contents: Contents;
  cancel?: Cancel;
  end?: End;
  responses?: Map<number, ItemResult>;
}

export interface Memory {
  /** Oldest first, without deleted batches. */
  batches: Remembered[];
  /** Idempotency keys, by their names. */
  keys: Map<string, KeyState>;
  /** Number of batches ever created. */
  created: number;
  /** Number of earlier starts. */
  starts: number;
  clockOffsetMs: number;
}

/** Writes events one at a time, and reads the resulting state back. Does nothing without a storage. */
export class Journal {
  readonly #storage: Storage | undefined;
  #last: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  /** Resolves when all events so far are stored. Rejects if storing one failed. */
  async settled(): Promise<void> {
    await this.#last;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async read(): Promise<Memory> {
    const memory: Memory = { batches: [], keys: new Map(), created: 0, starts: 0, clockOffsetMs: 0 };
    const storage = this.#storage;
    if (storage === undefined) return memory;
    const byId = new Map<string, Remembered>();
    const emptied = new Set<string>();
    let number = 0;
    for await (const line of storage.events()) {
      number += 1;
      const event = eventIn(line, number);
      if (event.event === 'started') memory.starts += 1;
      else if (event.event === 'clock') memory.clockOffsetMs = event.offsetMs;
      else if (event.event === 'created') {
        memory.created = Math.max(memory.created, event.born.sequence + 1);
        if (event.key) memory.keys.set(event.key.name, event.key.state);
        byId.set(event.born.id, { born: event.born, contents: { items: [], schemas: [] } });
      } else if (event.event === 'deleted') byId.delete(event.id);
      else if (event.event === 'archived') emptied.add(event.id);
      else apply(byId.get(event.id), event);
    }
    memory.batches = [...byId.values()];
    await storage.sweep?.(new Set([...byId.keys()].filter((id) => !emptied.has(id))));
    for (const { born, contents } of memory.batches) await readContents(storage.get(born.id), born.id, contents);
    this.#note(() => this.#append({ event: 'started' }));
    return memory;
  }

  /** Writes the contents first, so that a batch with an event is complete. */
  created(born: Born, contents: Contents, key: RememberedKey | undefined): void {
    this.#note(async (storage) => {
      await storage.put(born.id, linesOf(contents));
      await this.#append({ event: 'created', born, ...(key && { key }) });
    });
  }

  canceled(id: string, cancel: Cancel): void {
    this.#note(() => this.#append({ event: 'canceled', id, cancel }));
  }

  ended(id: string, end: End, responses: ReadonlyMap<number, ItemResult>): void {
    this.#note(() => this.#append({ event: 'ended', id, end, responses: [...responses] }));
  }

  archived(id: string): void {
    this.#note(async (storage) => {
      await this.#append({ event: 'archived', id });
      await storage.delete(id);
    });
  }

  deleted(id: string): void {
    this.#note(async (storage) => {
      await this.#append({ event: 'deleted', id });
      await storage.delete(id);
    });
  }

  clock(offsetMs: number): void {
    this.#note(() => this.#append({ event: 'clock', offsetMs }));
  }

  cleared(): void {
    this.#note((storage) => storage.clear());
  }

  #append(event: Event): Promise<void> {
    return this.#storage?.append(JSON.stringify(event)) ?? Promise.resolve();
  }

  #note(write: (storage: Storage) => Promise<void>): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    this.#last = this.#last
      .then(() => write(storage))
      .catch((error: unknown) => {
        this.#failure = error;
      });
  }
}

/** Thrown for stored lines that no journal wrote. */
export class DamagedStorage extends Error {
  /** The position of the line; `events` for appended ones. */
  readonly place: string;
  readonly line: number;

  constructor(place: string, line: number) {
    super(`storage: expected what an emulator wrote, found something else in line ${line} of ${place}`);
    this.place = place;
    this.line = line;
  }
}

/** Reads a line of JSON. */
function parsed(line: string, name: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DamagedStorage(name, number);
  }
}

function eventIn(line: string, number: number): Event {
  const event = parsed(line, 'events', number) as Event | null;
  const isEvent = typeof event?.event === 'string' && (event.event !== 'created' || typeof event.born?.id === 'string');
  if (!isEvent) throw new DamagedStorage('events', number);
  return event;
}

function apply(batch: Remembered | undefined, event: Event): void {
  if (batch === undefined) return;
  if (event.event === 'canceled') batch.cancel = event.cancel;
  if (event.event === 'ended') {
    batch.end = event.end;
    batch.responses = new Map(event.responses);
  }
}

/** Yields a line with the schemas, then one line per item. */
function* linesOf({ items, schemas }: Contents): Generator<string> {
  yield JSON.stringify(schemas);
  for (const item of items) yield JSON.stringify(item);
}

async function readContents(lines: AsyncIterable<string>, name: string, contents: Contents): Promise<void> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const found = parsed(line, name, number);
    if (number === 1) contents.schemas = found as string[];
    else contents.items.push(found as Item);
  }
}
