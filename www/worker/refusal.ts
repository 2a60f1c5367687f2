import type { KeyRefusal } from '../../emulator/idempotency.ts';

/**
 * The relay's error answers. They use the API's error envelope, so that clients need only one parser.
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

/** Set on every answer under /v1, the relay's or the API's: never cached, never rendered as a document of this site. */
export const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
};

/** For answers that a retry cannot change; API clients obey it even if the status says "retry". */
export const FINAL = { 'x-should-retry': 'false' };

/** The relay's answer about an idempotency key. */
export function refuseKey({ status, type, code, message, headers }: KeyRefusal): Response {
  return refuse(status, type, message, headers, { error_code: code });
}
