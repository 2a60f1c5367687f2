// A server with broken connections, as a `fetch`: it has results, interrupts them where the test defines it, and supports ranges
// or not.
import { BatchClient } from 'message-batches';
import { bytesOf, endedWith, json, KEY, recordsIn } from './setup.mjs';

/**
 * `cut(number, from)` returns the byte of the stream at which a connection breaks (from 0), or nothing; `body(number)` returns
 * the complete results, of which the batch reports `count`; `ranges: false` makes a server that ignores `range`; `wrong` changes
 * its `content-range`.
 */
export function flaky({
  text,
  body = () => text,
  cut = () => undefined,
  ranges = true,
  piece = 7,
  wrong,
  batches,
  count,
} = {}) {
  const asked = [];
  const cancelled = [];
  const first = count ?? body(0);
  const records = typeof first === 'string' ? recordsIn(first) : Number(first) || 0;
  const fetch = async (url, { headers, signal }) => {
    if (!String(url).endsWith('/results')) return batches?.(asked.length) ?? json(endedWith(records));
    const number = asked.length;
    const range = headers.get('range');
    asked.push(range);
    const answer = body(number);
    if (answer instanceof Response || answer instanceof Error) return failing(answer);
    const bytes = typeof answer === 'string' ? bytesOf(answer) : answer;
    const from = ranges && range ? Number(/^bytes=(\d+)-$/.exec(range)[1]) : 0;
    if (from >= bytes.length && range) return new Response(null, { status: 416 });
    const end = cut(number, from) ?? Number.POSITIVE_INFINITY;
    let at = from;
    const stream = new ReadableStream(
      {
        pull(controller) {
          if (at >= end) return controller.error(new TypeError('terminated'));
          if (at >= bytes.length) return controller.close();
          const next = Math.min(at + piece, end, bytes.length);
          controller.enqueue(bytes.slice(at, next));
          at = next;
        },
        cancel: (reason) => void cancelled.push(reason),
      },
      { highWaterMark: 0 },
    );
    signal?.throwIfAborted();
    const partial = ranges && range;
    const contentRange = wrong ?? `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    return new Response(stream, {
      status: partial ? 206 : 200,
      headers: partial ? { 'content-range': contentRange } : {},
    });
  };
  return { asked, cancelled, client: new BatchClient({ apiKey: KEY, fetch, maxRetries: 0 }) };
}

function failing(answer) {
  if (answer instanceof Error) throw answer;
  return answer;
}
