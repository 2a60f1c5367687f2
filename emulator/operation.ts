/** The six operations of batches and the one beside them, as faults and the ledger name them. */
export const OPERATIONS = ['create', 'retrieve', 'list', 'cancel', 'delete', 'results', 'count_tokens'] as const;

/**
 * An operation, as faults and the ledger name it.
 *
 * @example
 * const operation: Operation = 'retrieve';
 * emulator.inject([{ fault: 'status', status: 500, operation, times: 1 }]);
 */
export type Operation = (typeof OPERATIONS)[number];

export const BATCHES = '/v1/messages/batches';
export const COUNT_TOKENS = '/v1/messages/count_tokens';

/** The operation that a request is for, and the batch it names; `undefined` for anything else. */
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

/** As the router decodes it: what is no percent-encoding stays as it is. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
