/** Sends a body once: looks up what is known about it, asks the user if that is not enough, and records the outcome. */
import { BatchError, type CreatedSearch, type Intent, type MessageBatch, type Shard } from 'message-batches';
import { type Answer, ask } from './confirm.ts';
import { byId } from './element.ts';
import { type Body, batchIds, forget, markOf, nameOf, pending, recall, remember, type SendEntry } from './send_log.ts';
import { againQuestion, type Doubt, unknownQuestion } from './send_questions.ts';
import { client, follow, type KeyEvent, relayToken } from './session.ts';

/** The current step of a send. */
export type Step =
  /** Another tab is sending the same body. */
  | 'waiting'
  /** The relay is queried for the outcome of an earlier create. */
  | 'asking'
  /** The create is in progress. */
  | 'sending';

export interface SendOptions {
  /** The subject of the questions: "These requests". */
  subject: string;
  /** Whether the user has already agreed to send again. */
  again?: boolean;
  signal?: AbortSignal;
  onStep(step: Step): void;
}

/** The result of a send. */
export type Delivery =
  | { fate: 'created'; batch: MessageBatch }
  /** An earlier create had made the batch, so nothing was sent. */
  | { fate: 'found'; batch: MessageBatch }
  /** The user declined, so nothing was sent. `look` is a batch to show instead. */
  | { fate: 'declined'; look?: string };

/** Makes a batch from a body, unless there is one already and the user does not want another. */
export function send(body: Shard, options: SendOptions): Promise<Delivery> {
  return exclusively(nameOf(body), options, () => decide(body, options));
}

async function decide(body: Shard, options: SendOptions): Promise<Delivery> {
  let entry = recall(body);
  if (!entry) return create(body, firstEntry(body), undefined, options);
  /** The earlier entry, which is restored if this create makes no batch. */
  let before: SendEntry | undefined = entry;
  if (entry.state !== 'sent') {
    const found = await search(entry, options, LOOKS);
    if (found.fate === 'created') {
      note(body, sentAs(entry, found.batch));
      return { fate: 'found', batch: found.batch };
    }
    if (found.fate === 'unknown') {
      const { subject } = options;
      const [candidate] = found.candidates;
      const answer = await ask(unknownQuestion({ subject, entry, ...found }));
      if (answer !== 'yes') return declined(answer, candidate?.id);
    } else {
      // That create made no batch, and never will, because its key is closed. Only the batch of an earlier create remains.
      entry = before = entry.batchId === undefined ? undefined : { ...entry, state: 'sent' };
    }
  }
  if (entry?.state === 'sent' && !options.again) {
    const answer = await ask(againQuestion(options.subject, entry));
    if (answer !== 'yes') return declined(answer, entry.batchId);
  }
  return create(body, firstEntry(body, before?.batchId), before, options);
}

const declined = (answer: Answer, id: string | undefined): Delivery =>
  answer === 'look' && id !== undefined ? { fate: 'declined', look: id } : { fate: 'declined' };

/** Performs the create. Records that it is in progress before it starts. */
async function create(
  body: Shard,
  entry: SendEntry,
  before: SendEntry | undefined,
  { signal, onStep }: SendOptions,
): Promise<Delivery> {
  note(body, entry);
  let isUnderWay = false;
  const unfollow = follow(entry.key, (event) => {
    if (event !== 'sending') return;
    isUnderWay = true;
    onStep('sending');
  });
  try {
    const batch = await client().create(body, { idempotencyKey: entry.key, signal });
    note(body, sentAs(entry, batch));
    return { fate: 'created', batch };
  } catch (error) {
    // Without locks, another tab may have queried this create, which closes its key, and may have made the batch itself.
    const latest = recall(body);
    if (latest && latest.key !== entry.key) {
      if (latest.state !== 'sent' || latest.batchId === undefined) throw error;
      return { fate: 'found', batch: await client().retrieve(latest.batchId, { signal }) };
    }
    const isUnknown = error instanceof BatchError ? error.outcome === 'unknown' : isUnderWay;
    const intent = error instanceof BatchError ? error.intent : undefined;
    if (isUnknown) note(body, { ...entry, state: 'unknown', until: intent?.until ?? new Date().toISOString() });
    else if (before) note(body, before);
    else forget(body);
    throw error;
  } finally {
    unfollow();
  }
}

const sentAs = ({ until: _, ...entry }: SendEntry, { id }: MessageBatch): SendEntry => ({
  ...entry,
  state: 'sent',
  batchId: id,
});

function firstEntry({ requests, bytes }: Body, batchId?: string): SendEntry {
  return {
    key: randomKey(),
    state: 'sending',
    ...(batchId === undefined ? {} : { batchId }),
    since: new Date().toISOString(),
    requestCount: requests,
    bytes,
    caller: markOf(relayToken()),
  };
}

/** `crypto.randomUUID` is only available in secure contexts. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const FORGETFUL =
  'This browser cannot store data for this site: storage is blocked or full. After a reload, the page will not know what was sent, so check the recent batches before you send anything again.';

/** Stores an entry, and reports once if it will not survive a reload. */
function note(body: Body, entry: SendEntry): void {
  if (!remember(body, entry)) byId('memory-note', HTMLElement).textContent = FORGETFUL;
}

