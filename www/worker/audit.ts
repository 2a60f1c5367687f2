import type { Route } from './route.ts';

export interface AuditEnv {
  /** "true": a line for each create, cancel and delete. */
  AUDIT?: string;
}

/**
 * Writes a line of JSON about a call that changes something, allowed or not, for `wrangler tail` or the logs of the Worker. The
 * line contains no text of a request or an answer, no key, no token, and no batch id.
 */
export function audit({ method, headers }: Request, route: Route, answer: Response, durationMs: number): void {
  const operation = operationOf(method, route);
  if (operation === undefined) return;
  const length = headers.get('content-length');
  console.log(
    JSON.stringify({
      event: 'relay.call',
      operation,
      method,
      path: route.path.replace(/(?<=\/batches\/)[^/]+/, '{id}'),
      status: answer.status,
      requestId: answer.headers.get('request-id'),
      // A chunked body has no length.
      bytes: route.create && length !== null ? Number(length) : null,
      // Time until the answer begins.
      durationMs,
    }),
  );
}

function operationOf(method: string, { create }: Route): 'create' | 'cancel' | 'delete' | undefined {
  if (create) return 'create';
  if (method === 'POST') return 'cancel';
  return method === 'DELETE' ? 'delete' : undefined;
}
