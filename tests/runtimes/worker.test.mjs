// Results that a worker reads for a page, in Chromium and Firefox: the records are the same as without a worker.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { BROWSERS, useBrowser } from '../resends/browsers.mjs';
import { inRepo } from './setup.mjs';

const TYPES = { html: 'text/html', js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
const PAGE = '<!doctype html><meta charset="utf-8"><title>worker</title><link rel="icon" href="data:">';
const OWN_WORKER = `
  import '/dist/results-worker.js';
  let messages = 0;
  addEventListener('message', () => postMessage('message ' + ++messages));
`;
/** The files of the package. A second path serves the package without the worker's script. */
const FILE = /^\/(?:dist|scriptless(?!\/results-worker))\/([\w-]+\.(?:js|wasm))$/;
/** The modules that run in the page. */
const MODULE = /^\/worker\/\w+\.mjs$/;
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; connect-src 'self' blob:";
const RECORDS = 99;

const server = http.createServer((request, response) => answer(request, response).catch(() => response.destroy()));
let origin;
let never = deferred();

function deferred() {
  let resolve;
  return {
    promise: new Promise((done) => {
      resolve = done;
    }),
    resolve: () => resolve(),
  };
}

async function answer({ url }, response) {
  const { pathname } = new URL(url, 'http://page');
  if (pathname === '/') return send(response, PAGE, 'html');
  if (pathname === '/own-worker.js') return send(response, OWN_WORKER, 'js');
  if (pathname === '/foreign-worker.js') return send(response, 'addEventListener("message", () => {});', 'js');
  // This request gets no answer.
  if (pathname === '/never.wasm') return never.resolve();
  if (pathname === '/asked-for-never.wasm') {
    await never.promise;
    never = deferred();
    return response.writeHead(204).end();
  }
  if (pathname === '/moved/results.wasm') return send(response, await readFile(inRepo('dist/results.wasm')), 'wasm');
  if (MODULE.test(pathname)) return send(response, await readFile(inRepo(`tests/runtimes${pathname}`)), 'mjs');
  const [, file] = FILE.exec(pathname) ?? [];
  if (file) return send(response, await readFile(inRepo(`dist/${file}`)), file.split('.').at(-1));
  return response.writeHead(404).end();
}

const send = (response, body, type) =>
  response.writeHead(200, { 'content-type': TYPES[type], 'content-security-policy': POLICY }).end(body);

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

for (const browser of BROWSERS) {
  const launched = useBrowser(browser);

  describe(browser.name, { skip: browser.skip }, () => {
    /** Runs a function of worker/page.mjs in its own page. */
    async function inPage(name) {
      const page = await (await launched()).newPage();
      try {
        await page.goto(origin);
        return await page.evaluate((name) => import('/worker/page.mjs').then((functions) => functions[name]()), name);
      } finally {
        await page.close();
      }
    }

    test('the records of a worker are those of a direct reader, however the results are divided', async () => {
      const found = await inPage('chunkings');
      const sizes = ['1', '7', '64,1', '1000', '4093', '65536', '100,300000', '1000000'];
      assert.deepEqual(
        found.map(([name, , , ...difference]) => [name, ...difference]),
        sizes.map((name) => [name]),
      );
      for (const [name, direct, worker] of found) assert.equal(direct, worker, name);
      assert.deepEqual(
        found.map(([, direct]) => direct === RECORDS),
        [false, false, false, false, true, true, true, true],
      );
    });

    test('they are so for every kind of input, which stays the caller’s', async () => {
      const { found, isWhole, hasScript } = await inPage('inputs');
      const whole = ['bytes', 'Blob', 'File', 'stream', 'Response', 'fetched', 'text', 'chunks()'];
      assert.deepEqual(found, [...whole.map((kind) => [kind, RECORDS, RECORDS]), ['list', 2, 2]]);
      assert.ok(isWhole);
      assert.ok(hasScript);
    });

    test('the page itself loads no WebAssembly', async () => {
      assert.deepEqual(await inPage('alone'), { records: [['a', '']], wasm: [] });
    });

    test('tallies are the same, during a loop as well', async () => {
      const { whole, counted, before, after: atEnd, grows } = await inPage('tallies');
      assert.match(whole, /__proto__/);
      assert.equal(counted, whole);
      assert.equal(before, undefined);
      assert.equal(atEnd, whole);
      assert.ok(grows);
    });

    test('errors have the class, the code, the words and the fields of a direct reader’s', async () => {
      const { found, shortened, again, unknown, noWorker, noModule, cancelled } = await inPage('errors');
      for (const [name, direct, worker] of found) {
        assert.notEqual(direct, 'none', name);
        assert.equal(worker, direct, name);
      }
      assert.deepEqual(shortened, ['long lines', RECORDS, RECORDS]);
      assert.deepEqual(
        [JSON.parse(again).code, JSON.parse(again).message],
        [
          'already_read',
          'These results are being read, or were read already. Open them again with readResultsInWorker.',
        ],
      );
      assert.equal(
        JSON.parse(unknown).message,
        'from: unknown option. The options are: maxLineBytes, recordCount, schema, signal, wasm, worker.',
      );
      assert.equal(JSON.parse(noWorker).message, 'worker: expected a Worker, found "worker.js"');
      assert.equal(
        JSON.parse(noModule).message,
        'wasm: expected a URL, bytes or a compiled WebAssembly.Module, found an object',
      );
      assert.equal(JSON.parse(cancelled).message, 'The results were cancelled before they were read to the end.');
    });

    test('an error comes after the records before it; an abort and a cancel cut at once', async () => {
      const { found, tallies, aborted, cancelled } = await inPage('beforeErrors');
      for (const [name, direct, worker] of found) {
        assert.equal(direct[0], 300, name);
        assert.notEqual(direct[1], 'none', name);
        assert.equal(direct[2], 300, name);
        assert.deepEqual(worker, direct, name);
      }
      assert.equal(tallies[0][1], 300);
      assert.deepEqual(tallies[1], tallies[0]);
      assert.equal(aborted, true);
      assert.equal(JSON.parse(cancelled).message, 'The results were cancelled before they were read to the end.');
    });

    test('answers are validated in the page, where the schema is', async () => {
      const [direct, worker] = await inPage('schemas');
      assert.match(direct, /Rome/);
      assert.equal(worker, direct);
    });

    test('a break, an abort, a cancel and the end of the results end the worker and the source', async () => {
      assert.deepEqual(await inPage('ends'), {
        lived: 1,
        broken: 'without a reason',
        reason: true,
        sourceReason: true,
        abortedBefore: true,
        abortedWaiting: true,
        cancelled: 'The results were cancelled before they were read to the end.',
        done: RECORDS,
        living: 0,
      });
    });

    test('an iterator that is ended before its first record ends the worker and the source', async () => {
      assert.deepEqual(
        await inPage('leftBeforeStart'),
        ['the loop, return', 'the loop, throw', 'chunks, return', 'chunks, throw'].map((way) => [
          way,
          1,
          'without a reason',
        ]),
      );
    });

    test('a worker reads at most a few chunks ahead of its page', async () => {
      const { pulls, records } = await inPage('ahead');
      assert.ok(pulls <= 16, `${pulls} chunks of 64 kB`);
      assert.equal(records, 2_000);
    });

    test('several are read at once, each in its worker or in one of the caller’s, which stays', async () => {
      const { found, outcome } = await inPage('severalAtOnce');
      assert.deepEqual(
        found,
        Array.from({ length: 6 }, (_, at) => [at, RECORDS, RECORDS]),
      );
      // The messages of the readings do not reach it.
      assert.equal(outcome, 'message 1');
    });

    test('a worker that dies or cannot start is an error that says what to do', async () => {
      const found = await inPage('deaths');
      const { terminated, missing, scriptless, noWasm } = found;
      const message = (error) => JSON.parse(error).message;
      assert.deepEqual(JSON.parse(terminated), {
        code: 'worker_failed',
        name: 'BatchError',
        message:
          'The worker that reads the results ended before it had read all of them. It ran out of memory, or was terminated. Read the results again from their start.',
        cause: 'undefined',
        classes: ['BatchError'],
        builtIn: [],
        isOurs: true,
      });
      assert.equal(found.source, 'worker_failed');
      const notLoaded =
        'The script of the worker that reads results could not be loaded (the browser does not say why). If your bundler does not copy it, put node_modules/message-batches/dist/results-worker.js beside your scripts, or pass a worker that imports message-batches/results-worker: { worker }.';
      assert.equal(message(missing), notLoaded);
      assert.equal(message(scriptless), notLoaded);
      assert.equal(
        message(noWasm),
        `The WebAssembly module results.wasm could not be loaded (${origin}/none.wasm returned HTTP 404). If your bundler does not copy it, put node_modules/message-batches/dist/results.wasm beside the script of the worker, or pass its URL: readResultsInWorker(results, { wasm: url }).`,
      );
      assert.equal(found.next, RECORDS);
    });

    test('a worker that does not answer is an error after half a minute, and says what to do', async () => {
      const { found, waits } = await inPage('silences');
      const foreign =
        'worker: the worker did not answer within 30 seconds. It was terminated, is busy, or its script does not import message-batches/results-worker. Pass a worker that imports it, or leave out the option worker.';
      const own =
        'The worker that reads the results did not start within 30 seconds. Its script loads slowly, or the browser ended it, for example for lack of memory. Read the results again, or read them in the page with readResults.';
      const errors = found.map(([error]) => JSON.parse(error));
      assert.deepEqual(
        errors.map(({ code, message }) => [code, message]),
        [foreign, foreign, own].map((message) => ['worker_failed', message]),
      );
      assert.deepEqual(
        found.slice(0, 2).map(([, cancelled]) => cancelled),
        ['worker_failed', 'worker_failed'],
      );
      assert.deepEqual(waits, [30_000, 30_000, 30_000]);
    });

    test('a worker that dies while it loads the WebAssembly is an error', async () => {
      const { code, message } = JSON.parse(await inPage('deathWhileLoading'));
      assert.equal(code, 'worker_failed');
      assert.equal(
        message,
        'The worker that reads the results ended before it had read all of them. It ran out of memory, or was terminated. Read the results again from their start.',
      );
    });
  });
}
