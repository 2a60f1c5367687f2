// An upstream that records every request exactly as received, and answers as a test defines.
import { createServer } from 'node:http';

/**
 * @returns {Promise<{ url: string, requests: object[], answers: Function, next: Function, close: Function }>}
 *   `requests`: the requests that arrived; `answers(reply => …)`: sets the answer from now on; `next()`: the next request, which
 *   the caller of `next` answers.
 */
export async function startRecorder() {
  const requests = [];
  const waiting = [];
  const plain = (reply) => reply.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  let answer = plain;

  const server = createServer((request, reply) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('error', () => {});
    // 'close' is emitted in any case; `complete` distinguishes an end from an interruption.
    const whole = new Promise((resolve) => {
      request.on('close', () => resolve({ complete: request.complete, body: Buffer.concat(pieces) }));
    });
    const { method, url, headers } = request;
    const seen = { method, url, headers, pieces, whole, request, reply };
    requests.push(seen);
    const taker = waiting.shift();
    if (taker) taker(seen);
    else request.on('end', () => answer(reply));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    answers(next) {
      answer = next ?? plain;
    },
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
