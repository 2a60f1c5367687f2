// Yields the items of groups one by one. An async generator with `yield*` waits three times per item; this waits once.

/** Callbacks for the items. */
interface Taking {
  /** Called with the number of items that were taken from the group. */
  onTake?(count: number): void;
  /** Whether to drop the rest of the group: an abort or a cancel takes effect immediately, and `groups` then throws or ends. */
  isStopped?(): boolean;
}

/** Yields the items of groups one by one. Leaving early ends `groups`. */
export function each<T>(groups: AsyncGenerator<T[]>, taking: Taking = {}): AsyncGenerator<T> {
  return new Each(groups, taking);
}

class Each<T> implements AsyncGenerator<T> {
  readonly #groups: AsyncGenerator<T[]>;
  readonly #taking: Taking;
  #items: T[] = [];
  #at = 0;
  #ended = false;
  /** The calls that wait for a group. Later calls queue behind them, so that results have the order of the calls. */
  #waiting: Promise<unknown> | undefined;

  constructor(groups: AsyncGenerator<T[]>, taking: Taking) {
    this.#groups = groups;
    this.#taking = taking;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#taking.isStopped?.()) this.#items = [];
    if (!this.#waiting && this.#at < this.#items.length) return Promise.resolve(this.#take());
    return this.#queue(() => this.#pull());
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#items = [];
    this.#ended = true;
    return this.#queue(async () => {
      await this.#groups.return(undefined);
      return { done: true, value: undefined };
    });
  }

  throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    return this.return().then(() => Promise.reject(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #take(): IteratorResult<T, undefined> {
    const value = this.#items[this.#at] as T;
    this.#at += 1;
    this.#taking.onTake?.(this.#at);
    return { done: false, value };
  }

  async #pull(): Promise<IteratorResult<T, undefined>> {
    while (!this.#ended && this.#at >= this.#items.length) {
      const { done, value } = await this.#groups.next();
      this.#items = done ? [] : value;
      this.#at = 0;
      if (done) this.#ended = true;
    }
    return this.#ended ? { done: true, value: undefined } : this.#take();
  }

  #queue<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#waiting ? this.#waiting.then(work, work) : work();
    const settled = () => {
      if (this.#waiting === turn) this.#waiting = undefined;
    };
    this.#waiting = turn;
    turn.then(settled, settled);
    return turn;
  }
}
