// Processes that end: none of their work in progress continues.

/**
 * A process that runs code of the relay. Everything that the code awaits passes through here, so that nothing continues after its
 * end.
 */
export class Process {
  isAlive = true;
  #endings = new Set();

  constructor(world, name) {
    this.world = world;
    this.name = name;
  }

  /** Calls `ending` when the process ends. Returns a function that cancels this. */
  onEnd(ending) {
    this.#endings.add(ending);
    return () => this.#endings.delete(ending);
  }

  end() {
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const ending of this.#endings) ending();
    this.#endings.clear();
  }

  /** The `fetch` of the code in this process. */
  async fetch(url, init) {
    await this.beforeFetch?.();
    return new Promise((resolve, reject) => {
      const ifAlive = (settle) => (value) => this.isAlive && settle(value);
      this.world.upstream.take(this, url, init, ifAlive(resolve), ifAlive(reject));
    });
  }
}
