import type { Account } from '../account.ts';
import { piecesOf } from '../bytes.ts';
import { BodyDigest } from '../digest.ts';
import { ApiFault } from '../errors.ts';
import type { Call } from '../exchange.ts';
import { afterRefusal, type KeyRefusal, type KeyState, REFUSALS, REPLAYED, refusalOf, step } from '../idempotency.ts';

/** Performs a create with a key once, and answers all later arrivals of the key. */
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
      const digest = new RequestDigest();
      const creating = create(digest.reading(request), () => digest.finish());
      const settle = () => void keys.step(name, { event: 'refused' });
      const refused = async (fault: unknown) => {
        settle();
        return fault instanceof ApiFault ? { fault, digest: await digest.whole() } : undefined;
      };
      keys.hold(name, creating.then(settle, refused));
      return creating;
    }
    const refused = await keys.underWay(name);
    if (refused) throw afterRefusal(refused.digest, await digestOf(request)) === 'repeat' ? refused.fault : REUSED;
  }
}

async function compare(state: KeyState, call: Call, request: Request): Promise<Response> {
  const { decision } = step(state, { event: 'compared', digest: await digestOf(request) });
  if (decision !== 'replay' || state.state !== 'stored') {
    throw refusal(refusalOf(decision));
  }
  const { status, headers, body } = state.answer;
  call.replayed = (JSON.parse(body) as { id: string }).id;
  call.requestId = new Headers(headers).get('request-id') ?? call.requestId;
  return new Response(body, { status, headers: [...headers, ...Object.entries(REPLAYED)] });
}

async function digestOf({ body }: Request): Promise<string> {
  const digest = new BodyDigest();
  if (body !== null) for await (const piece of piecesOf(body)) await digest.push(piece);
  return digest.finish();
}

/** The digest of a request's body, computed while another consumer reads it. */
class RequestDigest {
  readonly #digest = new BodyDigest();
  #isWhole = false;

  reading({ url, method, headers, body, signal }: Request): Request {
    this.#isWhole = body === null;
    const hashing = new TransformStream<Uint8Array, Uint8Array>({
      transform: async (piece, controller) => {
        await this.#digest.push(piece);
        controller.enqueue(piece);
      },
      flush: () => {
        this.#isWhole = true;
      },
    });
    const init = { method, headers, body: body?.pipeThrough(hashing) ?? null, signal, duplex: 'half' };
    return new Request(url, init as RequestInit);
  }

  /** Returns the digest of the bytes read so far. */
  finish(): Promise<string> {
    return this.#digest.finish();
  }

  /** Returns the digest of the whole body, or null if its end was not read. */
  async whole(): Promise<string | null> {
    return this.#isWhole ? this.finish() : null;
  }
}

export const refusal = ({ status, type, message, code, headers }: KeyRefusal) =>
  new ApiFault(status, type, message, { headers, details: { error_code: code } });

const REUSED = refusal(REFUSALS.refuse_reused);
