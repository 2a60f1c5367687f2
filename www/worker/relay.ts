import { INVALID_KEY, isKey, KEY_HEADER, nameOf, REPLAYED, STATE_HEADER } from '../../emulator/idempotency.ts';
import { hider } from '../../src/wire/secrets.ts';
import { type AccessEnv, isLoopback, tokensFor } from './access.ts';
import { headersDown, headersUp } from './headers.ts';
import type { KeyedCreate } from './keyed_create.ts';
import { FINAL, refuse, refuseKey, SAFE_HEADERS } from './refusal.ts';
import { hidden, throughRelay } from './results_url.ts';
import type { Route } from './route.ts';

export interface RelayEnv extends AccessEnv {
  /** The API key. This Worker sends it to UPSTREAM only. */
  ANTHROPIC_API_KEY?: string;
  UPSTREAM?: string;
  /** One object per idempotency key and token. */
  CREATES: DurableObjectNamespace<KeyedCreate>;
}

/** The state of a key that made no batch. */
const FREE = 'free';

/** Forwards one call with the API key. Both bodies are streamed, except answers in which `results_url` is rewritten. */
export async function relay(
  request: Request,
  route: Route,
  env: RelayEnv,
  ctx: Pick<ExecutionContext, 'waitUntil'>,
): Promise<Response> {
  const { path, create } = route;
  if (!env.ANTHROPIC_API_KEY) {
    return refuse(
      500,
      'api_error',
      'This relay has no API key. Its operator can set one: wrangler secret put ANTHROPIC_API_KEY.',
      FINAL,
    );
  }
  const base = upstreamBase(env.UPSTREAM || 'https://api.anthropic.com');
  if (base === undefined) {
    return refuse(
      500,
      'api_error',
      'The UPSTREAM of this relay must be an https address (http is allowed for loopback addresses only).',
      FINAL,
    );
  }
  const key = create || route.list ? request.headers.get(KEY_HEADER) : null;
  if (key !== null && !isKey(key)) return refuseKey(INVALID_KEY);
  const keyed = key === null ? undefined : await keyedCreate(request, key, env);
  if (keyed instanceof Response) return keyed;
  if (keyed !== undefined && route.list) return lookUp(keyed, request);

  const address = base + path + new URL(request.url).search;
  const call = {
    method: request.method,
    headers: headersUp(request.headers, env.ANTHROPIC_API_KEY),
    body: create ? request.body : null,
    redirect: 'manual', // the key must not follow a redirect to another host
  } as const;
  let reply: Response;
  try {
    if (keyed === undefined) {
      reply = await fetch(address, { ...call, signal: request.signal }); // if the caller disconnects, the upstream call ends too
    } else {
      const sending = keyed.fetch(address, call);
      ctx.waitUntil(sending.catch(() => undefined)); // this call continues if the caller disconnects
      reply = await sending;
    }
  } catch {
    return unreachable(create);
  }
  return passDown(reply, route, request, keyed !== undefined, hider([env.ANTHROPIC_API_KEY]));
}

/**
 * The answer for the caller, with `results_url` pointing to this relay. A gateway may echo what it received, so the API key is
 * removed from all answers except results and those above 4 MiB, which are streamed.
 */
async function passDown(
  reply: Response,
  route: Route,
  request: Request,
  isKeyed: boolean,
  hide: (text: string) => string,
): Promise<Response> {
  if (reply.status >= 300 && reply.status < 400) {
    await reply.body?.cancel();
    return refuse(502, 'api_error', 'The API answered with a redirect, which this relay does not follow.', FINAL);
  }
  const { status } = reply;
  const statusText = hide(reply.statusText);
  const headers = headersDown(reply.headers, hide);
  for (const name of isKeyed ? [...Object.keys(REPLAYED), STATE_HEADER] : []) {
    const value = reply.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if ((status === 200 && route.results) || reply.body === null) {
    return new Response(reply.body, { status, statusText, headers });
  }
  headers.delete('content-length');
  try {
    const isAnswer = status === 200 && !route.results && isJson(reply.headers);
    const body = isAnswer
      ? await throughRelay(reply.body, new URL(request.url).origin, hide)
      : await hidden(reply.body, hide);
    return new Response(body, { status, statusText, headers });
  } catch {
    return unreachable(route.create);
  }
}

/**
 * Returns the object for this key of this caller, or the refusal if it cannot be found now. During a token change, a caller may
 * have sent the key with either token: a batch made with one is found with the other, and cannot be made again with it.
 */
async function keyedCreate(
  { headers }: Request,
  key: string,
  env: RelayEnv,
): Promise<DurableObjectStub<KeyedCreate> | Response> {
  const { CREATES } = env;
  const [own, ...others] = tokensFor(headers, env);
  const objectOf = async (token: string | undefined) => CREATES.get(CREATES.idFromName(await nameOf(token ?? '', key)));
  for (const other of others) {
    const object = await objectOf(other);
    const found = await stateOf(object);
    if (found === undefined) return notLookedUp();
    if (found.state !== FREE) return object;
  }
  return objectOf(own);
}

async function lookUp(keyed: DurableObjectStub<KeyedCreate>, { url }: Request): Promise<Response> {
  const found = await stateOf(keyed);
  if (found === undefined) return notLookedUp();
  const { state, page } = found;
  const body = await throughRelay(new Blob([page]).stream(), new URL(url).origin, (text) => text);
  const headers = { ...SAFE_HEADERS, 'content-type': 'application/json', [STATE_HEADER]: state };
  return new Response(body, { headers });
}

/** Returns nothing if the object was reset, for example by a deployment. */
const stateOf = (keyed: DurableObjectStub<KeyedCreate>) => keyed.lookUp().catch(() => undefined);

const notLookedUp = () => refuse(503, 'api_error', 'The relay could not look up this idempotency-key. Try again.');

const isJson = (headers: Headers) => /^application\/json\b/i.test(headers.get('content-type') ?? '');

/** Scheme, host and an optional path prefix (a gateway), without a slash at the end. */
function upstreamBase(upstream: string): string | undefined {
  const url = URL.parse(upstream);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure ? url.origin + url.pathname.replace(/\/+$/, '') : undefined;
}

/** Reads can be retried. A create may have arrived before the connection broke, so `x-should-retry` is false. */
function unreachable(create: boolean): Response {
  return create
    ? refuse(
        502,
        'api_error',
        'The relay got no answer from the API, so it is unknown whether the batch was created. Check the list of batches before you send it again.',
        FINAL,
      )
    : refuse(502, 'api_error', 'The relay got no answer from the API.');
}
