import { refuse } from './refusal.ts';

/** One call to forward. */
export interface Route {
  /** The upstream path, with the id encoded again. */
  path: string;
  /** The operation with a body. */
  create: boolean;
  list: boolean;
  /** The operation that returns lines instead of batches. */
  results: boolean;
}

const BATCHES = '/v1/messages/batches';
// A Map, because an object would have an action called constructor.
const ACTIONS = new Map([
  ['cancel', 'POST'],
  ['results', 'GET'],
]);

/**
 * Returns the operation of a request, or the answer that refuses it. The upstream path is built from known words and one encoded
 * id, never copied from the request.
 */
export function route(method: string, pathname: string): Route | Response {
  if (pathname !== BATCHES && !pathname.startsWith(`${BATCHES}/`)) return notFound(method, pathname);
  const [encodedId, action, ...more] = pathname.slice(BATCHES.length).split('/').slice(1);
  if (more.length > 0) return notFound(method, pathname);

  if (encodedId === undefined) {
    return method === 'GET' || method === 'POST'
      ? { path: BATCHES, create: method === 'POST', list: method === 'GET', results: false }
      : wrongMethod(method, pathname, 'GET, POST');
  }
  const id = batchId(encodedId);
  if (id === undefined) {
    return refuse(
      400,
      'invalid_request_error',
      'The batch id in this path is invalid: it is empty, a dot segment, or contains a slash, a control character or broken percent-encoding.',
    );
  }
  const path = `${BATCHES}/${id}`;
  if (action === undefined) {
    return method === 'GET' || method === 'DELETE'
      ? { path, create: false, list: false, results: false }
      : wrongMethod(method, pathname, 'GET, DELETE');
  }
  const verb = ACTIONS.get(action);
  if (verb === undefined) return notFound(method, pathname);
  return method === verb
    ? { path: `${path}/${action}`, create: false, list: false, results: action === 'results' }
    : wrongMethod(method, pathname, verb);
}

/** The decoded id, encoded again; undefined if it could be read as more than one path segment. */
function batchId(encoded: string): string | undefined {
  try {
    const id = decodeURIComponent(encoded);
    if (id === '' || id === '.' || id === '..') return undefined;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    return /[/\\?#\u0000-\u001f\u007f]/.test(id) ? undefined : encodeURIComponent(id);
  } catch {
    // Broken percent-encoding, or half of a surrogate pair.
    return undefined;
  }
}

function notFound(method: string, pathname: string): Response {
  return refuse(
    404,
    'not_found_error',
    `This relay forwards only the six Message Batches operations; ${method} ${pathname} is not one of them.`,
  );
}

function wrongMethod(method: string, pathname: string, allow: string): Response {
  return refuse(405, 'invalid_request_error', `${pathname} takes ${allow.replace(', ', ' or ')}, not ${method}.`, {
    allow,
  });
}
