import { FINAL, refuse } from './refusal.ts';

export interface AccessEnv {
  /** What a caller must present. Without it the relay passes nothing on. */
  RELAY_TOKEN?: string;
  /** "true": no token needed, on loopback addresses only. */
  RELAY_OPEN?: string;
}

/** Returns the refusal for a request that may not use the key behind this relay, or nothing. */
export async function checkAccess(request: Request, env: AccessEnv): Promise<Response | undefined> {
  const url = new URL(request.url);
  if (!fromThisSite(request, url.origin)) {
    return refuse(403, 'permission_error', 'This relay answers its own page only, not pages of other sites.');
  }
  // The address decides, not only the setting: an open relay that was deployed by mistake stays shut, and a
  // foreign name that was made to point at this machine (DNS rebinding) does not get in.
  if (env.RELAY_OPEN === 'true' && isLoopback(url.hostname)) return undefined;

  if (!env.RELAY_TOKEN) {
    return refuse(
      403,
      'permission_error',
      'This relay has no token and therefore passes nothing on. Whoever runs it sets one: wrangler secret put RELAY_TOKEN.',
    );
  }
  const given = presentedToken(request.headers);
  if (given === undefined) {
    return refuse(
      401,
      'authentication_error',
      'This relay needs its token: send it as "authorization: Bearer …".',
      FINAL,
    );
  }
  if (!(await sameSecret(given, env.RELAY_TOKEN))) {
    return refuse(401, 'authentication_error', 'The relay token is wrong.', FINAL);
  }
  return undefined;
}

/**
 * A browser tells where a request comes from and a page cannot change what it tells; programs tell nothing.
 * "none" is an address typed by hand. Requests that cost something are POSTs, which always carry an Origin.
 */
function fromThisSite(request: Request, ownOrigin: string): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== ownOrigin) return false;
  const site = request.headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' || site === 'none';
}

/** What a caller shows for a token, right or wrong. */
export function presentedToken(headers: Headers): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
  return bearer ?? headers.get('x-api-key') ?? undefined;
}

/** Hashes first: equal lengths for any input, so neither the time nor an early return tells how much was right. */
async function sameSecret(given: string, expected: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  return crypto.subtle.timingSafeEqual(a, b);
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
