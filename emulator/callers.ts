// Decides which callers may use an emulator behind a server: the programs of this machine, and pages of allowed origins. A page
// of any other site runs in a browser on this machine, so it can reach the server too. It must neither read nor reset the
// emulator.
import { CONTROL } from './control.ts';
import { isAllowedOrigin } from './cors.ts';
import { ApiFault } from './errors.ts';

/** The settings that determine which requests a server accepts. */
export interface Callers {
  /** The name or address that the server listens on. */
  hostname: string;
  /** Additional host names that clients use. */
  allowedHosts: readonly string[];
  /** Origins whose pages may call it, or all. */
  cors: readonly string[] | '*' | undefined;
}

const ANY_ADDRESS = ['0.0.0.0', '::'];

/**
 * Throws if a request must be rejected, judging by its headers. Programs send no `origin` and no `sec-fetch-site`, and a page
 * cannot change the values that its browser sends.
 */
export function admitCaller(request: Request, callers: Callers): void {
  const host = request.headers.get('host');
  // Only HTTP/1.0 requests have no host, and browsers do not use HTTP/1.0.
  if (host !== null && !isOwnHost(nameIn(host), callers)) {
    throw refusal(
      `This emulator does not answer as the host ${JSON.stringify(host)}, because a web page can make any name lead here. Call it by its address, or start it with { allowedHosts } (--allow-host).`,
    );
  }
  const { pathname } = new URL(request.url);
  if (pathname !== CONTROL && !pathname.startsWith(`${CONTROL}/`)) return;
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const isNamed = origin !== null && isAllowedOrigin(origin, callers.cors);
  const isOwn = origin === null || origin === `http://${host}`;
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (!isNamed && (!isOwn || isForeign)) {
    const page = origin === null ? 'a page of another site' : `a page of ${JSON.stringify(origin)}`;
    throw refusal(
      `This emulator is not controlled by ${page}. To let that page do it, start the emulator with its origin in { cors } (--cors).`,
    );
  }
  if (request.method === 'POST' && !isJson(request.headers.get('content-type'))) {
    throw new ApiFault(
      415,
      'invalid_request_error',
      'Expected the header "content-type: application/json" on a POST under /_emulator, with a body or without: a page of another site cannot send it unasked.',
    );
  }
}

const refusal = (message: string) => new ApiFault(403, 'permission_error', message);

const isJson = (type: string | null) => /^application\/json *(?:;|$)/i.test(type ?? '');

/** Returns the name or address in a `host` header, in lower case, without port, brackets and trailing dot. */
function nameIn(host: string): string {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  return name.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}

function isOwnHost(name: string, { hostname, allowedHosts }: Callers): boolean {
  const isAddress = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || name.includes(':');
  const isLoopback =
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
  // If the server listens on all addresses, it accepts any address, but no other name.
  return (
    isLoopback ||
    name === hostname.toLowerCase() ||
    (isAddress && ANY_ADDRESS.includes(hostname)) ||
    allowedHosts.some((allowed) => allowed.toLowerCase() === name)
  );
}
