import { type Answer, type KeyEvent, outcomeOf } from '../../emulator/idempotency.ts';
import { hider } from '../../src/wire/secrets.ts';
import { headersDown } from './headers.ts';
import { type Peeked, peek } from './peek.ts';
import { Upload } from './upload.ts';

const API = 'https://api.anthropic.com';
/** The response to a create, a single batch, has less than 1 kB. */
const LONGEST_ANSWER = 64 * 1024;
/** Headers of a response that are also valid when it is replayed. */
const REMEMBERED_HEADERS = ['anthropic-organization-id', 'content-type', 'request-id'];

/** The result of a create: an event for its key, and for its caller a reply, or the error if the answer was lost. */
export interface Sent {
  event: Extract<KeyEvent, { event: 'created' | 'refused' | 'lost' }>;
  reply: Response | undefined;
  error?: unknown;
  /** The answer of a create that was refused. */
  refusal?: Refusal;
}

/** The response for requests that waited for a create that was refused. */
export interface Refusal {
  answer: Answer;
  /** Null if the answer came before the end of the body. */
  digest: string | null;
}

/** Performs a create. Ignores the caller's signal: a create that has been sent continues if the caller disconnects. */
export async function send({ url, method, headers, body }: Request): Promise<Sent> {
  const upload = new Upload(body, headers.get('content-length'));
  let reply: Response;
  try {
    reply = await fetch(url, { method, headers, body: upload.body, redirect: 'manual', signal: upload.signal });
  } catch (error) {
    return { event: broken(upload), reply: undefined, error };
  }
  const hide = hider([headers.get('x-api-key') ?? '']);
  return judge(reply, upload, new URL(url).origin === API, hide);
}

async function judge(
  answered: Response,
  upload: Upload,
  fromApi: boolean,
  hide: (text: string) => string,
): Promise<Sent> {
  const { status } = answered;
  const statusText = hide(answered.statusText);
  const headers = headersDown(answered.headers, hide);
  // The body was decoded already.
  headers.delete('content-encoding');
  headers.delete('content-length');
  const peeked = answered.body && (await peek(answered.body, LONGEST_ANSWER).catch((error: unknown) => ({ error })));
  if (peeked && 'error' in peeked) {
    const outcome = outcomeOf({ status, fromApi, hasRequestId: false, body: undefined });
    return { event: outcome === 'refused' ? REFUSED : broken(upload), reply: undefined, error: peeked.error };
  }
  const said = await peeked?.whole?.text();
  const text = said === undefined ? undefined : hide(said);
  const outcome = outcomeOf({ status, fromApi, hasRequestId: headers.has('request-id'), body: parsed(text) });
  const reply = new Response(bodyOf(peeked, text), { status, statusText, headers });
  const body = text ?? '';
  if (outcome === 'refused') {
    return {
      event: REFUSED,
      reply,
      refusal: { answer: { status, headers: [...headers], body }, digest: upload.digest },
    };
  }
  const answer: Answer = { status, headers: remembered(headers), body };
  return { event: outcome === 'created' ? created(upload, answer) : lost(upload), reply };
}

const REFUSED: Sent['event'] = { event: 'refused' };

/** Returns the event for a broken connection: if upstream has not received the end of the body by now, it never will. */
function broken(upload: Upload): Sent['event'] {
  upload.stop();
  return upload.digest === null ? REFUSED : lost(upload);
}

const lost = ({ digest }: Upload): Sent['event'] => ({ event: 'lost', digest, now: Date.now() });

/** Returns the event for a created batch. A batch reported before the end of the body is not trusted. */
function created(upload: Upload, answer: Answer): Sent['event'] {
  const { digest } = upload;
  return digest === null ? lost(upload) : { event: 'created', digest, answer, now: Date.now() };
}

const remembered = (headers: Headers) => [...headers].filter(([name]) => REMEMBERED_HEADERS.includes(name));

/** An empty body becomes null, as some statuses require. */
const bodyOf = (peeked: Peeked | null, text: string | undefined) => peeked?.stream ?? (text || null);

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
