import type { Account } from './account.ts';
import type { Batch } from './batch.ts';
import { isAllowedOrigin } from './cors.ts';
import { errorResponse } from './errors.ts';
import { answerOf, isAfter } from './faults/answer.ts';
import { cutUpload, faultyBody, pause } from './faults/body.ts';
import { type Connection, ConnectionCut } from './faults/cut.ts';
import type { Fault } from './faults/document.ts';
import type { FaultKind } from './faults/kinds.ts';
import { ANNOUNCEMENT, STATE_HEADER } from './idempotency.ts';
import { type Operation, operationOf } from './operation.ts';
import type { Span } from './option_values.ts';
import { chance, type Random, randomOf } from './seeded.ts';

/** A call while it is being answered: the faults that struck it, and its result. */
export interface Call {
  requestId: string;
  operation?: Operation;
  attempt: number;
  faults: Fault[];
  /** The batch that a create stored. */
  stored?: Batch;
  /** The id of the batch that an earlier create with the same idempotency key stored. */
  replayed?: string;
  /** For random draws within this call. */
  random: Random;
}

type Answer = (request: Request, call: Call) => Response | Promise<Response>;

/**
 * Answers a call as the API might on a bad day: latency, faults before the operation, the operation itself, faults after it, and
 * faults of the body. Calls of API operations are recorded in the ledger.
 */
export async function exchange(
  account: Account,
  request: Request,
  answer: Answer,
  connection: Connection | undefined,
): Promise<Response> {
  const at = operationOf(request.method, new URL(request.url).pathname);
  const requestId = account.requestId();
  const { seed } = account.settings;
  if (at === undefined) {
    return answer(request, { requestId, attempt: 0, faults: [], random: randomOf(seed, requestId) });
  }
  const { operation, batchId } = at;
  const { ledger } = account;
  const attempt = ledger.attempt(operation, batchId);
  const batchNumber = batchId === undefined ? undefined : account.store.number(batchId);
  const faults = account.faults.strike({ operation, attempt, batchId, batchNumber });
  const random = randomOf(seed, `call/${operation}/${batchNumber ?? ''}/${attempt}`);
  const call: Call = { requestId, operation, attempt, faults, random };
  const startedAt = account.now();
  let status: number | null = null;
  try {
    const response = await perform(account, request, call, answer, connection);
    status = response.status;
    return response;
  } finally {
    const kinds = faults.map(({ fault }) => fault);
    const batch = call.stored?.id ?? call.replayed ?? batchId ?? null;
    const entry = { at: startedAt, operation, attempt, batchId: batch, requestId, status, faults: kinds };
    ledger.called(entry, call.stored);
  }
}

async function perform(
  account: Account,
  given: Request,
  call: Call,
  answer: Answer,
  connection: Connection | undefined,
): Promise<Response> {
  const { faults, requestId } = call;
  const of = (kind: FaultKind) => faults.filter(({ fault }) => fault === kind);
  let request = given;
  for (const { ms } of of('clock')) account.advance(ms as number);
  await latency(account.settings.latencyMs, call.random, request.signal);
  for (const { ms, bytes } of of('stall')) if (bytes === null) await pause(ms as number, request.signal);
  if (of('cut_before').length > 0) throw new ConnectionCut();
  let uploadCut = false;
  for (const { bytes } of of('cut_upload')) {
    request = cutUpload(request, bytes as number, () => {
      uploadCut = true;
    });
  }
  const instead = faults.find((fault) => !isAfter(fault) && answerOf(fault, requestId) !== undefined);
  const origin = request.headers.get('origin');
  if (instead !== undefined) return faultAnswer(instead, account, requestId, origin);

  const response = await kept(account, await answer(request, call), requestId);
  if (uploadCut || of('cut_after').length > 0) throw new ConnectionCut();
  const afterwards = faults.find((fault) => isAfter(fault) && fault.fault === 'status');
  const changed = afterwards === undefined ? response : faultAnswer(afterwards, account, requestId, origin);
  // A peer that remembers creates reports the state of this one, whatever else the response contains.
  if (afterwards !== undefined && call.stored && account.settings.idempotency)
    changed.headers.set(STATE_HEADER, 'stored');
  return distorted(changed, faults, connection);
}

/** Sends a response only once its data is stored. If storing fails, the response is a 500. */
async function kept(account: Account, response: Response, requestId: string): Promise<Response> {
  try {
    await account.journal.settled();
    return response;
  } catch (error) {
    response.body?.cancel().catch(() => undefined);
    return errorResponse(error, requestId);
  }
}

/** Returns the response of a fault, with the headers that every response of the emulator has, so that a page can read it too. */
function faultAnswer(fault: Fault, account: Account, requestId: string, origin: string | null): Response {
  const response = answerOf(fault, requestId) as Response;
  if (fault.fault !== 'html') {
    response.headers.set('request-id', requestId);
    // The API identifies the account only for an accepted key.
    const identity = response.status === 401 ? {} : account.identity;
    for (const [name, value] of Object.entries(identity)) response.headers.set(name, value);
    announce(account, response.headers);
  }
  const { cors } = account.settings;
  if (cors === '*' || (origin !== null && isAllowedOrigin(origin, cors))) {
    response.headers.set('access-control-allow-origin', cors === '*' ? cors : (origin as string));
    response.headers.set('access-control-expose-headers', '*');
  }
  return response;
}

/** Announces that keys are remembered, if they are. Not for responses of a simulated CDN. */
export function announce({ settings }: Account, headers: Headers): void {
  if (!settings.idempotency) return;
  for (const [name, value] of Object.entries(ANNOUNCEMENT)) headers.set(name, value);
}

/** Replaces the content type and body of a response according to the faults. */
function distorted(response: Response, faults: Fault[], connection: Connection | undefined): Response {
  const type = faults.find(({ fault }) => fault === 'content_type')?.value as string | undefined;
  const onBody = faults.filter(
    ({ fault, bytes }) => ['drip', 'cut_body', 'end_body'].includes(fault) || (fault === 'stall' && bytes !== null),
  );
  if (type === undefined && onBody.length === 0) return response;
  const headers = new Headers(response.headers);
  if (type !== undefined) headers.set('content-type', type);
  const body =
    onBody.length === 0 || response.body === null ? response.body : faultyBody(response.body, onBody, connection);
  return new Response(body, { status: response.status, headers });
}

function latency([least, most]: Span, random: Random, signal: AbortSignal): Promise<void> | undefined {
  if (most === 0) return undefined;
  return pause(least + chance(random) * (most - least), signal);
}
