/**
 * Idempotency keys of creates: the state of a key at a peer that remembers keys, and its reaction to the next arrival.
 *
 * The machine performs nothing itself. Its drivers (the emulator, and the relay in www/worker) store the state before they act on
 * a decision, and apply the events of one key one at a time.
 */

const HOUR = 60 * 60 * 1000;

/** How long a key is remembered after its outcome, in milliseconds. */
export const REMEMBERED_MS = 48 * HOUR;

/** Announcement of a peer that remembers keys, on every response. */
export const ANNOUNCEMENT = { 'x-idempotency': '48h' };
/** The header that contains a key. */
export const KEY_HEADER = 'idempotency-key';
/** Marks the repeated response of an earlier create with the key. */
export const REPLAYED = { 'idempotency-replayed': 'true' };
/** Marks the response to a look-up. */
export const STATE_HEADER = 'x-idempotency-state';

/** A response that can be repeated. */
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
  /** A create with the key is in progress. */
  | { state: 'open'; since: number }
  | { state: 'stored'; digest: string; answer: Answer; until: number }
  /** The batch may exist. The digest is null if the process ended before it had read the whole body. */
  | { state: 'unknown'; digest: string | null; until: number }
  /** A look-up was answered with "no batch", which remains true: no create with the key is performed while it is remembered. */
  | { state: 'closed'; until: number };

export type KeyEvent =
  /** A create with the key has arrived, and none of its body was read. */
  | { event: 'arrived'; now: number }
  /** A look-up of the key. A create with it may still be on its way. */
  | { event: 'asked'; now: number }
  /** The body of an arrival that must be compared was read to its end. */
  | { event: 'compared'; digest: string }
  /** The create in progress made a batch. */
  | { event: 'created'; digest: string; answer: Answer; now: number }
  /** The create in progress provably made no batch. */
  | { event: 'refused' }
  /** The create in progress may have made a batch. */
  | { event: 'lost'; digest: string | null; now: number }
  /** The driver's process has started, so creates that were in progress before have ended. */
  | { event: 'restarted' }
  /** Time has passed. */
  | { event: 'passed'; now: number };

export type Decision =
  /** Store the state, then perform the create. */
  | 'create'
  /**
   * Wait until the create in progress has an outcome. If it was refused, see `afterRefusal`; otherwise let this one arrive again.
   */
  | 'wait'
  /** Read the body to its end and compare it. */
  | 'compare'
  /** Repeat the response of the first create. */
  | 'replay'
  | 'refuse_reused'
  | 'refuse_unknown'
  | 'refuse_closed'
  /** Store the state. */
  | 'keep'
  /** Delete the stored state of the key. */
  | 'forget'
  | 'nothing';

export interface Step {
  state: KeyState;
  decision: Decision;
}

export const FREE: KeyState = { state: 'free' };

/** Returns the next state of a key, and the decision. */
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

/** A body that was read can no longer be sent, so this never creates anything, whatever the state. */
function compared(state: KeyState, digest: string): Decision {
  if (state.state === 'closed') return 'refuse_closed';
  const known = state.state === 'stored' || state.state === 'unknown' ? state.digest : null;
  if (known !== null && known !== digest) return 'refuse_reused';
  return state.state === 'stored' ? 'replay' : 'refuse_unknown';
}

/**
 * Decides how to answer an arrival that waited for a create that was refused: with the same refusal. A runtime that resends made
 * both requests from one attempt, and its caller may have seen the refusal. `first` is null if the refusal came before the end of
 * the body.
 */
export const afterRefusal = (first: string | null, digest: string): 'repeat' | 'refuse_reused' =>
  first === null || first === digest ? 'repeat' : 'refuse_reused';

/** Only a create in progress has an outcome. */
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

/** The facts about a response to a create that determine what it proves. */
export interface Reply {
  status: number;
  /** Whether the API's own host responded, and nothing in front of it or in its place. */
  fromApi: boolean;
  hasRequestId: boolean;
  /** The parsed body; undefined if it is not JSON, or too long for a response to a create. */
  body: unknown;
}

/**
 * Decides what a response proves. A refusal counts only if it is provably the API's, because a gateway may respond 429 although
 * it forwarded the create. After any other response, the batch may exist.
 */
export function outcomeOf({ status, fromApi, hasRequestId, body }: Reply): 'created' | 'refused' | 'lost' {
  if (status >= 200 && status < 300) return typeOf(body) === 'message_batch' ? 'created' : 'lost';
  if (status !== 529 && !(status >= 400 && status < 500)) return 'lost';
  // A server that timed out waiting, or that reports a conflict, may have stored the batch before.
  if (status === 408 || status === 409) return 'lost';
  // There is no such endpoint, or the body was too large to be read.
  if (status === 404 || status === 405 || status === 413) return 'refused';
  return fromApi || (hasRequestId && isErrorEnvelope(body)) ? 'refused' : 'lost';
}

const typeOf = (value: unknown) => (value as { type?: unknown } | null | undefined)?.type;

function isErrorEnvelope(body: unknown): boolean {
  const error = (body as { error?: unknown } | null | undefined)?.error;
  return typeOf(body) === 'error' && typeof error === 'object' && error !== null;
}

/** A response that refuses a create, in the API's error envelope. */
export interface KeyRefusal {
  status: number;
  type: 'api_error' | 'invalid_request_error';
  code: 'idempotency_key_invalid' | 'idempotency_key_reused' | 'idempotency_key_closed' | 'idempotency_outcome_unknown';
  message: string;
  /** Clients obey it even if the status suggests a retry. */
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

/** The decisions with which a create with a key is refused. */
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

/** Whether a header value can be a key. Two such headers arrive as one value, separated by a comma and a space. */
export const isKey = (value: string) => /^[\x21-\x7e]{1,255}$/.test(value);

/** Returns the name under which a caller's key is remembered. Neither the caller's secret nor the key can be derived from it. */
export async function nameOf(secret: string, key: string): Promise<string> {
  return sha256(`${await sha256(secret)} ${key}`);
}

async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

export const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Returns the response for a decision against an arrival. */
export const refusalOf = (decision: Decision): KeyRefusal =>
  decision in REFUSALS ? REFUSALS[decision as Refusing] : REFUSALS.refuse_unknown;

/** Returns the state for a look-up. A closed key made no batch, like a free one. */
export const wordOf = ({ state }: KeyState) => (state === 'closed' ? 'free' : state);

/** Returns the list page for a key. */
export function pageOf(state: KeyState): { data: unknown[]; has_more: false; first_id: unknown; last_id: unknown } {
  const data = state.state === 'stored' ? [JSON.parse(state.answer.body) as { id?: unknown }] : [];
  const id = data[0]?.id ?? null;
  return { data, has_more: false, first_id: id, last_id: id };
}
