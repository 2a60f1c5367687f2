// The ways in which a call can fail, each with the secret at every possible place.
import { inspect } from 'node:util';
import { batch, ended, json } from '../setup.mjs';
import { formsOf } from './hunt.mjs';

const STATUSES = [400, 401, 402, 403, 404, 405, 407, 408, 409, 413, 418, 422, 429, 451, 500, 502, 503, 504, 511, 529];

const envelope = (error, more) => ({ type: 'error', error, request_id: 'req_1', ...more });

/** Answers that repeat the key: name → body and headers. */
const bodies = (secret) => ({
  'its message': [envelope({ type: 'api_error', message: `the key ${secret} is wrong` })],
  'its message, in other forms': [envelope({ type: 'api_error', message: Object.values(formsOf(secret)).join(' , ') })],
  'its type, code and request id': [
    envelope({ type: secret, message: 'no', details: { error_code: secret } }, { request_id: `req_${secret}` }),
  ],
  'JSON escapes': [
    JSON.stringify(envelope({ type: 'api_error', message: 'KEY' })).replace(
      'KEY',
      () => formsOf(secret)['JSON-escaped'],
    ),
  ],
  'a page': [`<html><title>${secret}</title>`, { 'content-type': 'text/html' }],
  text: [secret, { 'content-type': 'text/plain' }],
  'broken JSON': [`{"error":{"message":"${secret}"`],
  'its headers': [
    '',
    { 'request-id': secret, 'x-should-retry': secret, 'retry-after': secret, 'content-type': secret },
  ],
});

function* answers(secret) {
  for (const status of STATUSES) {
    for (const [what, [body, headers = { 'content-type': 'application/json' }]] of Object.entries(bodies(secret))) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      yield [`${status} with the key in ${what}`, () => new Response(text, { status, statusText: secret, headers })];
    }
  }
  const successes = {
    'a page': `<html>${secret}`,
    text: secret,
    'an empty body': '',
    'another object': JSON.stringify({ [secret]: secret }),
    'a list': JSON.stringify([secret]),
    'broken JSON': `{"id":"${secret}"`,
    'a batch of the key': JSON.stringify(batch({ id: secret, processing_status: secret, created_at: secret })),
  };
  for (const [what, text] of Object.entries(successes)) {
    for (const type of ['application/json', 'text/html']) {
      yield [`200 with ${what} as ${type}`, () => new Response(text, { headers: { 'content-type': type } })];
    }
  }
  const batches = {
    'a batch that goes on': batch({ note: secret }),
    'a batch that is archived': ended({ results_url: null, archived_at: secret }),
    'a batch without results': ended({ results_url: null, request_counts: {}, note: { [secret]: [secret] } }),
    'a batch whose results are on another host': ended({ results_url: `https://${secret}.example/${secret}` }),
    'a batch whose results have the key in their path': ended({ results_url: `/of/${encodeURIComponent(secret)}/all` }),
    'a batch whose results have the key in their query': ended({
      results_url: `/all?key=${encodeURIComponent(secret)}`,
    }),
  };
  for (const [what, found] of Object.entries(batches)) yield [`200 with ${what}`, () => json(found)];
  for (const status of [301, 302, 307, 308]) {
    yield [
      `${status} to an address with the key`,
      () => new Response(null, { status, headers: { location: `https://a.example/${secret}` } }),
    ];
  }
  yield ['what is no response', () => ({ status: secret, headers: secret, body: secret })];
  yield ['a response of others', () => ({ status: 500, headers: { get: () => secret }, text: async () => secret })];
  yield [
    'a response that throws',
    () => ({
      status: 500,
      headers: {
        get: () => {
          throw new Error(secret);
        },
      },
      text: async () => '',
    }),
  ];
}

const failing = (thrown) => ({ status: 200, headers: new Headers(), text: () => Promise.reject(thrown) });

