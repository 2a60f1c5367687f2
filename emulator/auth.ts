import { KNOWN_BETAS } from './betas.ts';
import { invalidRequest, unauthenticated } from './errors.ts';
import type { ApiVersion } from './wire.ts';

/** The headers of an accepted request that determine how the items of a create are checked. */
export interface Admission {
  version: ApiVersion;
  betas: ReadonlySet<string>;
  /** For a create: the profile of all its items. */
  userProfileId: string | null;
}

const VERSIONS: readonly string[] = ['2026-10-21', '2023-06-01'] satisfies ApiVersion[];

/** Checks the headers that every operation requires, in the order origin, key, version, betas. Throws an `ApiFault`. */
export function admit(headers: Headers, apiKeys: ReadonlySet<string> | undefined): Admission {
  checkOrigin(headers);
  checkKey(headers, apiKeys);
  return {
    version: versionOf(headers),
    betas: betasOf(headers),
    userProfileId: headers.get('anthropic-user-profile-id'),
  };
}

/** A request with an `Origin` is a CORS request to the API, which requires the opt-in header before anything else. */
function checkOrigin(headers: Headers): void {
  if (headers.has('origin') && headers.get('anthropic-dangerous-direct-browser-access') !== 'true') {
    throw unauthenticated("CORS requests must set 'anthropic-dangerous-direct-browser-access' header");
  }
}

/** Either header is enough. If both are sent, both must be valid, so that a client that mixes two keys finds out. */
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

/** Returns the key of an accepted request. */
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
