import { DurableObject } from 'cloudflare:workers';
import {
  afterRefusal,
  type Decision,
  FREE,
  type KeyEvent,
  type KeyState,
  pageOf,
  REFUSALS,
  REMEMBERED_MS,
  REPLAYED,
  refusalOf,
  STATE_HEADER,
  type Step,
  step,
  wordOf,
} from '../../emulator/idempotency.ts';
import { refuseKey } from './refusal.ts';
import { type Refusal, type Sent, send } from './send.ts';
import { digestOf } from './upload.ts';

const RECORD = 'key';
const STATE_AFTER = { created: 'stored', refused: 'free', lost: 'unknown' } as const;

/**
 * One idempotency key of one caller: its `fetch` performs a create once. As a durable object it survives deployments, exists only
 * once, and outlives a caller who disconnects. It stores the answer and a hash of the request; never the key, the caller's token or
 * the API key.
 */
export class KeyedCreate extends DurableObject {
  #state: KeyState = FREE;
  /** Settles when the create in progress has an outcome. */
  #underWay: Promise<Sent | undefined> = Promise.resolve(undefined);

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      this.#state = (await ctx.storage.get<KeyState>(RECORD)) ?? FREE;
      await this.#apply({ event: 'restarted' });
      await this.#apply({ event: 'passed', now: Date.now() });
    });
  }

  /** Performs the create, given as the request to send upstream. Rejects if there was no response. */
  override async fetch(request: Request): Promise<Response> {
    await this.#apply({ event: 'passed', now: Date.now() });
    for (;;) {
      const { state, decision } = this.#step({ event: 'arrived', now: Date.now() });
      if (decision === 'create') return this.#create(request);
      if (decision === 'compare') return compare(state, request);
      // Its body waits with it: if the create in progress got no response and made no batch, this one is sent.
      const refusal = (await this.#underWay)?.refusal;
      if (refusal !== undefined) return repeat(refusal, request);
    }
  }

  /**
   * Returns the state of the key, and a list page with its batch. A key that made no batch is closed, so that it never makes one.
   */
  async lookUp(): Promise<{ state: string; page: string }> {
    await this.#apply({ event: 'passed', now: Date.now() });
    await this.#apply({ event: 'asked', now: Date.now() });
    await this.ctx.storage.sync();
    return { state: wordOf(this.#state), page: JSON.stringify(pageOf(this.#state)) };
  }

  override async alarm(): Promise<void> {
    await this.#apply({ event: 'passed', now: Date.now() });
    if (this.#state.state !== 'free') await this.#keep();
  }

  /** There is no `await` between the step that admits a create and the assignment that lets others wait for it. */
  async #create(request: Request): Promise<Response> {
    const sending = this.#settle(request);
    this.#underWay = sending;
    this.ctx.waitUntil(sending);
    const { reply, error, event } = await sending;
    if (reply === undefined) throw error;
    // A refusal by a gateway may not be the API's, so the state of the key decides.
    reply.headers.set(STATE_HEADER, STATE_AFTER[event.event]);
    return reply;
  }

  async #settle(request: Request): Promise<Sent> {
    let sent: Sent = { event: { event: 'refused' }, reply: undefined };
    try {
      await this.#store('create');
      // Nothing is sent before the disk records it.
      await this.ctx.storage.sync();
      sent.event = { event: 'lost', digest: null, now: Date.now() };
      sent = await send(request);
    } catch (error) {
      sent.error = error;
    }
    await this.#apply(sent.event);
    return sent;
  }

  #step(event: KeyEvent): Step {
    const next = step(this.#state, event);
    this.#state = next.state;
    return next;
  }

  async #apply(event: KeyEvent): Promise<void> {
    await this.#store(this.#step(event).decision);
  }

  async #store(decision: Decision): Promise<void> {
    const { storage } = this.ctx;
    if (decision === 'create' || decision === 'keep') await this.#keep();
    if (decision === 'forget') await Promise.all([storage.deleteAlarm(), storage.deleteAll()]);
  }

  async #keep(): Promise<void> {
    const { storage } = this.ctx;
    const until = 'until' in this.#state ? this.#state.until : Date.now() + REMEMBERED_MS;
    await Promise.all([storage.put(RECORD, this.#state), storage.setAlarm(until)]);
  }
}

/** Answers an arrival that waited for a create that was refused. */
async function repeat({ answer, digest }: Refusal, { body }: Request): Promise<Response> {
  if (afterRefusal(digest, await digestOf(body)) !== 'repeat') return refuseKey(REFUSALS.refuse_reused);
  const { status, headers } = answer;
  return new Response(answer.body || null, { status, headers: [...headers, [STATE_HEADER, STATE_AFTER.refused]] });
}

/** Answers an arrival whose key has an outcome. */
async function compare(state: KeyState, { body }: Request): Promise<Response> {
  const { decision } = step(state, { event: 'compared', digest: await digestOf(body) });
  if (decision !== 'replay' || state.state !== 'stored') {
    return refuseKey(refusalOf(decision));
  }
  const { answer } = state;
  return new Response(answer.body, {
    status: answer.status,
    headers: [...answer.headers, ...Object.entries(REPLAYED)],
  });
}