class HttpError extends Error {
  #secret;
  constructor(secret) {
    super('Request failed');
    this.#secret = secret;
  }
  get config() {
    return { headers: { authorization: this.#secret } };
  }
  toJSON() {
    return { secret: this.#secret };
  }
}

class Inspected extends Error {
  #secret;
  constructor(secret) {
    super('Request failed');
    this.#secret = secret;
  }
  [inspect.custom]() {
    return this.#secret;
  }
}

class Told extends Error {
  #secret;
  constructor(secret) {
    super('Request failed');
    this.#secret = secret;
  }
  toString() {
    return this.#secret;
  }
}

const cyclic = (secret) => {
  const error = new Error(secret);
  error.cause = new Error('x', { cause: error });
  error.self = { error, list: [error] };
  return error;
};
const deep = (secret) => {
  let error = new Error(secret);
  for (let level = 0; level < 200; level++) error = new Error(`level ${level}`, { cause: error });
  return error;
};
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const trapped = (secret) =>
  new Proxy(new Error('x'), { get: (target, name) => (name === 'message' ? secret : Reflect.get(target, name)) });
const hostile = (secret) =>
  new Proxy(
    {},
    {
      ownKeys() {
        throw new Error(secret);
      },
      getPrototypeOf() {
        throw new Error(secret);
      },
    },
  );
const headersOf = (secret) => ({ authorization: `Bearer ${secret}`, 'x-api-key': secret });
const withStack = (secret) =>
  Object.assign(new Error('x'), { stack: `Error: x\n    at fetch (https://a.example/${secret}:1:1)` });
const request = (secret) => new Request('https://a.example', { headers: headersOf(secret) });

/** Values that a caller's `fetch` may throw. */
const thrown = {
  'an error': (secret) => new Error(`cannot send ${secret}`),
  'a TypeError': (secret) => new TypeError(`fetch failed for ${secret}`),
  'an error with a cause': (secret) => new TypeError('fetch failed', { cause: new Error(secret) }),
  'an error with a text as its cause': (secret) => new TypeError('fetch failed', { cause: secret }),
  'an error with a code': (secret) => Object.assign(new Error(''), { code: secret, errno: secret, syscall: secret }),
  'an AggregateError': (secret) =>
    new AggregateError([new Error(secret), new AggregateError([secret, new Error(secret)])], secret),
  'a cause that is an AggregateError': (secret) =>
    new TypeError('x', { cause: new AggregateError([new Error(secret)]) }),
  'an error with a stack of its own': withStack,
  'an error with a name': (secret) => Object.assign(new Error('x'), { name: secret }),
  'an error with config and headers': (secret) =>
    Object.assign(new Error('x'), { config: { headers: headersOf(secret) } }),
  'an error with Headers': (secret) => Object.assign(new Error('x'), { headers: new Headers(headersOf(secret)) }),
  'an error with a Request': (secret) => Object.assign(new Error('x'), { request: request(secret) }),
  'an error with a Map': (secret) => Object.assign(new Error('x'), { sent: new Map([[secret, secret]]) }),
  'an error with a Set': (secret) => Object.assign(new Error('x'), { sent: new Set([secret]) }),
  'an error with bytes': (secret) => Object.assign(new Error('x'), { raw: Buffer.from(secret) }),
  'an error with a URL': (secret) =>
    Object.assign(new Error('x'), { url: new URL(`https://a.example/?key=${encodeURIComponent(secret)}`) }),
  'an error with a function': (secret) =>
    Object.assign(new Error('x'), { again: Object.assign(() => secret, { secret }) }),
  'an error with a symbol': (secret) => Object.assign(new Error('x'), { [Symbol(secret)]: Symbol(secret) }),
  'an error with a property of that name': (secret) => Object.assign(new Error('x'), { [secret]: 1 }),
  'an error with a getter': (secret) =>
    Object.defineProperty(new Error('x'), 'sent', { get: () => secret, enumerable: true }),
  'an error with a hidden property': (secret) => Object.defineProperty(new Error('x'), 'sent', { value: secret }),
  'an error that is frozen': (secret) => Object.freeze(new Error(secret)),
  'an error with toJSON': (secret) => new HttpError(secret),
  'an error that is inspected': (secret) => new Inspected(secret),
  'an error with toString': (secret) => new Told(secret),
  'an error that contains itself': cyclic,
  'an error of many levels': deep,
  'a proxy of an error': trapped,
  'a proxy that throws': hostile,
  'a proxy that is revoked': revoked,
  'a DOMException': (secret) => new DOMException(secret, 'NetworkError'),
  'an AbortError of its own': (secret) => new DOMException(`aborted ${secret}`, 'AbortError'),
  'a text': (secret) => `cannot send ${secret}`,
  'a symbol': (secret) => Symbol(secret),
  'a function': (secret) => Object.defineProperty(() => {}, 'name', { value: secret }),
  'an object': (secret) => ({ message: secret, headers: headersOf(secret), list: [[secret]] }),
  'an object without a prototype': (secret) => Object.assign(Object.create(null), { message: secret, secret }),
  'an array': (secret) => [secret, { secret }],
  'a response': (secret) => new Response(secret, { status: 500, statusText: 'x', headers: { 'x-sent': secret } }),
  'a request': request,
  'an object of a class': (secret) =>
    new (class Failure {
      secret = secret;
      message = secret;
    })(),
  'an object with a tag': (secret) => ({ [Symbol.toStringTag]: secret, message: 'x' }),
  'what says that nothing was sent': (secret) => Object.assign(new Error(secret), { outcome: 'not_sent' }),
  'an error of forms': (secret) => new Error(Object.values(formsOf(secret)).join(' , ')),
  nothing: () => undefined,
  null: () => null,
  'a number': () => 7,
};

function* failures(secret) {
  for (const [what, make] of Object.entries(thrown)) {
    yield [`fetch rejects with ${what}`, () => Promise.reject(make(secret))];
    yield [
      `fetch throws ${what}`,
      () => {
        throw make(secret);
      },
      'now',
    ];
    yield [`a body breaks off with ${what}`, () => failing(make(secret))];
  }
}

/** Name, the answer to each call, and "now" if `fetch` itself throws. */
export function* modes(secret) {
  yield* answers(secret);
  yield* failures(secret);
}

/** Errors that end the reading of results. */
export const endings = Object.entries(thrown);
