import { KNOWN_BETAS } from './betas.ts';
import { invalidRequest, unauthenticated } from './errors.ts';
import type { ApiVersion } from './wire.ts';

/** What the headers of an admitted request say; both govern how a create's items are checked. */
export interface Admission {
  version: ApiVersion;
  betas: ReadonlySet<string>;
  /** Of a create: the profile that all its items are attributed to. */
  userProfileId: string | null;
}

const VERSIONS: readonly string[] = ['2026-10-21', '2023-06-01'] satisfies ApiVersion[];

/** Checks the headers every operation needs, in the order origin, key, version, betas; throws an `ApiFault`. */
export function admit(headers: Headers, apiKeys: ReadonlySet<string> | undefined): Admission {
  checkOrigin(headers);
  checkKey(headers, apiKeys);
  return {
    version: versionOf(headers),
    betas: betasOf(headers),
    userProfileId: headers.get('anthropic-user-profile-id'),
  };
}

/** A page's `Origin` makes it a CORS request to the API, which wants the opt-in whatever else is right. */
function checkOrigin(headers: Headers): void {
  if (headers.has('origin') && headers.get('anthropic-dangerous-direct-browser-access') !== 'true') {
    throw unauthenticated("CORS requests must set 'anthropic-dangerous-direct-browser-access' header");
  }
}

/** Either header will do. Where both are sent, both must be right: a client that mixes two keys should hear of it. */
function checkKey(headers: Headers, apiKeys: ReadonlySet<string> | undefined): void {
  const sent: string[] = [];
  const authorization = headers.get('authorization');
  if (authorization) sent.push(/^bearer +(.+)$/i.exec(authorization)?.[1] ?? '');
  const apiKey = headers.get('x-api-key');
  if (apiKey) sent.push(apiKey);

  if (sent.length === 0) throw unauthenticated('x-api-key header is required');
  if (sent.some((key) => key === '' || (apiKeys !== undefined && !apiKeys.has(key)))) {
    throw unauthenticated('API key is invalid.');
  }
}

/** The key that an admitted request was sent with. */
export function secretOf(headers: Headers): string {
  const bearer = /^bearer +(.+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return bearer ?? headers.get('x-api-key') ?? '';
}

function versionOf(headers: Headers): ApiVersion {
  const version = headers.get('anthropic-version');
  if (!version) throw invalidRequest('anthropic-version: header is required');
  if (!VERSIONS.includes(version)) throw invalidRequest(`anthropic-version: "${version}" is not a valid version`);
  return version as ApiVersion;
}

function betasOf(headers: Headers): ReadonlySet<string> {
  const names = (headers.get('anthropic-beta') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.filter((name) => !KNOWN_BETAS.has(name));
  if (unknown.length > 0) {
    const quoted = unknown.map((name) => `\`${name}\``).join(', ');
    throw invalidRequest(
      `Unexpected value(s) ${quoted} for the \`anthropic-beta\` header. ` +
        'Please consult our documentation at platform.claude.com/docs or try again without the header.',
    );
  }
  return new Set(names);
}
