// The errors of results that a worker reads, compared with those of the same results read directly.
import { readResults } from '/dist/web.js';
import { readResultsInWorker } from '/dist/worker.js';
import { all, answer, compared, RESULTS, text } from './corpus.mjs';
import { described, rejection } from './described.mjs';

export async function errors() {
  const broken = () => {
    const cause = new Error('the cable was cut');
    let at = 0;
    return new ReadableStream({
      pull(controller) {
        if (at === 0) controller.enqueue(RESULTS.slice(0, 5_000));
        else controller.error(cause);
        at += 1;
      },
    });
  };
  const beingRead = (source) => {
    (source.body ?? source).getReader();
    return source;
  };
  const wasRead = new Response(RESULTS);
  await wasRead.text();
  const cases = {
    'too few': () => [RESULTS, { recordCount: 9_999 }],
    'a wrong count': () => [RESULTS, { recordCount: 'many' }],
    'a count out of range': () => [RESULTS, { recordCount: -1 }],
    'a wrong length': () => [RESULTS, { maxLineBytes: 0 }],
    'no results': () => ['id,name\n1,x\n'],
    nothing: () => [''],
    'a web page': () => [new Response('<html></html>', { status: 203 })],
    'a broken stream': () => [broken()],
    'a response that is being read': () => [beingRead(new Response(RESULTS))],
    'a stream that is being read': () => [beingRead(new Response(RESULTS).body)],
    'a response that was read': () => [wasRead],
    'a stream of text': () => [new ReadableStream({ start: (controller) => controller.enqueue('text') })],
    'a number': () => [7],
    'a wrong schema': () => [RESULTS, { schema: 'x' }],
  };
  const found = [];
  for (const [name, make] of Object.entries(cases)) {
    const direct = await rejection(all(readResults(...make())));
    found.push([name, direct, await rejection(all(readResultsInWorker(...make())))]);
  }
  const long = { maxLineBytes: 200 };
  const shortened = compared(
    'long lines',
    await all(readResults(RESULTS, long)),
    await all(readResultsInWorker(RESULTS, long)),
  );
  const results = await readResultsInWorker(RESULTS);
  const again = await all(results).then(() => rejection(all(results)));
  const unknown = await rejection(all(readResultsInWorker(RESULTS, { from: 1 })));
  const noModule = await rejection(all(readResultsInWorker(RESULTS, { wasm: new Response('') })));
  const noWorker = await rejection(all(readResultsInWorker(RESULTS, { worker: 'worker.js' })));
  const cancelled = await readResultsInWorker(new ReadableStream());
  const tally = rejection(cancelled.tally());
  await cancelled.cancel();
  return { found, shortened, again, unknown, noWorker, noModule, cancelled: await tally };
}

/**
 * Returns how many records a loop gets before an error, the error, and the number in the tally. `pause` lets the worker get ahead
 * of the loop.
 */
async function untilError(opening, pause = async () => {}) {
  const results = await opening;
  let count = 0;
  try {
    for await (const _ of results) {
      count += 1;
      if (count === 1) await pause();
    }
    return [count, 'none'];
  } catch (error) {
    return [count, described(error), results.tallySoFar()?.records];
  }
}

/** Returns what is read before an error, directly and in a worker, with a fast or slow loop. */
export async function beforeErrors() {
  const lines = Array.from({ length: 300 }, (_, at) => JSON.stringify(answer(`id-${at}`, [text('x'.repeat(200))])));
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const pieces = Array.from({ length: 5 }, (_, at) => bytes.slice(at * 20_000, at < 4 ? (at + 1) * 20_000 : undefined));
  const brokenAfter = (onError) => {
    let at = 0;
    return new ReadableStream(
      {
        pull(controller) {
          if (at < pieces.length) return controller.enqueue(pieces[at++]);
          controller.error(new Error('the cable was cut'));
          onError();
        },
      },
      { highWaterMark: 0 },
    );
  };
  const otherReading = () => all(readResultsInWorker(RESULTS));
  const count = { recordCount: 400 };
  const found = [
    ['too few', await untilError(readResults(bytes, count)), await untilError(readResultsInWorker(bytes, count))],
    [
      'too few, slowly',
      await untilError(readResults(bytes, count)),
      await untilError(readResultsInWorker(bytes, count), otherReading),
    ],
    [
      'broken',
      await untilError(readResults(brokenAfter(() => {}))),
      await untilError(readResultsInWorker(brokenAfter(() => {}))),
    ],
  ];
  let onError;
  const errored = new Promise((resolve) => {
    onError = resolve;
  });
  const slow = readResultsInWorker(brokenAfter(onError));
  const pause = () => errored.then(otherReading);
  found.push(['broken, slowly', await untilError(readResults(brokenAfter(() => {}))), await untilError(slow, pause)]);

  const counted = async (opening) => {
    const results = await opening;
    return [await rejection(results.tally()), results.tallySoFar()?.records];
  };
  const tallies = [await counted(readResults(bytes, count)), await counted(readResultsInWorker(bytes, count))];

  // An abort and `cancel` drop the earlier findings.
  const controller = new AbortController();
  const reason = { because: 'enough' };
  const cut = await readResultsInWorker(bytes, { ...count, signal: controller.signal });
  const chunks = cut.chunks();
  await chunks.next();
  await otherReading();
  controller.abort(reason);
  const aborted = await chunks.next().then(
    () => 'none',
    (error) => error === reason,
  );
  const left = await readResultsInWorker(bytes, count);
  const rest = left.chunks();
  await rest.next();
  await otherReading();
  await left.cancel();
  return { found, tallies, aborted, cancelled: await rejection(rest.next()) };
}
