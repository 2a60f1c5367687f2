// The package in headless Chromium: a page and its worker, behind a relay on their origin.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { onPath } from '../../scripts/paths.mjs';
import { accounted } from './account.mjs';
import { assertFlow, assertPanics, assertUpload, emulator, inRepo, KEY, UPLOAD } from './setup.mjs';

const TYPES = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
const PLACES = [
  [/^\/(?:account|flow|media|panics|upload)\.mjs$/, (path) => `tests/runtimes${path}`],
  [/^\/dist\/[\w-]+\.(?:js|wasm)$/, (path) => path.slice(1)],
  [/^\/planted\/[\w-]+\.(?:js|wasm)$/, (path) => `target${path.replace('planted', 'planted/dist')}`],
];
const PAGE = '<!doctype html><meta charset="utf-8"><title>runtime</title><link rel="icon" href="data:">';
// A worker that answers with the result of `flow`. Its URL names the folder of the package.
const WORKER = `
  const run = async () => {
    const [pkg, { flow }] = await Promise.all([import('/dist/web.js'), import('/flow.mjs')]);
    return flow(pkg, { baseURL: location.origin });
  };
  run().then(postMessage, (error) => postMessage(String(error)));
`;

const api = await emulator();
const server = http.createServer((request, response) => answer(request, response).catch(() => response.destroy()));
let browser;
let origin;
let page;
const troubles = [];

/** The page, the built package, and a relay that has the key. */
async function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://page');
  if (pathname.startsWith('/v1/')) return relay(request, response);
  if (pathname.startsWith('/redirecting/')) return response.writeHead(307, { location: '/v1/elsewhere' }).end();
  if (pathname === '/worker.js') return send(response, WORKER, 'js');
  const place = PLACES.find(([pattern]) => pattern.test(pathname))?.[1](pathname);
  if (place) return send(response, await readFile(inRepo(place)), pathname.split('.').at(-1));
  return pathname === '/' ? send(response, PAGE, 'html') : response.writeHead(404).end();
}

function send(response, body, type) {
  // No inline script and no eval; the only exception is compiling WebAssembly.
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";
  response.writeHead(200, { 'content-type': TYPES[type], 'content-security-policy': policy }).end(body);
}

async function relay(request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { method, headers } = request;
  const answered = await fetch(`${api.url}${request.url}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, ...named(headers, ['anthropic-version', 'idempotency-key']) },
    body: parts.length > 0 ? Buffer.concat(parts) : undefined,
  });
  // The emulator remembers the keys of creates; a page only creates through a peer that does.
  const passed = ['content-type', 'request-id', 'x-idempotency', 'x-idempotency-state'];
  response.writeHead(answered.status, named(Object.fromEntries(answered.headers), passed));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

const named = (headers, names) =>
  Object.fromEntries(names.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]));

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  const calm = ['no-first-run', 'disable-background-networking', 'disable-component-update', 'disable-sync'];
  browser = await chromium.launch({
    executablePath: process.env.CHROME_BIN || onPath(['chromium', 'chromium-browser', 'google-chrome', 'chrome']),
    args: ['no-sandbox', 'disable-gpu', 'disable-quic', ...calm].map((flag) => `--${flag}`),
  });
  page = await browser.newPage();
  page.on('pageerror', (error) => troubles.push(`page error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && troubles.push(`console: ${message.text()}`));
  // Records synchronous compilation on the main thread.
  await page.addInitScript(() => {
    for (const name of ['Module', 'Instance']) {
      const refused = () => {
        throw new Error(`new WebAssembly.${name}() in a page`);
      };
      WebAssembly[name] = new Proxy(WebAssembly[name], { construct: refused });
    }
  });
  await page.goto(origin);
});

after(async () => {
  await browser?.close();
  server.close();
  server.closeAllConnections();
});

/** Runs one of the modules of this folder in the page, with a build of the package. */
const inPage = (name, build = 'dist') =>
  page.evaluate(
    async ([name, build]) => {
      const [pkg, functions] = await Promise.all([import(`/${build}/web.js`), import(`/${name}.mjs`)]);
      return functions[name](pkg, { baseURL: location.origin });
    },
    [name, build],
  );

test('a page creates, polls, reads, deletes, and gets the errors that any other gets', async () => {
  assertFlow(await inPage('flow'));
});

