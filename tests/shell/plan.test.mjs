// Shards: where they end, their properties, and what is read when. Bodies are parsed by JSON.parse, which is independent of this
// package.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchError, plan, ValidationError, validate } from 'message-batches';
import { all, answering, batch, bytesOf, failure, json, jsonl, question, questions, streamOf } from './setup.mjs';

const ASKED = questions(7);
const TEXT = jsonl(ASKED);
const BODY = JSON.stringify({ requests: ASKED });
const THREE = { maxRequests: 3 };
const sizeOf = (requests) => bytesOf(JSON.stringify({ requests })).length;

const bodies = async (shards) => Promise.all(shards.map(async (shard) => (await shard.blob()).text()));
const requestsOf = async (shards) => (await bodies(shards)).map((body) => JSON.parse(body).requests);

async function* later(items) {
  yield* items;
}

/** JSONL that counts how often it is opened and how many of its bytes are read. */
function counted(text) {
  const counts = { opened: 0, read: 0 };
  const bytes = bytesOf(text);
  const open = (from = 0) => {
    counts.opened += 1;
    let at = from;
    return new ReadableStream(
      {
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          const chunk = bytes.slice(at, at + 50);
          at += chunk.length;
          counts.read += chunk.length;
          controller.enqueue(chunk);
        },
      },
      { highWaterMark: 0 },
    );
  };
  return { counts, open, size: bytes.length };
}

const inputs = {
  'an array': () => ASKED,
  'a Set': () => new Set(ASKED),
  'a generator': () => ASKED.values(),
  'an async generator': () => later(ASKED),
  'JSONL as text': () => TEXT,
  'JSONL with characters of several bytes before each request': () =>
    TEXT.replaceAll('Hello', '\u00e9\u{1f388}').replaceAll('\n', '\r\n\r\n'),
  'JSONL as bytes': () => bytesOf(TEXT),
  'JSONL as a Blob': () => new Blob([TEXT]),
  'JSONL with a byte order mark as a Blob': () => new Blob([`\ufeff${TEXT}`]),
  'JSONL as a stream': () => streamOf(...TEXT.match(/.{1,7}/gs)),
  'requests that are lines already': () => ({ jsonl: () => later([bytesOf(TEXT)]), reiterable: true }),
  'requests that are lines already, once': () => ({ jsonl: () => later([bytesOf(TEXT)]) }),
  'a function that gives a stream': () => () => streamOf(TEXT),
  'a function that promises an array': () => async () => ASKED,
  'a function that gives a generator': () => () => later(ASKED),
  'a function that gives a Blob': () => () => new Blob([TEXT]),
  'a source that opens anywhere': () => counted(TEXT),
  'a create body as an object': () => ({ requests: ASKED }),
  'a create body with a generator': () => ({ requests: later(ASKED) }),
  'a create body as text': () => BODY,
  'a create body as a Blob, laid out by hand': () => new Blob([JSON.stringify({ requests: ASKED }, undefined, 2)]),
};
for (const [what, input] of Object.entries(inputs)) {
  test(`${what} is divided in order, and each body is what the shard says of it`, async () => {
    const planned = plan(input(), THREE);
    assert.equal(planned.report, undefined);
    const shards = await all(planned);
    assert.deepEqual(
      shards.map(({ index, first, requests, custom_ids }) => [index, first, requests, custom_ids]),
      [
        [0, 0, 3, ['question-0', 'question-1', 'question-2']],
        [1, 3, 3, ['question-3', 'question-4', 'question-5']],
        [2, 6, 1, ['question-6']],
      ],
    );
    const texts = await bodies(shards);
    assert.deepEqual(
      shards.map(({ bytes }) => bytes),
      texts.map((text) => bytesOf(text).length),
    );
    const requests = texts.flatMap((text) => JSON.parse(text).requests);
    assert.deepEqual(
      requests.map(({ custom_id }) => custom_id),
      ASKED.map(({ custom_id }) => custom_id),
    );
    assert.deepEqual(await bodies(shards.toReversed()), texts.toReversed(), 'in any order, as often as one likes');
    assert.equal(planned.report.ok, true);
    assert.equal(planned.report.shards, 3);
  });
}

