import { isLoopback } from './access.ts';
import { FINAL, refuse, SAFE_HEADERS } from './refusal.ts';
import { throughRelay } from './results-url.ts';
import type { Route } from './route.ts';

export interface RelayEnv {
  /** The key that pays. It leaves this Worker towards UPSTREAM only. */
  ANTHROPIC_API_KEY?: string;
  UPSTREAM?: string;
}

/** Up: what describes the call. Not who calls (authorization, x-api-key, cookie), nor from where (origin, cf-*). */
const PASSED_UP = [
  'accept',
  'anthropic-beta',
  'anthropic-user-profile-id',
  'anthropic-version',
  'anthropic-workspace-id',
  'content-encoding',
  'content-length',
  'content-type',
  'range',
];

/** Down, beside the anthropic-* family. */
const PASSED_DOWN = [
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'request-id',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
];

/** Passes one call on with the key put in, both bodies as the streams they are but for `results_url`. */
export async function relay(request: Request, { path, create, results }: Route, env: RelayEnv): Promise<Response> {
  if (!env.ANTHROPIC_API_KEY) {
    return refuse(
      500,
      'api_error',
      'This relay has no API key. Whoever runs it sets one: wrangler secret put ANTHROPIC_API_KEY.',
      FINAL,
    );
  }
  const base = upstreamBase(env.UPSTREAM || 'https://api.anthropic.com');
  if (base === undefined) {
    return refuse(
      500,
      'api_error',
      'The UPSTREAM of this relay must be an https address (http is for loopback addresses only).',
      FINAL,
    );
  }

  const headers = new Headers({ 'x-api-key': env.ANTHROPIC_API_KEY });
  for (const name of PASSED_UP) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  let reply: Response;
  try {
    reply = await fetch(base + path + new URL(request.url).search, {
      method: request.method,
      headers,
      body: create ? request.body : null,
      redirect: 'manual', // the key must not follow a redirect to somewhere else
      signal: request.signal, // a caller who leaves ends the call upstream too
    });
  } catch {
    return unreachable(create);
  }
  if (reply.status >= 300 && reply.status < 400) {
    await reply.body?.cancel();
    return refuse(502, 'api_error', 'The API answered with a redirect, which this relay does not follow.', FINAL);
  }
  const { status, statusText } = reply;
  const headersBack = headersDown(reply.headers);
  if (status !== 200 || results || reply.body === null || !isJson(reply.headers)) {
    return new Response(reply.body, { status, statusText, headers: headersBack });
  }
  headersBack.delete('content-length');
  try {
    const body = await throughRelay(reply.body, new URL(request.url).origin);
    return new Response(body, { status, statusText, headers: headersBack });
  } catch {
    return unreachable(create);
  }
}

const isJson = (headers: Headers) => /^application\/json\b/i.test(headers.get('content-type') ?? '');

/** Scheme, host and an optional path prefix (a gateway), without a slash at the end. */
function upstreamBase(upstream: string): string | undefined {
  const url = URL.parse(upstream);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure ? url.origin + url.pathname.replace(/\/+$/, '') : undefined;
}

function headersDown(upstream: Headers): Headers {
  const headers = new Headers(SAFE_HEADERS);
  for (const [name, value] of upstream) {
    if (PASSED_DOWN.includes(name) || name.startsWith('anthropic-')) headers.set(name, value);
  }
  return headers;
}

/** Reads can be tried again; a create may have arrived before the connection broke, so clients are told not to. */
function unreachable(create: boolean): Response {
  return create
    ? refuse(
        502,
        'api_error',
        'The relay got no answer from the API, so it is not known whether the batch was created. Look at the list of batches before sending it again.',
        FINAL,
      )
    : refuse(502, 'api_error', 'The relay got no answer from the API.');
}
