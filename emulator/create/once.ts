import type { Account } from '../account.ts';
import { piecesOf } from '../bytes.ts';
import { BodyDigest } from '../digest.ts';
import { ApiFault } from '../errors.ts';
import type { Call } from '../exchange.ts';
import { type KeyRefusal, type KeyState, REPLAYED, refusalOf, step } from '../idempotency.ts';

/** Performs a create under a key once, and answers each later arrival of it. */
export async function createOnce(
  account: Account,
  call: Call,
  name: string,
  request: Request,
  create: (request: Request, digest: () => Promise<string>) => Promise<Response>,
): Promise<Response> {
  const { keys } = account;
  keys.prune(account.now());
  for (;;) {
    keys.state(name, account.now());
    const { state, decision } = keys.step(name, { event: 'arrived', now: account.now() });
    if (decision === 'compare') return compare(state, call, request);
    if (decision === 'create') {
      const creating = hashed(request, create);
      const settle = () => void keys.step(name, { event: 'refused' });
      keys.hold(name, creating.then(settle, settle));
      return creating;
    }
    await keys.underWay(name);
  }
}

async function compare(state: KeyState, call: Call, request: Request): Promise<Response> {
  const digest = new BodyDigest();
  if (request.body !== null) for await (const piece of piecesOf(request.body)) await digest.push(piece);
  const { decision } = step(state, { event: 'compared', digest: await digest.finish() });
  if (decision !== 'replay' || state.state !== 'stored') {
    throw refusal(refusalOf(decision));
  }
  const { status, headers, body } = state.answer;
  call.replayed = (JSON.parse(body) as { id: string }).id;
  call.requestId = new Headers(headers).get('request-id') ?? call.requestId;
  return new Response(body, { status, headers: [...headers, ...Object.entries(REPLAYED)] });
}

/** Runs a create on a request whose body is hashed while it is read. */
function hashed(
  { url, method, headers, body, signal }: Request,
  create: (request: Request, digest: () => Promise<string>) => Promise<Response>,
): Promise<Response> {
  const digest = new BodyDigest();
  const hashing = new TransformStream<Uint8Array, Uint8Array>({
    async transform(piece, controller) {
      await digest.push(piece);
      controller.enqueue(piece);
    },
  });
  const init = { method, headers, body: body?.pipeThrough(hashing) ?? null, signal, duplex: 'half' };
  return create(new Request(url, init as RequestInit), () => digest.finish());
}

export const refusal = ({ status, type, message, code, headers }: KeyRefusal) =>
  new ApiFault(status, type, message, { headers, details: { error_code: code } });
