import type { ErrorObject, ErrorResponse } from './wire.ts';

/** A response other than 2xx: thrown by an operation, and converted to the API's envelope by the routes. */
export class ApiFault extends Error {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string>;
  readonly details: Record<string, unknown> | undefined;

  constructor(
    status: number,
    type: string,
    message: string,
    { headers = {}, details }: { headers?: Record<string, string>; details?: Record<string, unknown> | undefined } = {},
  ) {
    super(message);
    this.name = 'ApiFault';
    this.status = status;
    this.type = type;
    this.headers = headers;
    this.details = details;
  }
}

export const invalidRequest = (message: string) => new ApiFault(400, 'invalid_request_error', message);

export const unauthenticated = (message: string) => new ApiFault(401, 'authentication_error', message);

export const notFound = (message = 'The requested resource could not be found.') =>
  new ApiFault(404, 'not_found_error', message);

export const methodNotAllowed = (allow: string) =>
  new ApiFault(405, 'invalid_request_error', 'Method Not Allowed', { headers: { allow } });

export const requestTooLarge = () => new ApiFault(413, 'request_too_large', 'Request exceeds the maximum size');

export const rateLimited = (message: string, retryAfterSeconds: number) =>
  new ApiFault(429, 'rate_limit_error', message, { headers: { 'retry-after': String(retryAfterSeconds) } });

export const batchNotFound = (id: string) => notFound(`Message Batch ${id} not found.`);

export const noResults = (id: string) => notFound(`Message Batch ${id} has no available results.`);

/**
 * Returns the response for any thrown value. A value other than an `ApiFault` is a bug of a responder or of the emulator. Its
 * text is included, because the author of the test needs it.
 */
export function errorResponse(thrown: unknown, requestId: string | null): Response {
  const fault = thrown instanceof ApiFault ? thrown : new ApiFault(500, 'api_error', internal(thrown));
  return Response.json(bodyOf(fault, requestId), { status: fault.status, headers: fault.headers });
}

function bodyOf(fault: ApiFault, requestId: string | null): ErrorResponse | { error: ErrorObject } {
  const error: ErrorObject = { type: fault.type, message: fault.message };
  if (fault.details !== undefined) error.details = fault.details;
  // The API's edge sends this response, in its own format, before the API sees the request.
  if (fault.status === 413) return { error };
  return { type: 'error', error, request_id: requestId };
}

function internal(thrown: unknown): string {
  return `Internal server error (emulator): ${thrown instanceof Error ? thrown.message : String(thrown)}`;
}
