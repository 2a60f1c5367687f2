import type { ApiFault } from './errors.ts';
import { type Answer, FREE, type KeyEvent, type KeyState, type Step, step } from './idempotency.ts';

/** Identifies a create with an idempotency key, and its response. */
export interface Keyed {
  name: string;
  digest: string;
  requestId: string;
}

/** A create that was refused. The digest is null if the refusal came before the end of its body. */
export interface Refused {
  fault: ApiFault;
  digest: string | null;
}

/** Settles when the create in progress has an outcome, with the response if it was refused. */
type UnderWay = Promise<Refused | undefined>;

const NOTHING: UnderWay = Promise.resolve(undefined);

interface Entry {
  state: KeyState;
  underWay: UnderWay;
}

/** The idempotency keys of an emulator, by caller and key (`nameOf`). */
export class Keys {
  /** In order of the first arrival, so that expired ones come first. */
  readonly #entries = new Map<string, Entry>();

  state(name: string, now: number): KeyState {
    return this.step(name, { event: 'passed', now }).state;
  }

  step(name: string, event: KeyEvent): Step {
    const entry = this.#entries.get(name);
    const next = step(entry?.state ?? FREE, event);
    if (next.state.state === 'free') this.#entries.delete(name);
    else this.#entries.set(name, { underWay: NOTHING, ...entry, state: next.state });
    return next;
  }

  /** Records that a key's create stored a batch. Returns the state to store. */
  created({ name, digest, requestId }: Keyed, body: string, now: number): KeyState {
    const headers: Answer['headers'] = [
      ['content-type', 'application/json'],
      ['request-id', requestId],
    ];
    return this.step(name, { event: 'created', digest, answer: { status: 200, headers, body }, now }).state;
  }

  /** Restores the state from an earlier run. */
  restore(name: string, state: KeyState, now: number): void {
    this.#entries.set(name, { state, underWay: NOTHING });
    this.state(name, now);
  }

  underWay(name: string): UnderWay {
    return this.#entries.get(name)?.underWay ?? NOTHING;
  }

  /** Lets other arrivals of an open key wait for this create. */
  hold(name: string, underWay: UnderWay): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) entry.underWay = underWay;
  }

  /** Removes expired keys. */
  prune(now: number): void {
    for (const name of this.#entries.keys()) if (this.state(name, now).state !== 'free') return;
  }
}