test('the same requests have the same hashes, in any form', async () => {
  const hashes = [];
  for (const input of [ASKED, later(ASKED), TEXT, new Blob([BODY]), () => streamOf(TEXT)]) {
    hashes.push((await all(plan(input, THREE))).map(({ hash }) => hash));
  }
  assert.match(hashes[0][0], /^[0-9a-f]{32}$/);
  assert.equal(new Set(hashes.map(String)).size, 1);
  assert.equal(new Set(hashes[0]).size, 3);
});

test('the bodies, taken out of their envelopes and joined, are the input byte for byte', async () => {
  const lines = ASKED.map((request, index) => JSON.stringify(request).replace('1024', `1.${index}e3`));
  const texts = await bodies(await all(plan(lines.join('\n'), { maxRequests: 2 })));
  const inner = texts.map((text) => text.slice('{"requests":['.length, -']}'.length));
  assert.equal(inner.join(','), lines.join(','));
});

test('a shard is as full as the limits allow, and not by a byte or a request more', async () => {
  const shards = async (options) => (await all(plan(ASKED, options))).map(({ requests }) => requests);
  const three = sizeOf(ASKED.slice(0, 3));
  assert.deepEqual(await shards({ maxBytes: three - 1 }), [2, 2, 2, 1]);
  assert.deepEqual(await shards({ maxBytes: three }), [3, 3, 1]);
  assert.deepEqual(await shards({ maxBytes: three + 1 }), [3, 3, 1]);
  assert.deepEqual(await shards({ maxRequests: 6 }), [6, 1]);
  assert.deepEqual(await shards({ maxRequests: 7 }), [7]);
  assert.deepEqual(await shards({ maxRequests: 8 }), [7]);
  assert.deepEqual(await shards({ maxRequests: 1 }), [1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(await shards({ maxRequests: 3, maxBytes: sizeOf(ASKED.slice(0, 2)) }), [2, 2, 2, 1]);
  assert.deepEqual(await shards({}), [7]);
});

test('100,001 requests are two shards by the limit of the API', { timeout: 60_000 }, async () => {
  const shards = await all(plan(questions(100_001)));
  assert.deepEqual(
    shards.map(({ first, requests, custom_ids }) => [first, requests, custom_ids.length, custom_ids.at(-1)]),
    [
      [0, 100_000, 100_000, 'question-99999'],
      [100_000, 1, 1, 'question-100000'],
    ],
  );
});

test('a create body that is too large for one batch is divided too', async () => {
  const report = await validate(BODY);
  assert.equal(report.shards, 1);
  assert.equal((await all(plan(BODY, { maxBytes: sizeOf(ASKED) - 1 }))).length, 2);
});

test('a request that is too large even alone is an issue', async () => {
  const most = sizeOf([ASKED[0]]) - 1;
  const error = await failure(all(plan(ASKED.slice(0, 1), { maxBytes: most })));
  assert.ok(error instanceof ValidationError);
  assert.equal(
    error.message,
    `The batch was not sent: 1 error in 1 request. First: requests.0: expected a create body of at most ${most} bytes, found a request that needs ${most + 1}`,
  );
  assert.equal(error.issues[0].code, 'batch.too_large');
});

test('a request that is too large and not checked gets a separate shard', async () => {
  const large = question('large', { system: 'x'.repeat(1000) });
  const shards = await all(plan([ASKED[0], large, ASKED[1]], { maxBytes: 500, validate: false }));
  assert.deepEqual(
    shards.map(({ custom_ids }) => custom_ids),
    [['question-0'], ['large'], ['question-1']],
  );
});

test('an input that can be read again is checked to its end before a shard is yielded', async () => {
  const bad = [...ASKED, { custom_id: 'bad' }];
  for (const input of [bad, jsonl(bad), new Blob([jsonl(bad)]), () => streamOf(jsonl(bad)), counted(jsonl(bad))]) {
    const given = [];
    const planned = plan(input, THREE);
    const error = await failure(
      (async () => {
        for await (const shard of planned) given.push(shard);
      })(),
    );
    assert.equal(error.code, 'validation_failed');
    assert.deepEqual([error.report.requests, error.report.errors, given.length], [8, 1, 0]);
  }
});

test('of an input that is read once, shards are yielded until the first error; the rest is still checked', async () => {
  const large = ASKED.map((request) => question(request.custom_id, { system: 'x'.repeat(70_000) }));
  const bad = [...large.slice(0, 4), { custom_id: 'bad' }, ...large.slice(4), { custom_id: 'worse' }];
  const given = [];
  const error = await failure(
    (async () => {
      for await (const shard of plan(later(bad), { maxRequests: 2 })) given.push(shard.custom_ids);
    })(),
  );
  assert.deepEqual(given, [['question-0', 'question-1']]);
  assert.deepEqual([error.report.requests, error.report.errors], [9, 2]);
});

test('of an input that is read once, a shard is yielded while the rest is still to come', async () => {
  let asked = 0;
  const slow = (async function* () {
    for (const request of questions(1000)) {
      asked += 1;
      yield { ...request, params: { ...request.params, system: 'x'.repeat(70_000) } };
    }
  })();
  for await (const shard of plan(slow, { maxRequests: 2 })) {
    assert.equal(shard.index, 0);
    break;
  }
  assert.ok(asked < 10, `${asked} requests were asked for`);
});

test('an id that two shards have is an error', async () => {
  const error = await failure(all(plan([question('a'), question('b'), question('a')], { maxRequests: 1 })));
  assert.deepEqual(error.report.counts, { 'custom_id.duplicate': 1 });
});

test('unchecked input is divided unchanged, including invalid ids', async () => {
  const odd = [{ custom_id: 'a b' }, {}, 7, null, { custom_id: 8 }, { custom_id: '"\u00e9\n' }];
  const [shard] = await all(plan(odd, { validate: false }));
  assert.deepEqual(shard.custom_ids, ['a b', '', '', '', '', '"\u00e9\n']);
  assert.deepEqual(await requestsOf([shard]), [odd]);
});

test('nothing is an error, and not checked it is no shard', async () => {
  assert.equal((await failure(all(plan([])))).report.counts['requests.empty'], 1);
  for (const input of [[], '', later([]), new Blob(), { requests: [] }]) {
    assert.deepEqual(await all(plan(input, { validate: false })), []);
  }
});

test('a primer is the first request alone', async () => {
  const shards = await all(plan(ASKED, { maxRequests: 4, sharedPrefix: 'primer' }));
  assert.deepEqual(
    shards.map(({ first, requests }) => [first, requests]),
    [
      [0, 1],
      [1, 4],
      [5, 2],
    ],
  );
});

test('sharedPrefix is known once all requests were read, if the option is set', async () => {
  const system = [{ type: 'text', text: 'You are a botanist. '.repeat(500) }];
  const requests = questions(6).map(({ custom_id }) => question(custom_id, { system }));
  for (const sharedPrefix of ['report', 'primer']) {
    const planned = plan(jsonl(requests).trimEnd(), { sharedPrefix });
    assert.equal(planned.sharedPrefix, undefined);
    await all(planned);
    const { requests: seen, shared } = planned.sharedPrefix;
    assert.deepEqual([seen, shared.requests, shared.first, shared.breakpoint], [6, 6, 0, '/params/system/0']);
  }
  const planned = plan(requests);
  await all(planned);
  assert.equal(planned.sharedPrefix, undefined);
});

test('a shard as JSON is what is worth keeping of it', async () => {
  const [shard] = await all(plan(ASKED));
  assert.deepEqual(JSON.parse(JSON.stringify(shard)), {
    index: 0,
    first: 0,
    requests: 7,
    bytes: sizeOf(ASKED),
    hash: shard.hash,
  });
});

test('an input that can only be read from its start is read twice, however many shards are sent one after another', async () => {
  const { counts, open, size } = counted(TEXT);
  const shards = await all(plan(() => open(), { maxRequests: 1 }));
  assert.deepEqual(counts, { opened: 1, read: size });
  assert.deepEqual((await requestsOf(shards.slice(0, 1)))[0], ASKED.slice(0, 1));
  for (const shard of shards.slice(1)) await shard.blob();
  assert.deepEqual(counts, { opened: 2, read: 2 * size });
});

test('an input that opens anywhere is opened where a shard begins', async () => {
  const { counts, ...source } = counted(TEXT);
  const shards = await all(plan(source, { maxRequests: 3 }));
  counts.read = 0;
  assert.deepEqual((await requestsOf([shards[2]]))[0], ASKED.slice(6));
  assert.equal(counts.opened, 2);
  assert.ok(counts.read <= shards[2].bytes + 50, `${counts.read} bytes were read`);
});

test('shards of one input can be read at the same time', async () => {
  const { open } = counted(TEXT);
  const shards = await all(plan(() => open(), { maxRequests: 1 }));
  assert.deepEqual((await requestsOf(shards)).flat(), ASKED);
});

const changes = {
  'another word of the same length': (text) => text.replace('Hello from question-1', 'Adieu from question-1'),
  'a request more': (text) => text.replace('\n', `\n${JSON.stringify(question('new'))}\n`),
  'a request less': (text) => text.slice(text.indexOf('\n') + 1),
  'its end missing': (text) => text.slice(0, 200),
  nothing: () => '',
};
for (const [what, change] of Object.entries(changes)) {
  test(`an input that changed (${what}) is reported before its body is complete`, async () => {
    let text = TEXT;
    const [shard] = await all(plan(() => streamOf(text), THREE));
    text = change(TEXT);
    const received = [];
    const error = await failure(
      (async () => {
        for await (const piece of shard.stream()) received.push(Buffer.from(piece).toString());
      })(),
    );
    assert.ok(error instanceof BatchError);
    assert.deepEqual([error.name, error.code, error.outcome], ['BatchError', 'input_changed', 'not_sent']);
    assert.equal(
      error.message,
      'The input has changed since it was checked, so its upload was stopped before the end: expected the same requests, found others. No batch was created. Plan it again.',
    );
    assert.throws(() => JSON.parse(received.join('')), SyntaxError);
  });
}

test('changed objects are reported too', async () => {
  const mine = questions(3);
  const [shard] = await all(plan(mine));
  mine[1].params.max_tokens = 7;
  assert.equal((await failure(shard.blob())).code, 'input_changed');
});

/** A spool in memory that records its calls. */
const spooling =
  (events, change = (bytes) => bytes) =>
  (index) => {
    const kept = [];
    return {
      write: async (piece) => void kept.push(Buffer.from(piece)),
      seal: () => void events.push(`seal ${index}`),
      read: async (start, end) => new Uint8Array(change(Buffer.concat(kept)).subarray(start, end)),
      close: async () => void events.push(`close ${index}`),
    };
  };

test('bodies that can be made only once wait in a spool of the caller, one a shard', async () => {
  const events = [];
  const shards = [];
  for await (const shard of plan(later(ASKED), { ...THREE, spool: spooling(events) })) {
    events.push(`shard ${shard.index}`);
    shards.push(shard);
  }
  assert.deepEqual(events.splice(0), ['seal 0', 'shard 0', 'seal 1', 'shard 1', 'seal 2', 'shard 2']);
  assert.deepEqual((await requestsOf(shards)).flat(), ASKED);
  for (const shard of [...shards, ...shards]) await shard.discard();
  assert.deepEqual(events, ['close 0', 'close 1', 'close 2']);
});

test('a large spool is read a part at a time', async () => {
  const large = Array.from({ length: 60 }, (_, index) => question(`r-${index}`, { system: 'x'.repeat(90_000) }));
  const reads = [];
  const spool = () => {
    const { read, ...rest } = spooling([])(0);
    const counted = (start, end) => {
      reads.push(end - start);
      return read(start, end);
    };
    return { ...rest, read: counted };
  };
  const [shard] = await all(plan(later(large), { spool }));
  assert.deepEqual(await requestsOf([shard]), [large]);
  assert.deepEqual(reads, [2_097_152, 2_097_152, shard.bytes - 2 * 2_097_152]);
});

test('a spool that returns other bytes is detected', async () => {
  const changes = [
    (bytes) => Buffer.from(bytes.toString().replace('Hello', 'Hallo')),
    (bytes) => bytes.subarray(0, -9),
    () => Buffer.alloc(0),
  ];
  for (const change of changes) {
    const [shard] = await all(plan(later(ASKED), { spool: spooling([], change) }));
    assert.equal((await failure(shard.blob())).code, 'input_changed');
  }
});

test('no spool is made for an input that can be read again', async () => {
  const spool = () => assert.fail('asked for');
  assert.equal((await all(plan(TEXT, { spool }))).length, 1);
});

test('a loop that is left ends the input; one that ends with an error discards the spool that was being written', async () => {
  const discarded = [];
  const spool = (index) => ({ write() {}, seal() {}, read: () => [], close: () => void discarded.push(index) });
  const large = (index) => question(`r${index}`, { system: 'x'.repeat(70_000) });
  let returned = false;
  const endless = (async function* () {
    try {
      for (let index = 0; ; index++) yield large(index);
    } finally {
      returned = true;
    }
  })();
  for await (const _ of plan(endless, { maxRequests: 4, spool })) break;
  assert.deepEqual([discarded, returned], [[], true]);
  await failure(all(plan(later([...[0, 1, 2, 3, 4].map(large), 7]), { maxRequests: 3, spool })));
  assert.deepEqual(discarded, [1]);
});

test('an abort ends a plan with its reason', async () => {
  const reason = { why: 'enough' };
  const controller = new AbortController();
  const waiting = failure(all(plan(new ReadableStream(), { signal: controller.signal })));
  await new Promise(setImmediate);
  controller.abort(reason);
  assert.equal(await waiting, reason);
});

const wrong = [
  [{ maxRequests: 0 }, 'RangeError', 'maxRequests: expected a whole number from 1 to 100000, found 0'],
  [{ maxRequests: 100_001 }, 'RangeError', 'maxRequests: expected a whole number from 1 to 100000, found 100001'],
  [{ maxRequests: 1.5 }, 'RangeError', 'maxRequests: expected a whole number from 1 to 100000, found 1.5'],
  [{ maxRequests: '9' }, 'TypeError', 'maxRequests: expected a whole number from 1 to 100000, found "9"'],
  [{ maxBytes: 0 }, 'RangeError', 'maxBytes: expected a whole number from 1 to 268435456, found 0'],
  [{ maxBytes: 268_435_457 }, 'RangeError', 'maxBytes: expected a whole number from 1 to 268435456, found 268435457'],
  [{ sharedPrefix: 'x' }, 'RangeError', 'sharedPrefix: expected "report" or "primer", found "x"'],
  [{ sharedPrefix: true }, 'TypeError', 'sharedPrefix: expected "report" or "primer", found true'],
  [{ spool: {} }, 'TypeError', 'spool: expected a function, found an object'],
  [
    { distinct: true },
    'TypeError',
    'distinct: unknown option. The options are: apiVersion, betas, encoding, maxBytes, maxIssues, ' +
      'maxRequests, now, onProgress, onReport, rules, sharedPrefix, signal, spool, validate.',
  ],
  ['x', 'TypeError', 'options: expected an object, found a string'],
];
for (const [options, name, message] of wrong) {
  test(`plan with ${JSON.stringify(options)} rejects and names what is wrong`, async () => {
    await assert.rejects(all(plan(ASKED, options)), { name, message, code: 'invalid_option' });
  });
}

test('after a fault in the middle, another run goes on with what is left', async () => {
  const done = new Map();
  const made = [];
  let broken = true;
  const api = answering(async ({ body }) => {
    const { requests } = JSON.parse(body);
    if (broken && requests[0].custom_id === 'question-3') throw new TypeError('the network is gone');
    made.push(requests.map(({ custom_id }) => custom_id));
    return json(batch({ id: `msgbatch_${made.length}` }));
  });
  const run = async () => {
    for await (const shard of plan(TEXT, THREE)) {
      if (done.has(shard.hash)) continue;
      const { id } = await api.client().create(shard);
      done.set(shard.hash, id);
    }
  };
  const error = await failure(run());
  assert.equal(error.name, 'ConnectionError');
  assert.equal(made.length, 1);
  broken = false;
  await run();
  assert.deepEqual(made, [
    ['question-0', 'question-1', 'question-2'],
    ['question-3', 'question-4', 'question-5'],
    ['question-6'],
  ]);
  await run();
  assert.equal(made.length, 3, 'and a third finds nothing to do');
});
