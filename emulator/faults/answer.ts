import { ApiFault, errorResponse } from '../errors.ts';
import type { Fault } from './document.ts';

const TYPES: Record<number, [type: string, message: string]> = {
  400: ['invalid_request_error', 'Bad request'],
  401: ['authentication_error', 'API key is invalid.'],
  402: ['billing_error', 'Your credit balance is too low to access the Anthropic API.'],
  403: ['permission_error', 'Your API key does not have permission to use the specified resource.'],
  404: ['not_found_error', 'The requested resource could not be found.'],
  409: ['conflict_error', 'The request conflicts with another one. Please try again.'],
  413: ['request_too_large', 'Request exceeds the maximum size'],
  429: ['rate_limit_error', "This request would exceed your organization's rate limit. Please try again later."],
  500: ['api_error', 'Internal server error'],
  504: ['timeout_error', 'The request timed out.'],
  529: ['overloaded_error', 'Overloaded'],
};

/** The default `retry-after` of a 429 in seconds. */
const RETRY_AFTER = 1;

/** Returns the response that a fault sends instead of the operation's; `undefined` for other kinds of faults. */
export function answerOf(fault: Fault, requestId: string): Response | undefined {
  switch (fault.fault) {
    case 'status':
      return errorResponse(statusFault(fault), requestId);
    case 'spend_limit':
      return errorResponse(
        new ApiFault(
          429,
          'rate_limit_error',
          'You have reached your API usage limits: your organization has crossed its monthly API usage threshold, set ' +
            "based on your organization's API tier. You will regain access on 2026-12-01 at 00:00 UTC.",
          { details: { error_code: 'enforced_spend_limit_reached' } },
        ),
        requestId,
      );
    case 'human_review_disabled':
      return errorResponse(
        new ApiFault(
          400,
          'invalid_request_error',
          "The request's Workspace has Human Review turned off, and this operation is not available there. Use a Workspace " +
            'with Human Review on.',
          { details: { error_code: 'workspace_human_review_disabled' } },
        ),
        requestId,
      );
    case 'html': {
      const status = fault.status as number;
      const page = `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n`;
      return new Response(page, {
        status,
        headers: { 'content-type': 'text/html', 'cf-ray': `emulated-${requestId}` },
      });
    }
    default:
      return undefined;
  }
}

/** Whether the operation is performed although its caller receives an error. */
export const isAfter = (fault: Fault) =>
  fault.fault === 'cut_after' || (fault.fault === 'status' && fault.after === true);

function statusFault(fault: Fault): ApiFault {
  const status = fault.status as number;
  const [type, message] = TYPES[status] ?? [status < 500 ? 'invalid_request_error' : 'api_error', `Status ${status}`];
  const retryAfter = fault.retryAfter === undefined ? (status === 429 ? RETRY_AFTER : null) : fault.retryAfter;
  const headers: Record<string, string> = {};
  if (retryAfter !== null) headers['retry-after'] = String(retryAfter);
  if (typeof fault.shouldRetry === 'boolean') headers['x-should-retry'] = String(fault.shouldRetry);
  const details = fault.errorCode === null ? undefined : { error_code: fault.errorCode };
  return new ApiFault(status, (fault.type as string | null) ?? type, (fault.message as string | null) ?? message, {
    headers,
    details,
  });
}
