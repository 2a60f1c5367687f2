import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Account } from './account.ts';
import { type Admission, admit, secretOf } from './auth.ts';
import type { Batch } from './batch.ts';
import { allowedOrigin } from './cors.ts';
import type { TokenCount } from './count_tokens.ts';
import { type CreateRules, readCreate } from './create/envelope.ts';
import { createOnce, refusal } from './create/once.ts';
import { errorResponse, invalidRequest, methodNotAllowed, noResults, notFound } from './errors.ts';
import { announce, type Call } from './exchange.ts';
import { INVALID_KEY, isKey, KEY_HEADER, nameOf, pageOf, STATE_HEADER, wordOf } from './idempotency.ts';
import { listPage } from './list.ts';
import { BATCHES, COUNT_TOKENS } from './operation.ts';
import { resultsStream } from './results.ts';
import type { DeletedMessageBatch, MessageBatch } from './wire.ts';

type Env = { Bindings: { call: Call }; Variables: { admission: Admission } };

const BATCH = `${BATCHES}/:id`;
const CANCEL = `${BATCH}/cancel`;
const RESULTS = `${BATCH}/results`;

/** Makes the routes of the operations on one account. */
export function routes(
  account: Account,
  rules: CreateRules,
  count: TokenCount,
): (request: Request, call: Call) => Response | Promise<Response> {
  const app = new Hono<Env>();
  admitCalls(app, account);
  app.post(COUNT_TOKENS, async (c) => c.json(await count.of(c.req.raw, c.get('admission'))));
  routeBatches(app, account, rules);
  routeBatch(app, account);
  refuseOthers(app);
  return (request, call) => app.fetch(request, { call });
}

/** What comes before and after each operation: headers, the key, and rate limits. */
function admitCalls(app: Hono<Env>, account: Account): void {
  app.use(async (c, next) => {
    await next();
    c.header('request-id', c.env.call.requestId);
    announce(account, c.res.headers);
  });
  if (account.settings.cors) app.use(cors({ origin: allowedOrigin(account.settings.cors), exposeHeaders: ['*'] }));
  app.use(async (c, next) => {
    c.set('admission', admit(c.req.raw.headers, account.settings.apiKeys));
    // Batch endpoints share one limit, which does not apply to other endpoints.
    const limits = isCount(c.req.path) ? undefined : account.meter.count(account.now());
    await next();
    const shown = account.settings.rateLimitHeaders ? limits : {};
    for (const [name, value] of Object.entries({ ...account.identity, ...shown })) c.header(name, value);
  });
  app.use(async (c, next) => {
    if (!isCount(c.req.path)) account.meter.admit(account.now());
    await next();
  });
}

/** Creates batches, lists them, and looks up idempotency keys. */
function routeBatches(app: Hono<Env>, account: Account, rules: CreateRules): void {
  app.post(BATCHES, async (c) => {
    const { call } = c.env;
    const name = await keyNameOf(account, c.req.raw.headers);
    const create = async (request: Request, digest?: () => Promise<string>) => {
      const contents = await readCreate(request, c.get('admission'), rules);
      const keyed = name && digest ? { name, digest: await digest(), requestId: call.requestId } : undefined;
      account.meter.admitItems(contents.items.length, account.settings.tier === undefined ? 0 : account.waiting());
      const batch = account.create(contents, keyed);
      call.stored = batch;
      // Not advanced to the current time, so that even a batch with no processing time is in progress here.
      return c.json(batch.toWire(''));
    };
    return name === undefined ? create(c.req.raw) : createOnce(account, call, name, c.req.raw, create);
  });

  app.get(BATCHES, async (c) => {
    const name = await keyNameOf(account, c.req.raw.headers);
    if (name !== undefined) {
      account.keys.state(name, account.now());
      // If the key made nothing, that remains true, even if the create still arrives.
      const { state } = account.keys.step(name, { event: 'asked', now: account.now() });
      c.header(STATE_HEADER, wordOf(state));
      return c.json(pageOf(state));
    }
    const { searchParams } = new URL(c.req.url);
    return c.json(listPage(account.store, searchParams, (batch) => shown(account, batch, c)));
  });
}

/** The operations on one batch. */
function routeBatch(app: Hono<Env>, account: Account): void {
  app.get(BATCH, (c) => {
    const batch = account.store.get(c.req.param('id'), account.now());
    if (!batch.ended) c.header('retry-after', String(account.settings.retryAfterSeconds));
    return c.json(shown(account, batch, c));
  });

  app.post(CANCEL, (c) => {
    const batch = account.store.get(c.req.param('id'), account.now());
    account.cancel(batch);
    return c.json(shown(account, batch, c));
  });

  app.delete(BATCH, (c) => {
    const { id, ended } = account.store.get(c.req.param('id'), account.now());
    if (!ended) throw invalidRequest('In progress batches cannot be deleted. Consider canceling the batch instead.');
    account.delete(id);
    return c.json({ id, type: 'message_batch_deleted' } satisfies DeletedMessageBatch);
  });

  app.get(RESULTS, (c) => {
    const batch = account.store.get(c.req.param('id'), account.now());
    if (!batch.hasResults) throw noResults(batch.id);
    const { faults, random, attempt } = c.env.call;
    const variant = faults.some(({ fault }) => fault === 'reorder') ? `/${attempt}` : '';
    return c.body(resultsStream(batch, { variant, faults, random }), 200, {
      'content-type': 'application/x-jsonl',
      'content-disposition': `attachment; filename*=utf-8''${batch.id}_results.jsonl`,
    });
  });
}

function refuseOthers(app: Hono<Env>): void {
  for (const [path, allow] of Object.entries({
    [BATCHES]: 'GET, POST',
    [BATCH]: 'GET, DELETE',
    [CANCEL]: 'POST',
    [RESULTS]: 'GET',
    [COUNT_TOKENS]: 'POST',
  })) {
    app.all(path, () => {
      throw methodNotAllowed(allow);
    });
  }
  app.notFound((c) => errorResponse(notFound(), c.env.call.requestId));
  app.onError((thrown, c) => errorResponse(thrown, c.env.call.requestId));
}

function shown(account: Account, batch: Batch, { req, env }: Context<Env>): MessageBatch {
  const foreign = env.call.faults.find(({ fault }) => fault === 'results_url')?.value as string | undefined;
  const own = `${account.settings.origin ?? new URL(req.url).origin}${BATCHES}/${batch.id}/results`;
  return batch.advance(account.now()).toWire(foreign?.replaceAll('{id}', batch.id) ?? own);
}

/**
 * Returns the name under which a caller's idempotency key is remembered; `undefined` if none was sent, or keys are not
 * remembered.
 */
async function keyNameOf(account: Account, headers: Headers): Promise<string | undefined> {
  const key = account.settings.idempotency ? headers.get(KEY_HEADER) : null;
  if (key === null) return undefined;
  if (!isKey(key)) throw refusal(INVALID_KEY);
  return nameOf(secretOf(headers), key);
}

const isCount = (path: string) => path === COUNT_TOKENS;
