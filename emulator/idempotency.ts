/**
 * Idempotency keys of creates: what a peer that remembers them knows of one key, and what it does with the next arrival.
 *
 * The machine performs nothing. Whoever drives it (the emulator here, the relay in www/worker) stores the state before it
 * acts on a decision, and applies events of one key one after another.
 */

const HOUR = 60 * 60 * 1000;

/** How long a key is remembered after its outcome, in milliseconds. */
export const REMEMBERED_MS = 48 * HOUR;

/** What a peer that remembers keys says of itself on every answer. */
export const ANNOUNCEMENT = { 'x-idempotency': '48h' };
/** The header that carries a key. */
export const KEY_HEADER = 'idempotency-key';
/** On an answer that an earlier create with the key was given. */
export const REPLAYED = { 'idempotency-replayed': 'true' };
/** On the answer of a look-up. */
export const STATE_HEADER = 'x-idempotency-state';

/** An answer as it is given again. */
export interface Answer {
  status: number;
  headers: [name: string, value: string][];
  /** A batch, as JSON. */
  body: string;
}

/** Digests are hex. Times are milliseconds since 1970. */
export type KeyState =
  /** Never arrived, released or forgotten. */
  | { state: 'free' }
  /** A create with the key is under way. */
  | { state: 'open'; since: number }
  | { state: 'stored'; digest: string; answer: Answer; until: number }
  /** The batch may exist. The digest is null where the process ended before it knew all of the body. */
  | { state: 'unknown'; digest: string | null; until: number }
  /** A look-up was answered with "no batch", which stays true: no create with the key is performed for as long again. */
  | { state: 'closed'; until: number };

export type KeyEvent =
  /** A create with the key is here; nothing of its body has been read. */
  | { event: 'arrived'; now: number }
  /** Somebody looks the key up. A create with it may still be on its way. */
  | { event: 'asked'; now: number }
  /** The body of an arrival that was to be compared has been read to its end. */
  | { event: 'compared'; digest: string }
  /** The create under way made a batch. */
  | { event: 'created'; digest: string; answer: Answer; now: number }
  /** The create under way provably made none. */
  | { event: 'refused' }
  /** The create under way may have made one. */
  | { event: 'lost'; digest: string | null; now: number }
  /** The process that drives the machine has started; what was under way before is not any more. */
  | { event: 'restarted' }
  /** Time has passed. */
  | { event: 'passed'; now: number };

export type Decision =
  /** Store the state, then perform the create. */
  | 'create'
  /** Wait until the create under way has an outcome. If it was refused, see `afterRefusal`; else let this one arrive again. */
  | 'wait'
  /** Read the body to its end and compare it. */
  | 'compare'
  /** Answer as the first one was answered. */
  | 'replay'
  | 'refuse_reused'
  | 'refuse_unknown'
  | 'refuse_closed'
  /** Store the state. */
  | 'keep'
  /** Delete what is stored of the key. */
  | 'forget'
  | 'nothing';

export interface Step {
  state: KeyState;
  decision: Decision;
}

export const FREE: KeyState = { state: 'free' };

/** What becomes of a key, and what to do. */
export function step(state: KeyState, event: KeyEvent): Step {
  switch (event.event) {
    case 'arrived':
      return arrived(state, event.now);
    case 'asked':
      return asked(state, event.now);
    case 'compared':
      return { state, decision: compared(state, event.digest) };
    case 'created':
    case 'refused':
    case 'lost':
      return settled(state, event);
    case 'restarted':
      return state.state === 'open' ? lost(null, state.since) : { state, decision: 'nothing' };
    case 'passed':
      return passed(state, event.now);
  }
}

function arrived(state: KeyState, now: number): Step {
  switch (state.state) {
    case 'free':
      return { state: { state: 'open', since: now }, decision: 'create' };
    case 'open':
      return { state, decision: 'wait' };
    default:
      return { state, decision: 'compare' };
  }
}

function asked(state: KeyState, now: number): Step {
  if (state.state !== 'free' && state.state !== 'closed') return { state, decision: 'nothing' };
  return { state: { state: 'closed', until: now + REMEMBERED_MS }, decision: 'keep' };
}

/** A body that has been read cannot be sent any more: whatever the state, this creates nothing. */
function compared(state: KeyState, digest: string): Decision {
  if (state.state === 'closed') return 'refuse_closed';
  const known = state.state === 'stored' || state.state === 'unknown' ? state.digest : null;
  if (known !== null && known !== digest) return 'refuse_reused';
  return state.state === 'stored' ? 'replay' : 'refuse_unknown';
}

/**
 * How an arrival is answered that waited for a create that was refused: as that one was. A runtime that resends made both of
 * one attempt, and its caller may have seen the refusal. `first` is null where the refusal came before the end of the body.
 */
export const afterRefusal = (first: string | null, digest: string): 'repeat' | 'refuse_reused' =>
  first === null || first === digest ? 'repeat' : 'refuse_reused';

