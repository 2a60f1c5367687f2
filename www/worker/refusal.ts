import type { KeyRefusal } from '../../emulator/idempotency.ts';

/**
 * What the relay says when it does not pass a call on: the API's own error envelope,
 * so that one piece of client code reads the answers of both.
 */
export type RefusalType =
  | 'api_error'
  | 'authentication_error'
  | 'invalid_request_error'
  | 'not_found_error'
  | 'permission_error'
  | 'rate_limit_error';

export function refuse(
  status: number,
  type: RefusalType,
  message: string,
  headers: Record<string, string> = {},
  details?: Record<string, string>,
): Response {
  return Response.json(
    { type: 'error', error: { type, message, ...(details && { details }) }, request_id: null },
    { status, headers: { ...SAFE_HEADERS, ...headers } },
  );
}

/** On every answer under /v1, ours or the API's: never kept, never taken for a document of this site. */
export const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

/** For answers that a second try cannot change; API clients obey it even where the status says "retry". */
export const FINAL = { 'x-should-retry': 'false' };

/** What the relay says about an idempotency key. */
export function refuseKey({ status, type, code, message, headers }: KeyRefusal): Response {
  return refuse(status, type, message, headers, { error_code: code });
}
