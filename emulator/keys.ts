import type { ApiFault } from './errors.ts';
import { type Answer, FREE, type KeyEvent, type KeyState, type Step, step } from './idempotency.ts';

/** What names a create that came with an idempotency key, and its answer. */
export interface Keyed {
  name: string;
  digest: string;
  requestId: string;
}

/** A create that was refused; the digest is null where that came before the end of its body. */
export interface Refused {
  fault: ApiFault;
  digest: string | null;
}

/** Settles when the create under way has an outcome, with the answer that refused it. */
type UnderWay = Promise<Refused | undefined>;

const NOTHING: UnderWay = Promise.resolve(undefined);

interface Entry {
  state: KeyState;
  underWay: UnderWay;
}

/** The idempotency keys of an emulator, by caller and key (`nameOf`). */
export class Keys {
  /** By their first arrival, so that those that are over stand at the front. */
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

  /** The batch of a create is there: what is to be kept of its key. */
  created({ name, digest, requestId }: Keyed, body: string, now: number): KeyState {
    const headers: Answer['headers'] = [
      ['content-type', 'application/json'],
      ['request-id', requestId],
    ];
    return this.step(name, { event: 'created', digest, answer: { status: 200, headers, body }, now }).state;
  }

  /** Puts back what an earlier life knew. */
  restore(name: string, state: KeyState, now: number): void {
    this.#entries.set(name, { state, underWay: NOTHING });
    this.state(name, now);
  }

  underWay(name: string): UnderWay {
    return this.#entries.get(name)?.underWay ?? NOTHING;
  }

  /** Lets other arrivals of an open key wait for this one. */
  hold(name: string, underWay: UnderWay): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) entry.underWay = underWay;
  }

  /** Lets go of keys whose time is over. */
  prune(now: number): void {
    for (const name of this.#entries.keys()) if (this.state(name, now).state !== 'free') return;
  }
}