/** The outcome of a create whose response never arrived. */
export type SearchResult =
  | { fate: 'created'; batch: MessageBatch }
  | { fate: 'not created' }
  | { fate: 'unknown'; candidates: readonly MessageBatch[]; reason: Doubt };

const HOUR_MS = 60 * 60 * 1000;
/** The relay remembers a key for 48 hours after its outcome; `findCreated` uses an hour less. */
const PROOF_MS = 47 * HOUR_MS;
/** Assumed duration of a send whose end was not observed: no upload takes longer, including its retries. */
const LONGEST_SEND_MS = HOUR_MS;
const LOOKS = 60;
const LOOK_AGAIN_MS = 1_000;

/** Queries the relay, repeatedly while it is still waiting for the API's response. */
async function search(
  entry: SendEntry,
  { signal, onStep }: Pick<SendOptions, 'signal' | 'onStep'>,
  looks: number,
): Promise<SearchResult> {
  onStep('asking');
  for (let look = 1; ; look++) {
    let state: KeyEvent | undefined;
    const unfollow = follow(entry.key, (event) => {
      state = event;
    });
    const found = await client().findCreated(intentOf(entry), { signal }).finally(unfollow);
    if (state !== 'open' || look === looks) return judged(entry, found, state === 'open');
    await pause(LOOK_AGAIN_MS, signal);
  }
}

function judged(entry: SendEntry, { batch, candidates, proven }: CreatedSearch, isOpen: boolean): SearchResult {
  if (proven) return batch ? { fate: 'created', batch } : { fate: 'not created' };
  const reason = isOpen
    ? 'still sending'
    : isOtherToken(entry)
      ? 'other token'
      : isForgotten(entry)
        ? 'too long ago'
        : 'answer lost';
  // Parts of one file are similar, so batches known to belong to other parts are excluded.
  const known = batchIds();
  return { fate: 'unknown', candidates: candidates.filter(({ id }) => !known.has(id)), reason };
}

const isOtherToken = ({ caller }: SendEntry) => caller !== markOf(relayToken());
const isForgotten = ({ since }: SendEntry) => Date.now() - Date.parse(since) > PROOF_MS;

function intentOf(entry: SendEntry): Intent {
  const { key, since, until, requestCount, bytes } = entry;
  const latest = Math.min(Date.now(), Date.parse(since) + LONGEST_SEND_MS);
  return {
    key,
    since,
    until: until ?? new Date(Math.max(latest, Date.parse(since))).toISOString(),
    requestCount,
    bytes,
    // The relay identifies keys by the token with which they were sent.
    keyed: !isOtherToken(entry),
  };
}

/** Facts about a body before it is sent. */
export type Past = { fate: 'new' } | { fate: 'sent'; id: string; batch?: MessageBatch } | { fate: 'unknown' };

/** Looks up a body, and queries the relay once if the response never arrived. Sends nothing. */
export async function pastOf(body: Body, signal: AbortSignal): Promise<Past> {
  const entry = recall(body);
  if (!entry) return { fate: 'new' };
  if (entry.state === 'sent' && entry.batchId !== undefined) return { fate: 'sent', id: entry.batchId };
  let found: SearchResult;
  try {
    found = await search(entry, { signal, onStep() {} }, 1);
  } catch {
    signal.throwIfAborted();
    return { fate: 'unknown' }; // it is queried again before anything is sent
  }
  if (found.fate === 'created') {
    note(body, sentAs(entry, found.batch));
    return { fate: 'sent', id: found.batch.id, batch: found.batch };
  }
  if (found.fate === 'unknown') return { fate: 'unknown' };
  return entry.batchId === undefined ? { fate: 'new' } : { fate: 'sent', id: entry.batchId };
}

/** Maximum number of simultaneous queries. */
const MOST_INTERRUPTED = 10;

/**
 * Returns interrupted sends, of an earlier load of this page or of another tab that was closed, that made a batch. The others
 * stay unchanged: the user decides about them when they are sent again.
 */
export async function interrupted(): Promise<{ batch: MessageBatch; since: string; requestCount: number }[]> {
  const { locks } = navigator as Partial<Pick<Navigator, 'locks'>>;
  const held = new Set((await locks?.query())?.held?.map(({ name }) => name));
  const left = pending().filter(
    ({ body, entry }) => !held.has(nameOf(body)) && !isOtherToken(entry) && !isForgotten(entry),
  );
  const searches = left.slice(0, MOST_INTERRUPTED).map(async ({ body, entry }) => {
    const found = await search(entry, { onStep() {} }, LOOKS);
    // It may have been sent again meanwhile.
    if (found.fate !== 'created' || recall(body)?.key !== entry.key) return [];
    note(body, sentAs(entry, found.batch));
    return [{ batch: found.batch, since: entry.since, requestCount: entry.requestCount }];
  });
  // Failed queries are repeated before anything is sent.
  const results = await Promise.allSettled(searches);
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

/** Runs in one tab at a time, if the browser supports that. Otherwise the relay still makes only one batch per key. */
async function exclusively(
  name: string,
  { signal, onStep }: SendOptions,
  work: () => Promise<Delivery>,
): Promise<Delivery> {
  const { locks } = navigator as Partial<Pick<Navigator, 'locks'>>;
  if (!locks) return work();
  const delivery = await locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  if (delivery) return delivery;
  onStep('waiting');
  return locks.request(name, signal ? { signal } : {}, work);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  signal?.throwIfAborted();
}
