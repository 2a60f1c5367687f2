// Processes that end: what they had under way never goes on.

/** A place where code of the relay runs. All that it awaits comes through here, so that nothing of it goes on afterwards. */
export class Process {
  isAlive = true;
  #endings = new Set();

  constructor(world, name) {
    this.world = world;
    this.name = name;
  }

  /** Calls `ending` when this ends. Gives a function that takes it back. */
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

  /** The `fetch` of the code that runs here. */
  async fetch(url, init) {
    await this.beforeFetch?.();
    return new Promise((resolve, reject) => {
      const ifAlive = (settle) => (value) => this.isAlive && settle(value);
      this.world.upstream.take(this, url, init, ifAlive(resolve), ifAlive(reject));
    });
  }
}