test('a worker of a page does so too', async () => {
  const outcome = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('/worker.js', { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
  );
  assertFlow(outcome);
});

test('a page uploads shards of an input that it never holds, as Blobs', async () => {
  const outcome = await page.evaluate(async (query) => {
    const [pkg, { upload }] = await Promise.all([import('/dist/web.js'), import('/upload.mjs')]);
    return upload(pkg, { baseURL: location.origin }, new URLSearchParams(query));
  }, UPLOAD);
  assertUpload(outcome);
});

test('a page puts results in order by Blobs and by files of its origin, and leaves no file', async () => {
  const [outcome, left] = await page.evaluate(async () => {
    const [pkg, { blobSpill, opfsSpill }, { account }] = await Promise.all([
      import('/dist/web.js'),
      import('/dist/spill.js'),
      import('/account.mjs'),
    ]);
    const done = await account(pkg, { usual: () => undefined, blob: blobSpill, opfs: opfsSpill });
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('message-batches');
    const left = [];
    for await (const name of folder.keys()) left.push(name);
    return [done, left];
  });
  assert.deepEqual(outcome, accounted(['usual', 'blob', 'opfs']));
  assert.deepEqual(left, []);
});

test('a page that holds a key is refused, unless it insists', async () => {
  const reported = await page.evaluate(async () => {
    const { BatchClient } = await import('/dist/web.js');
    const refused = (make) => {
      try {
        return make() && 'made';
      } catch (error) {
        return [error.name, error.code];
      }
    };
    return [{ apiKey: 'k' }, { apiKey: 'k', dangerouslyAllowBrowser: true }, { baseURL: location.origin }].map(
      (options) => refused(() => new BatchClient(options)),
    );
  });
  assert.deepEqual(reported, [['BatchError', 'api_key_in_page'], 'made', 'made']);
});

/** Returns the error that a call in the page rejects with. */
const rejection = (options) =>
  page.evaluate(async (options) => {
    const { BatchClient } = await import('/dist/web.js');
    const error = await new BatchClient(options).retrieve('a').catch((error) => error);
    return [error.name, error.code, error.message];
  }, options);

test('a call to the API itself, which does not answer pages, says that a relay is needed', async () => {
  const own = await browser.newPage({ bypassCSP: true });
  await own.route('https://api.anthropic.com/**', (route) => route.abort('failed'));
  await own.goto(origin);
  const reported = await own.evaluate(async () => {
    const { BatchClient } = await import('/dist/web.js');
    const client = new BatchClient({ apiKey: 'k', dangerouslyAllowBrowser: true });
    const error = await client.retrieve('a').catch((error) => error);
    return [error.name, error.code, error.message];
  });
  await own.close();
  assert.deepEqual(reported, [
    'ConnectionError',
    'needs_relay',
    'GET https://api.anthropic.com/v1/messages/batches/a: no response (Failed to fetch). The API does not let web pages call its batch endpoints; point { baseURL } at a relay on a server or edge worker.',
  ]);
});

test('a redirect, which a page cannot look into, is refused', async () => {
  assert.deepEqual(await rejection({ baseURL: `${origin}/redirecting` }), [
    'ResponseError',
    'unexpected_response',
    `GET ${origin}/redirecting/v1/messages/batches/a: answered with a redirect, which is not followed because it could send the key to another host.`,
  ]);
});

test('a module that is not where it should be is said so, and found again when it is', async () => {
  const own = await browser.newPage();
  let hidden = true;
  await own.route('**/checks.wasm', (route) => (hidden ? route.fulfill({ status: 404 }) : route.continue()));
  await own.goto(origin);
  const check = () =>
    own.evaluate(async () => {
      const { validate } = await import('/dist/web.js');
      return validate([]).then(
        ({ ok }) => ok,
        ({ code, message }) => [code, message],
      );
    });
  assert.deepEqual(await check(), [
    'load_failed',
    `The WebAssembly module checks.wasm could not be loaded (${origin}/dist/checks.wasm returned HTTP 404). If your bundler does not copy it, put node_modules/message-batches/dist/checks.wasm beside your scripts, or pass its URL: init({ checks: url }).`,
  ]);
  hidden = false;
  assert.equal(await check(), false, 'a batch has at least one request');
  await own.close();
});

test('a module that panics gives every call under way an error, and the next one works', async () => {
  assertPanics(await inPage('panics', 'planted'));
  assertPanics(await inPage('panics', 'planted'));
  assertFlow(await inPage('flow', 'planted'));
});

test('a page scales images that are too large, and refuses what it cannot draw', async () => {
  const found = await inPage('media');
  const near = ({ left, right, ...rest }) => {
    // Lossy formats change colors slightly.
    const is = (pixel, colour) => pixel.every((value, index) => Math.abs(value - colour[index]) < 12);
    return { ...rest, drawn: is(left, [0, 0, 200]) && is(right, [200, 0, 0]) };
  };
  const { wide, jpeg, webp, fits, ...rest } = found;
  assert.deepEqual([wide, jpeg, webp, fits].map(near), [
    { type: 'image/png', size: [2576, 129], notes: ['scaled from 9000 x 450 to 2576 x 129'], drawn: true },
    { type: 'image/jpeg', size: [400, 200], notes: ['scaled from 1200 x 600 to 400 x 200'], drawn: true },
    { type: 'image/webp', size: [400, 200], notes: ['scaled from 1200 x 600 to 400 x 200'], drawn: true },
    { type: 'image/png', size: [600, 300], notes: [], drawn: true },
  ]);
  assert.deepEqual(rest, {
    heavy: true,
    heavyScaled: 'image/webp',
    heavyRefused: 'invalid_media',
    wideRefused: ['invalid_media', 'image: expected at most 8000 pixels on a side, found 9000 x 450'],
    broken: ['invalid_media', 'image: expected a complete PNG image, found one that is cut off after 60 bytes'],
    hollow: ['invalid_media', 'image: expected an image that the browser can draw, found one that it cannot'],
    path: [
      'invalid_option',
      'source: expected bytes, a Blob, or a URL with https: or data:, found a path, and this runtime has no files',
    ],
    estimated: 1,
  });
});

test('the page had no uncaught error', () => {
  const expected = /the server responded with a status of 40[04]/;
  assert.deepEqual(
    troubles.filter((trouble) => !expected.test(trouble)),
    [],
  );
});
