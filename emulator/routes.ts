import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Admission, admit } from './auth.ts';
import { Batch } from './batch.ts';
import { itemsOf, readBody } from './envelope.ts';
import { errorResponse, invalidRequest, methodNotAllowed, noResults, notFound } from './errors.ts';
import { listPage } from './list.ts';
import { Meter } from './meter.ts';
import type { Settings } from './options.ts';
import { resultsStream } from './results.ts';
import { idFrom, randomOf } from './seeded.ts';
import { BatchStore } from './store.ts';
import type { DeletedMessageBatch } from './wire.ts';

type Bindings = { Variables: { requestId: string; admission: Admission } };

const BATCHES = '/v1/messages/batches';
const BATCH = `${BATCHES}/:id`;
const CANCEL = `${BATCH}/cancel`;
const RESULTS = `${BATCH}/results`;

/** The six operations over one store of batches, as one handler. */
export function routes(settings: Settings): (request: Request) => Response | Promise<Response> {
  const app = new Hono<Bindings>();
  const store = new BatchStore();
  const meter = new Meter();
  const batchIds = randomOf(settings.seed, 'batches');
  const requestIds = randomOf(settings.seed, 'requests');
  let created = 0;

  const originOf = (url: string) => settings.origin ?? new URL(url).origin;

  app.use(async (c, next) => {
    const requestId = idFrom('req', requestIds);
    c.set('requestId', requestId);
    await next();
    c.header('request-id', requestId);
  });
  if (settings.cors) app.use(cors({ origin: '*', exposeHeaders: ['*'] }));
  app.use(async (c, next) => {
    c.set('admission', admit(c.req.raw.headers, settings.apiKeys));
    const limits = meter.count(settings.now());
    await next();
    for (const [name, value] of Object.entries(limits)) c.header(name, value);
  });

  app.post(BATCHES, async (c) => {
    const items = itemsOf(await readBody(c.req.raw), c.get('admission'));
    const batch = new Batch(idFrom('msgbatch', batchIds), created++, items, settings.now(), settings);
    store.add(batch);
    return c.json(batch.toWire(originOf(c.req.url)));
  });

  app.get(BATCHES, (c) => {
    const { searchParams } = new URL(c.req.url);
    return c.json(listPage(store, searchParams, settings.now(), originOf(c.req.url)));
  });

  app.get(BATCH, (c) => {
    const batch = store.get(c.req.param('id'), settings.now());
    if (!batch.ended) c.header('retry-after', String(settings.retryAfterSeconds));
    return c.json(batch.toWire(originOf(c.req.url)));
  });

  app.post(CANCEL, (c) => {
    const now = settings.now();
    const batch = store.get(c.req.param('id'), now);
    batch.cancel(now);
    return c.json(batch.toWire(originOf(c.req.url)));
  });

  app.delete(BATCH, (c) => {
    const { id, ended } = store.get(c.req.param('id'), settings.now());
    if (!ended) throw invalidRequest('In progress batches cannot be deleted. Consider canceling the batch instead.');
    store.delete(id);
    return c.json({ id, type: 'message_batch_deleted' } satisfies DeletedMessageBatch);
  });

  app.get(RESULTS, (c) => {
    const batch = store.get(c.req.param('id'), settings.now());
    if (!batch.hasResults) throw noResults(batch.id);
    return c.body(resultsStream(batch), 200, { 'content-type': 'application/x-jsonl' });
  });

  for (const [path, allow] of Object.entries({
    [BATCHES]: 'GET, POST',
    [BATCH]: 'GET, DELETE',
    [CANCEL]: 'POST',
    [RESULTS]: 'GET',
  })) {
    app.all(path, (c) => {
      const response = errorResponse(methodNotAllowed(), c.get('requestId'));
      response.headers.set('allow', allow);
      return response;
    });
  }
  app.notFound((c) => errorResponse(notFound(), c.get('requestId')));
  app.onError((thrown, c) => errorResponse(thrown, c.get('requestId')));
  return (request) => app.fetch(request);
}