/** Only a create that is under way has an outcome. */
function settled(state: KeyState, event: Extract<KeyEvent, { event: 'created' | 'refused' | 'lost' }>): Step {
  if (state.state !== 'open') return { state, decision: 'nothing' };
  if (event.event === 'refused') return { state: FREE, decision: 'forget' };
  if (event.event === 'lost') return lost(event.digest, event.now);
  const { digest, answer, now } = event;
  return { state: { state: 'stored', digest, answer, until: now + REMEMBERED_MS }, decision: 'keep' };
}

const lost = (digest: string | null, now: number): Step => ({
  state: { state: 'unknown', digest, until: now + REMEMBERED_MS },
  decision: 'keep',
});

function passed(state: KeyState, now: number): Step {
  const over = 'until' in state && now >= state.until;
  return over ? { state: FREE, decision: 'forget' } : { state, decision: 'nothing' };
}

/** What an answer to a create proves. `shape` is what its body turned out to be; `origin` is whom it was asked of. */
export interface Reply {
  status: number;
  /** The API's own host answered, not something in front of it or in its place. */
  fromApi: boolean;
  hasRequestId: boolean;
  /** The parsed body; undefined where it is no JSON, or too long to be an answer to a create. */
  body: unknown;
}

/**
 * Refusals are believed where they are provably the API's: a gateway may answer 429 although it passed the create on.
 * After any other answer the batch may exist.
 */
export function outcomeOf({ status, fromApi, hasRequestId, body }: Reply): 'created' | 'refused' | 'lost' {
  if (status >= 200 && status < 300) return typeOf(body) === 'message_batch' ? 'created' : 'lost';
  if (status !== 529 && !(status >= 400 && status < 500)) return 'lost';
  // A server that gave up waiting, or that has a conflict, may have stored the batch before.
  if (status === 408 || status === 409) return 'lost';
  // There is no such endpoint, or the body was too large to be taken.
  if (status === 404 || status === 405 || status === 413) return 'refused';
  return fromApi || (hasRequestId && isErrorEnvelope(body)) ? 'refused' : 'lost';
}

const typeOf = (value: unknown) => (value as { type?: unknown } | null | undefined)?.type;

function isErrorEnvelope(body: unknown): boolean {
  const error = (body as { error?: unknown } | null | undefined)?.error;
  return typeOf(body) === 'error' && typeof error === 'object' && error !== null;
}

/** An answer that refuses, in the words of the API's error envelope. */
export interface KeyRefusal {
  status: number;
  type: 'api_error' | 'invalid_request_error';
  code: 'idempotency_key_invalid' | 'idempotency_key_reused' | 'idempotency_key_closed' | 'idempotency_outcome_unknown';
  message: string;
  /** Clients obey it even where the status says "retry". */
  headers: Record<string, string>;
}

const FINAL = { 'x-should-retry': 'false' };

export const INVALID_KEY: KeyRefusal = {
  status: 400,
  type: 'invalid_request_error',
  code: 'idempotency_key_invalid',
  message: 'idempotency-key: expected 1 to 255 visible ASCII characters.',
  headers: FINAL,
};

/** What a create with a key is answered that is not performed. */
export type Refusing = 'refuse_reused' | 'refuse_unknown' | 'refuse_closed';

export const REFUSALS: Record<Refusing, KeyRefusal> = {
  refuse_reused: {
    status: 422,
    type: 'invalid_request_error',
    code: 'idempotency_key_reused',
    message:
      'This idempotency-key was used with another body in the last 48 hours. Use a new key for another batch, or send the same bytes again.',
    headers: FINAL,
  },
  refuse_closed: {
    status: 422,
    type: 'invalid_request_error',
    code: 'idempotency_key_closed',
    message:
      'This idempotency-key was looked up before a create with it arrived, and the answer was that no batch exists. To keep that answer true, this create was not performed. Use a new key.',
    headers: FINAL,
  },
  refuse_unknown: {
    status: 409,
    type: 'api_error',
    code: 'idempotency_outcome_unknown',
    message:
      'The first create with this idempotency-key was sent, but its outcome is unknown: the batch may exist. Look for it in the list of batches, as findCreated does, and send it again with a new key only if it is not there.',
    headers: FINAL,
  },
};

/** Whether a header can be a key. Two such headers arrive as one, with a comma and a space between them. */
export const isKey = (value: string) => /^[\x21-\x7e]{1,255}$/.test(value);

/** What a caller's key is remembered under. It leads back neither to the caller's secret nor to the key. */
export async function nameOf(secret: string, key: string): Promise<string> {
  return sha256(`${await sha256(secret)} ${key}`);
}

async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

export const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What a decision against an arrival is answered with. */
export const refusalOf = (decision: Decision): KeyRefusal =>
  decision in REFUSALS ? REFUSALS[decision as Refusing] : REFUSALS.refuse_unknown;

/** A state as a look-up reports it: a closed key made no batch, as a free one. */
export const wordOf = ({ state }: KeyState) => (state === 'closed' ? 'free' : state);

/** The page of a list that a key alone leads to. */
export function pageOf(state: KeyState): { data: unknown[]; has_more: false; first_id: unknown; last_id: unknown } {
  const data = state.state === 'stored' ? [JSON.parse(state.answer.body) as { id?: unknown }] : [];
  const id = data[0]?.id ?? null;
  return { data, has_more: false, first_id: id, last_id: id };
}
