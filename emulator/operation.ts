/** The six batch operations and the token count, as named by faults and the ledger. */
export const OPERATIONS = ['create', 'retrieve', 'list', 'cancel', 'delete', 'results', 'count_tokens'] as const;

/**
 * An operation, as named by faults and the ledger.
 *
 * @example
 * const operation: Operation = 'retrieve';
 * emulator.inject([{ fault: 'status', status: 500, operation, times: 1 }]);
 */
export type Operation = (typeof OPERATIONS)[number];

export const BATCHES = '/v1/messages/batches';
export const COUNT_TOKENS = '/v1/messages/count_tokens';

/** Returns the operation of a request, and the id of its batch; `undefined` for anything else. */
export function operationOf(method: string, pathname: string): { operation: Operation; batchId?: string } | undefined {
  if (pathname === COUNT_TOKENS) return method === 'POST' ? { operation: 'count_tokens' } : undefined;
  if (pathname === BATCHES) {
    if (method === 'POST') return { operation: 'create' };
    return method === 'GET' ? { operation: 'list' } : undefined;
  }
  const [id, verb, ...more] = pathname.startsWith(`${BATCHES}/`) ? pathname.slice(BATCHES.length + 1).split('/') : [];
  if (!id || more.length > 0) return undefined;
  const operation = OF_BATCH[`${method} ${verb ?? ''}`];
  return operation === undefined ? undefined : { operation, batchId: decoded(id) };
}

const OF_BATCH: Record<string, Operation> = {
  'GET ': 'retrieve',
  'DELETE ': 'delete',
  'POST cancel': 'cancel',
  'GET results': 'results',
};

/** Decodes a segment like the router does: invalid percent-encoding stays unchanged. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
