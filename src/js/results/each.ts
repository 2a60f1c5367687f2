// One by one what comes many at a time. An async generator with `yield*` waits three times for each item; this waits once.

/** Gives the items of the batches that `batches` brings, and tells how many of a batch; leaving early ends `batches`. */
export function each<T>(batches: AsyncGenerator<T[]>, taken: (count: number) => void = () => {}): AsyncGenerator<T> {
  return new Each(batches, taken);
}

class Each<T> implements AsyncGenerator<T> {
  readonly #batches: AsyncGenerator<T[]>;
  readonly #taken: (count: number) => void;
  #items: T[] = [];
  #at = 0;
  #ended = false;
  /** The calls that wait for a batch; later ones queue behind them, so that answers come in the order of the questions. */
  #waiting: Promise<unknown> | undefined;

  constructor(batches: AsyncGenerator<T[]>, taken: (count: number) => void) {
    this.#batches = batches;
    this.#taken = taken;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (!this.#waiting && this.#at < this.#items.length) return Promise.resolve(this.#take());
    return this.#queue(() => this.#pull());
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#items = [];
    this.#ended = true;
    return this.#queue(async () => {
      await this.#batches.return(undefined);
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
    this.#taken(this.#at);
    return { done: false, value };
  }

  async #pull(): Promise<IteratorResult<T, undefined>> {
    while (!this.#ended && this.#at >= this.#items.length) {
      const { done, value } = await this.#batches.next();
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
