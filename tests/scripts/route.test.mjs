// Fuzzes the relay's route: whatever a caller sends, only one of the six operations is sent upstream.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import fc from 'fast-check';
import { inRoot } from '../../scripts/paths.mjs';
import { holds } from '../property.mjs';

const BATCHES = '/v1/messages/batches';
const UPSTREAM = 'https://api.anthropic.com';

const { outputFiles } = await build({
  entryPoints: [inRoot('www', 'worker', 'route.ts')],
  bundle: true,
  format: 'esm',
  write: false,
});
const { route } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);

const methods = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('GET', 'POST', 'DELETE') },
  { weight: 2, arbitrary: fc.constantFrom('PUT', 'PATCH', 'HEAD', 'OPTIONS', 'get', '') },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
/** Pieces of paths that parsers interpret differently. */
const pieces = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(BATCHES, '/', 'msgbatch_1', 'results', 'cancel', '/msgbatch_01Ab-c', 'v1') },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        '%2f',
        '%2F',
        '%5c',
        '\\',
        '..',
        '.',
        '%2e%2e',
        '%2E',
        '//',
        '?',
        '#',
        '%3f',
        '%23',
        '%00',
        '%0a',
        '%7f',
        '%',
      ],
      ...[
        '%e9',
        '%ff',
        '%c3%a9',
        'é',
        '😀',
        '\ud800',
        '%ED%A0%80',
        ';',
        '@',
        ':',
        '__proto__',
        'constructor',
        'toString',
      ],
      ...['%252f', '%25', ' ', '%20', '+', '\u2028', '\t', '\n', 'http://evil.example', '//evil.example'],
    ),
  },
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const free = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
/** Paths of operations with up to three changes, each a splice at a position. */
const mutated = fc
  .tuple(
    fc.constantFrom(BATCHES, `${BATCHES}/msgbatch_1`, `${BATCHES}/msgbatch_1/results`, `${BATCHES}/msgbatch_1/cancel`),
    fc.array(fc.tuple(fc.nat(60), fc.nat(3), pieces), { maxLength: 3 }),
  )
  .map(([path, changes]) =>
    changes.reduce((text, [at, removed, piece]) => text.slice(0, at) + piece + text.slice(at + removed), path),
  );

test('whatever is asked for, what is passed on is one of the six operations, and all else is refused in our words', async () => {
  const seen = { passed: 0, refused: 0 };
  await holds(6_000, fc.tuple(methods, fc.oneof(free, mutated)), async ([method, pathname]) => {
    const found = route(method, pathname);
    if (found instanceof Response) {
      seen.refused += 1;
      await assertRefusal(found);
      return;
    }
    seen.passed += 1;
    assertRoute(found, method, pathname);
  });
  assert.ok(seen.passed > 100 && seen.refused > 1_000, JSON.stringify(seen));
});

test('an action that every object has is none, and half of a surrogate pair is no id', async () => {
  // Regression test: the first was answered with an exception, because the table of actions was an object, which has a
  // constructor.
  for (const action of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    const pathname = `${BATCHES}/msgbatch_1/${action}`;
    const answer = route('GET', pathname);
    assert.equal(answer.status, 404);
    const message = `This relay forwards only the six Message Batches operations; GET ${pathname} is not one of them.`;
    assert.deepEqual((await answer.json()).error, { type: 'not_found_error', message });
  }
  assert.equal(route('GET', `${BATCHES}/\ud800`).status, 400);
});

async function assertRefusal(answer) {
  assert.ok([400, 404, 405].includes(answer.status), String(answer.status));
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.headers.has('allow'), answer.status === 405);
  const { type, error } = await answer.json();
  assert.equal(type, 'error');
  assert.ok(['invalid_request_error', 'not_found_error'].includes(error.type) && error.message.length > 0);
}

function assertRoute({ path, create, list, results }, method, pathname) {
  // No URL parser changes the path, and no later part can start a query.
  const url = new URL(path, UPSTREAM);
  assert.equal(url.origin + url.pathname + url.search + url.hash, UPSTREAM + path);
  assert.match(path, /^\/v1\/messages\/batches(?:\/[\w.!~*'()%-]+(?:\/(?:cancel|results))?)?$/);
  const [id, action] = path.slice(BATCHES.length).split('/').slice(1);
  const operation = `${method} ${id === undefined ? '' : 'id'} ${action ?? ''}`.trim();
  assert.ok(['GET', 'POST', 'GET id', 'DELETE id', 'POST id cancel', 'GET id results'].includes(operation), operation);
  assert.deepEqual(
    { create, list, results },
    {
      create: operation === 'POST',
      list: operation === 'GET',
      results: operation === 'GET id results',
    },
  );
  if (id === undefined) return;
  // The id is the caller's, and a single segment however it is decoded, once.
  const asked = decodeURIComponent(pathname.slice(BATCHES.length + 1).split('/')[0]);
  assert.equal(decodeURIComponent(id), asked);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  assert.doesNotMatch(asked, /[/\\?#\u0000-\u001f\u007f]|^\.{0,2}$/);
  assert.deepEqual(route(method, path), { path, create, list, results });
}
