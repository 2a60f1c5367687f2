// Faults planted to check that the simulation detects them: edits of the relay's sources, or a page whose client is faulty.

const machine = (find, replace) => ({ file: 'emulator/idempotency.ts', find, replace });
/** The relay sends nothing before the disk has recorded it. */
const SYNCED = 'disk records it.\n      await this.ctx.storage.sync();\n';
const object = (find, replace) => ({ file: 'www/worker/keyed_create.ts', find, replace });
const relay = (find, replace) => ({ file: 'www/worker/relay.ts', find, replace });
const sending = (find, replace) => ({ file: 'www/worker/send.ts', find, replace });

const RELAY_FAULTS = {
  'a key is released after a 5xx': [
    machine(
      "if (status !== 529 && !(status >= 400 && status < 500)) return 'lost';",
      "if (status < 400) return 'lost';",
    ),
  ],
  "a key is released after a gateway's bare 429": [
    machine("return fromApi || (hasRequestId && isErrorEnvelope(body)) ? 'refused' : 'lost';", "return 'refused';"),
  ],
  "a key is released after a gateway's 429 in an envelope without a request id": [
    machine('return fromApi || (hasRequestId && isErrorEnvelope(body))', 'return fromApi || isErrorEnvelope(body)'),
  ],
  'a key is released after a lost connection': [
    sending('return upload.digest === null ? REFUSED : lost(upload);', 'return REFUSED;'),
  ],
  'a key is released after an answer that broke off': [
    sending(
      "return { event: outcome === 'refused' ? REFUSED : broken(upload), reply: undefined, error: peeked.error };",
      'return { event: REFUSED, reply: undefined, error: peeked.error };',
    ),
  ],
  'an outcome that is not known is none': [
    machine(
      "if (event.event === 'lost') return lost(event.digest, event.now);",
      "if (event.event === 'lost') return { state: FREE, decision: 'forget' };",
    ),
  ],
  'the state is stored after the create was sent': [
    object("await this.#store('create');\n", ''),
    object(SYNCED, ''),
    object('sent = await send(request);', "sent = await send(request);\n      await this.#store('create');"),
  ],
  'a create is sent before the state is on the disk': [object(SYNCED, '')],
  'a create that was open before a restart is none': [
    machine(
      "return state.state === 'open' ? lost(null, state.since)",
      "return state.state === 'open' ? { state: FREE, decision: 'forget' }",
    ),
  ],
  'a repeat does not wait for the create under way': [
    machine("return { state, decision: 'wait' };", "return { state, decision: 'create' };"),
  ],
  'bodies are not compared': [machine("if (known !== null && known !== digest) return 'refuse_reused';", '')],
  'a key is the same for all callers': [relay("nameOf(token ?? '', key)", "nameOf('', key)")],
  'keys are remembered for an hour': [machine('REMEMBERED_MS = 48 * HOUR', 'REMEMBERED_MS = HOUR')],
  'an outcome is forgotten at the next arrival': [machine(' && now >= state.until;', ';')],
  'a stored answer is not given again': [
    machine("return state.state === 'stored' ? 'replay' : 'refuse_unknown';", "return 'refuse_unknown';"),
  ],
  'a caller who leaves ends the create': [
    relay('keyed.fetch(address, call)', 'keyed.fetch(address, { ...call, signal: request.signal })'),
    sending('send({ url, method, headers, body }: Request)', 'send({ url, method, headers, body, signal }: Request)'),
    sending('signal: upload.signal', 'signal: AbortSignal.any([upload.signal, signal])'),
  ],
  'a key that was looked up is still performed': [
    machine(
      "return { state: { state: 'closed', until: now + REMEMBERED_MS }, decision: 'keep' };",
      "return { state, decision: 'nothing' };",
    ),
  ],
  'the key goes upstream': [
    { file: 'www/worker/headers.ts', find: "  'range',\n", replace: "  'range',\n  'idempotency-key',\n" },
  ],
  'a create with a key is sent without its object': [relay('if (keyed === undefined) {', 'if (keyed !== null) {')],
  'a look-up during a restart is not caught': [
    relay(
      "() => refuse(503, 'api_error', 'The relay could not look up this idempotency-key. Try again.');",
      "() => { throw new Error('reset'); };",
    ),
  ],
};

const isCreate = ({ method }) => method === 'POST';
const keyOf = ({ headers }) => headers.get('idempotency-key');

/** Returns the body as text, which can be sent again. */
async function textOf({ body }) {
  return body instanceof ReadableStream ? new Response(body).text() : body;
}

const streamOf = (text) =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });

const CLIENT_FAULTS = {
  'the client sends no key': {
    fetch: (fetch) => (url, init) => {
      init.headers.delete('idempotency-key');
      return fetch(url, init);
    },
  },
  'the client drops the key when it tries again': {
    fetch(fetch, { sent = new Set() }) {
      return (url, init) => {
        const key = keyOf(init);
        if (isCreate(init) && sent.has(key)) init.headers.delete('idempotency-key');
        sent.add(key);
        return fetch(url, init);
      };
    },
  },
  'the client makes a new key for each attempt': {
    fetch(fetch) {
      let attempts = 0;
      return (url, init) => {
        attempts += 1;
        if (isCreate(init) && keyOf(init)) init.headers.set('idempotency-key', `${keyOf(init)}-${attempts}`);
        return fetch(url, init);
      };
    },
  },
  'the client repeats a create without a key whose answer was lost': {
    fetch: (fetch) => async (url, init) => {
      if (!isCreate(init) || keyOf(init)) return fetch(url, init);
      const text = await textOf(init);
      const send = () => fetch(url, { ...init, body: streamOf(text) });
      return send().catch((error) => (init.signal.aborted ? Promise.reject(error) : send()));
    },
  },
  'the client sends a text where it says that it sends a stream': {
    fetch: (fetch) => async (url, init) => fetch(url, isCreate(init) ? { ...init, body: await textOf(init) } : init),
  },
  'the client does not notice that it is in a page': { isPage: false },
  'the client takes every server for one that remembers keys': {
    fetch: (fetch) => async (url, init) => {
      const response = await fetch(url, init);
      response.headers.set('x-idempotency', '48h');
      return response;
    },
  },
};

/** Each `{ name, edits, plant }`. */
export const FAULTS = [
  ...Object.entries(RELAY_FAULTS).map(([name, edits]) => ({ name, edits, plant: {} })),
  ...Object.entries(CLIENT_FAULTS).map(([name, plant]) => ({ name, edits: [], plant })),
];
