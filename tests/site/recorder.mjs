// An upstream that notes every request that reaches it, byte for byte, and answers as a test says.
import { createServer } from 'node:http';

/**
 * @returns {Promise<{ url: string, requests: object[], answers: Function, next: Function, close: Function }>}
 *   `requests`: what arrived; `answers(reply => …)`: how to answer from now on; `next()`: the next request, to be
 *   answered by whoever asked for it.
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
    // 'close' comes in any case; `complete` tells an end from a break.
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
