/** Sends a body once: looks up what is known of it, asks where that is not enough, and remembers what becomes of it. */
import { BatchError, type CreatedSearch, type Intent, type MessageBatch, type Shard } from 'message-batches';
import { type Answer, ask } from './confirm.ts';
import { byId } from './element.ts';
import { type Body, batchIds, forget, markOf, nameOf, pending, recall, remember, type SendEntry } from './send-log.ts';
import { againQuestion, type Doubt, unknownQuestion } from './send-questions.ts';
import { client, follow, type KeyEvent, relayToken } from './session.ts';

/** What a send is doing. */
export type Step =
  /** Another tab sends the same. */
  | 'waiting'
  /** The relay is asked what became of an earlier create. */
  | 'asking'
  /** The create is on its way. */
  | 'sending';

export interface SendOptions {
  /** What the questions call it: "These requests". */
  subject: string;
  /** Whether the reader has agreed already that what was sent is sent again. */
  again?: boolean;
  signal?: AbortSignal;
  onStep(step: Step): void;
}

/** What a send came to. */
export type Delivery =
  | { fate: 'created'; batch: MessageBatch }
  /** An earlier create had made it; nothing was sent. */
  | { fate: 'found'; batch: MessageBatch }
  /** The reader said no; nothing was sent. `look` is a batch to show instead. */
  | { fate: 'declined'; look?: string };

/** Makes a batch of a body, unless there is one already and the reader does not want another. */
export function send(body: Shard, options: SendOptions): Promise<Delivery> {
  return exclusively(nameOf(body), options, () => decide(body, options));
}

async function decide(body: Shard, options: SendOptions): Promise<Delivery> {
  let entry = recall(body);
  if (!entry) return create(body, firstEntry(body), undefined, options);
  /** What was known before, if the create that comes now makes no batch. */
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
      // That one made nothing, and never will: its key is closed. What an earlier one made is all there is.
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

/** Performs the create. That it is under way is stored before it is. */
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
    // Without locks another tab may have asked for this create, which closes its key, and made the batch itself.
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

/** `crypto.randomUUID` is for secure contexts alone. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const FORGETFUL =
  'This browser cannot store data for this site: storage is blocked or full. After a reload, the page will not know what was sent, so check the recent batches before you send anything again.';

/** Remembers, and says once if that does not outlast the page. */
function note(body: Body, entry: SendEntry): void {
  if (!remember(body, entry)) byId('memory-note', HTMLElement).textContent = FORGETFUL;
}

/** What became of a create whose answer never came. */
export type SearchResult =
  | { fate: 'created'; batch: MessageBatch }
  | { fate: 'not created' }
  | { fate: 'unknown'; candidates: readonly MessageBatch[]; reason: Doubt };

const HOUR_MS = 60 * 60 * 1000;
/** The relay remembers a key for 48 hours after its outcome; `findCreated` counts an hour less. */
const PROOF_MS = 47 * HOUR_MS;
/** The end of a send that nobody saw: no upload with its retries takes longer. */
const LONGEST_SEND_MS = HOUR_MS;
const LOOKS = 60;
const LOOK_AGAIN_MS = 1_000;

/** Asks the relay; while it waits for the API's answer itself, asks it again. */
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
  // Parts of one file are alike: those that are known to be another part are not this one.
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
    // The relay names keys by the token that they came with.
    keyed: !isOtherToken(entry),
  };
}

/** What is known of a body before anybody asks for it to be sent. */
export type Past = { fate: 'new' } | { fate: 'sent'; id: string; batch?: MessageBatch } | { fate: 'unknown' };

/** Looks a body up, and asks the relay once where the answer never came. Sends nothing. */
export async function pastOf(body: Body, signal: AbortSignal): Promise<Past> {
  const entry = recall(body);
  if (!entry) return { fate: 'new' };
  if (entry.state === 'sent' && entry.batchId !== undefined) return { fate: 'sent', id: entry.batchId };
  let found: SearchResult;
  try {
    found = await search(entry, { signal, onStep() {} }, 1);
  } catch {
    signal.throwIfAborted();
    return { fate: 'unknown' }; // it is asked again before anything is sent
  }
  if (found.fate === 'created') {
    note(body, sentAs(entry, found.batch));
    return { fate: 'sent', id: found.batch.id, batch: found.batch };
  }
  if (found.fate === 'unknown') return { fate: 'unknown' };
  return entry.batchId === undefined ? { fate: 'new' } : { fate: 'sent', id: entry.batchId };
}

/** More than these are not asked for at once. */
const MOST_INTERRUPTED = 10;

/**
 * Sends that an earlier life of this page, or another tab that is gone, did not see the end of, and that made a batch. The
 * others stay as they are: the reader decides about them when they are sent again.
 */
export async function interrupted(): Promise<{ batch: MessageBatch; since: string; requestCount: number }[]> {
  const { locks } = navigator as Partial<Pick<Navigator, 'locks'>>;
  const held = new Set((await locks?.query())?.held?.map(({ name }) => name));
  const left = pending().filter(
    ({ body, entry }) => !held.has(nameOf(body)) && !isOtherToken(entry) && !isForgotten(entry),
  );
  const searches = left.slice(0, MOST_INTERRUPTED).map(async ({ body, entry }) => {
    const found = await search(entry, { onStep() {} }, LOOKS);
    // Meanwhile it may have been sent again.
    if (found.fate !== 'created' || recall(body)?.key !== entry.key) return [];
    note(body, sentAs(entry, found.batch));
    return [{ batch: found.batch, since: entry.since, requestCount: entry.requestCount }];
  });
  // Whoever cannot be asked now is asked again before anything is sent.
  const results = await Promise.allSettled(searches);
  return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

/** One tab at a time, where the browser can do that. Where it cannot, the relay still makes one batch of one key. */
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
