// People with pages: they create, lose patience, reload, look for the outcome, and try again.

export const BASE = 'http://localhost:8787';
const HOUR = 3_600_000;

/** A tab with the client, until it is closed. */
export class Page {
  isOpen = true;
  #closing = [];

  constructor(user, name) {
    const { world, options, token } = user;
    Object.assign(this, { user, name });
    this.closed = new Promise((resolve) => this.#closing.push(resolve));
    const fetch = world.fetchOf(this);
    this.client = new world.BatchClient({
      ...options,
      baseURL: BASE,
      apiKey: token,
      fetch,
      onCall: (event) => this.isOpen && user.note(event),
    });
  }

  onClose(work) {
    this.#closing.push(work);
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const work of this.#closing) work();
  }
}

/** One intent: a person wants one batch. */
export class User {
  #pages = 0;
  /** The data of the last event or error about a create with an unknown outcome. */
  intent;

  constructor(world, caller, index) {
    const { chance, plan } = world;
    Object.assign(this, { world, caller, token: `token-${caller}`, name: `c${caller}i${index}` });
    this.key = chance.yes(plan.isKeyShared ? 1 : 0.4) ? `key-${index}` : undefined;
    this.options = {
      timeoutMs: chance.pick([600_000, 600_000, 600_000, 30_000, 2_000, 300]),
      maxRetries: chance.pick([0, 2, 2, 2, 4]),
      allowResend: plan.allowsResend,
    };
    this.requests = chance.between(1, 3);
    this.keepsFirst = chance.yes(0.8);
    this.group = world.judge.group(this.name);
  }

  note({ operation, outcome, intent, code, attempt, status }) {
    this.world.trace(
      `${this.name}: ${operation} attempt ${attempt}: ${code ?? status}${outcome ? `, ${outcome}` : ''}`,
    );
    if (operation === 'create') this.group.lastOutcome = outcome;
    if (intent) this.#keep(intent);
  }

  /** The first one has the time at which the first byte may have been sent; some people use the last. */
  #keep(intent) {
    if (this.keepsFirst) this.intent ??= intent;
    else this.intent = intent;
  }

  /** Performs all actions of this person. */
  async act() {
    const { chance, clock, plan } = this.world;
    await clock.sleep(chance.between(0, 3000));
    let page = this.#open();
    if (chance.yes(0.3)) await this.#warmUp(page);
    const first = this.#create(page, 0);
    if (this.key && plan.hasKeys && chance.yes(0.25)) await this.#createTwice();
    await first;
    for (let steps = chance.between(0, 3); steps > 0; steps--) {
      await this.#wait();
      if (!page.isOpen || chance.yes(0.4)) {
        page.close();
        page = this.#open();
      }
      await this.#goOn(page);
    }
  }

  #open() {
    this.#pages += 1;
    return new Page(this, `${this.name} page ${this.#pages}`);
  }

  async #warmUp(page) {
    await page.client.list({ limit: 1 }).catch(() => undefined);
  }

  /** Creates in another tab, at the same time. */
  async #createTwice() {
    await this.world.clock.sleep(this.world.chance.between(0, 300));
    this.world.count('two tabs');
    await this.#create(this.#open(), 0);
  }

  async #wait() {
    const { chance, clock } = this.world;
    const kind = chance.weighted({ soon: 60, hours: 30, days: 10 });
    await clock.sleep(
      { soon: () => chance.between(100, 60_000), hours: () => chance.between(HOUR, 38 * HOUR), days: () => 60 * HOUR }[
        kind
      ](),
    );
  }

  async #goOn(page) {
    const { chance, plan } = this.world;
    const key = this.key ?? this.intent?.key;
    const what = chance.weighted({ find: 40, 'same body': 40, 'other body': 20 });
    if (what === 'find') {
      if (this.intent) await this.#find(page);
      return;
    }
    // Without a peer that remembers keys, a second create is a second batch.
    if (key === undefined || !plan.hasKeys) return;
    await this.#create(page, what === 'same body' ? 0 : 1, key);
  }

  async #find(page) {
    const { judge, clock, trace } = this.world;
    const { intent } = this;
    const startedAt = clock.now;
    const search = page.client.findCreated(intent).then(
      (found) => page.isOpen && judge.searched(this.group, found, startedAt, intent),
      (error) => trace(`${this.name}: findCreated fails: ${error.code}`),
    );
    await Promise.race([search, page.closed]);
  }

  /** Performs one `create`, and the events that may interrupt it. */
  async #create(page, variant, key = this.key) {
    const { chance, clock, judge, trace } = this.world;
    const call = judge.begin(this.group, page, variant, { key: key !== undefined, ...this.options });
    const signal = this.#patience(page);
    const body = requestsOf(`${this.name}v${variant}`, this.requests);
    trace(`${this.name}: create of body ${variant}${key === undefined ? '' : ' with a key'}`);
    const done = page.client.create(body, { idempotencyKey: key, signal }).then(
      (batch) => page.isOpen && judge.resolved(call, batch),
      (error) => {
        if (!page.isOpen) return;
        if (error?.intent) this.#keep(error.intent);
        judge.rejected(call, error);
      },
    );
    if (chance.yes(0.15)) {
      clock.after(chance.pick([chance.between(1, 500), chance.between(1, 20_000)]), () => {
        if (!page.isOpen || call.isSettled) return;
        this.world.count('reload during a create');
        trace(`${page.name} is closed`);
        page.close();
      });
    }
    await Promise.race([done, page.closed]);
  }

  #patience(page) {
    const { chance, clock } = this.world;
    if (!chance.yes(0.12)) return undefined;
    const controller = new AbortController();
    clock.after(chance.between(0, 5000), () => {
      if (page.isOpen) controller.abort(new Error('Lost patience.'));
    });
    return controller.signal;
  }
}

const requestsOf = (name, count) =>
  Array.from({ length: count }, (_, place) => ({
    custom_id: `${name}-${place}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 16, messages: [{ role: 'user', content: `Say ${name}.` }] },
  }));
