// The body of a create is parsed while it arrives: the sizes of the pieces must not matter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holds, list } from '../property.mjs';
import { HEADERS, linesOf, ORIGIN, open, question } from './caller.mjs';

const utf8 = new TextEncoder();

/** A create whose body arrives in these pieces. */
async function createIn({ emulator }, pieces) {
  let next = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (next < pieces.length) controller.enqueue(pieces[next++]);
      else controller.close();
    },
  });
  const init = { method: 'POST', headers: HEADERS, body, duplex: 'half' };
  const response = await emulator.fetch(new Request(`${ORIGIN}/v1/messages/batches`, init));
  return { status: response.status, body: await response.json() };
}

const cutAt = (bytes, ...places) =>
  [0, ...places]
    .map((from, index) => bytes.slice(from, places[index] ?? bytes.length))
    .filter(({ length }) => length > 0);

/** Questions with text that resembles the end of something. */
const TRICKY = ['"}]', '\\', '\\"', '\\\\"]}', 'a\\\\', '{[', ', "requests": [', 'ü€😀', '\u2028', ''];
const tricky = TRICKY.map((text, index) => question(`q-${index}`, { system: [{ type: 'text', text: `!${text}` }] }));
const answers = async (world, id) => {
  world.clock.pass(3000);
  const lines = linesOf((await world.results(id)).text);
  return Object.fromEntries(
    lines.map(({ custom_id: customId, result }) => [customId, result.message?.usage.input_tokens]),
  );
};

test('a body cut in two at any byte is the same body', async () => {
  const bytes = utf8.encode(
    ` {\n"requests" :\t[ ${tricky.map((one) => JSON.stringify(one, null, 1)).join(' ,\r\n')} ] } \n`,
  );
  const whole = open();
  const expected = await answers(whole, (await createIn(whole, [bytes])).body.id);
  assert.equal(Object.keys(expected).length, TRICKY.length);
  for (let cut = 1; cut < bytes.length; cut++) {
    const world = open();
    const { status, body } = await createIn(world, cutAt(bytes, cut));
    assert.equal(status, 200, `cut at ${cut}: ${JSON.stringify(body)}`);
    assert.deepEqual(await answers(world, body.id), expected, `cut at ${cut}`);
  }
});

test('a body that comes byte by byte is the same body', async () => {
  const bytes = utf8.encode(JSON.stringify({ requests: tricky }));
  const world = open();
  const { status, body } = await createIn(
    world,
    Array.from(bytes, (byte) => Uint8Array.of(byte)),
  );
  assert.equal(status, 200);
  assert.equal(Object.keys(await answers(world, body.id)).length, TRICKY.length);
});

const NOT_JSON = 'The request body is not valid JSON';
const one = JSON.stringify(question('a'));
const refused = [
  ['', NOT_JSON],
  ['   ', NOT_JSON],
  ['{', NOT_JSON],
  ['{"requests"', NOT_JSON],
  ['{"requests":', NOT_JSON],
  ['{"requests":[', NOT_JSON],
  [`{"requests":[${one}`, NOT_JSON],
  [`{"requests":[${one}]`, NOT_JSON],
  [`{"requests":[${one},]}`, NOT_JSON],
  [`{"requests":[,${one}]}`, NOT_JSON],
  [`{"requests":[${one} ${one}]}`, NOT_JSON],
  [`{"requests":[${one}]}x`, NOT_JSON],
  [`{"requests":[${one}],}`, NOT_JSON],
  [`{"requests":[${one}]}}`, NOT_JSON],
  [`{requests:[${one}]}`, NOT_JSON],
  [`{"requests" [${one}]}`, NOT_JSON],
  [`{"requests":[${one}] "a":1}`, NOT_JSON],
  [`{"requests":[{"custom_id":"a","params":{]}]}`, NOT_JSON],
  [`{"requests":[${one},nul]}`, NOT_JSON],
  [`{"requests":[${one}],"a":tru}`, NOT_JSON],
  [`{"requests":[{}],"a":"\\x"}`, NOT_JSON],
  [`\ufeff{"requests":[${one}]}`, NOT_JSON],
  ['"{}"', 'Input should be a valid dictionary'],
  ['7', 'Input should be a valid dictionary'],
  ['-', NOT_JSON],
  ['[{}]', 'Input should be a valid dictionary'],
  ['[{]', NOT_JSON],
  ['{"requests":"x"}', 'requests: Input should be a valid list'],
  ['{"requests":null}', 'requests: Input should be a valid list'],
  ['{"requests":[]}', 'requests: List should have at least 1 item after validation, not 0'],
  [`{"a":[1,{"b":"]}"}],"requests":[${one}]}`, 'a: Extra inputs are not permitted'],
  [`{"\\u0061":1,"requests":[${one}]}`, 'a: Extra inputs are not permitted'],
  ['{"requests":[1]}', 'requests.0: Input should be a valid dictionary'],
  ['{"requests":[{},{}]}', 'requests.0.custom_id: Field required'],
  // Invalid JSON is reported before other errors.
  ['{"requests":[{},x]}', NOT_JSON],
];
for (const [text, message] of refused) {
  test(`${JSON.stringify(text.slice(0, 60))} is a 400, wherever it is cut`, async () => {
    const bytes = utf8.encode(text);
    for (const cut of [bytes.length, 1, 2, bytes.length >> 1, bytes.length - 1]) {
      const { emulator } = open();
      const { status, body } = await createIn({ emulator }, cutAt(bytes, cut));
      assert.deepEqual([status, body.error.message], [400, message], `cut at ${cut}`);
    }
  });
}

test('of two keys "requests" the last counts, and a key may be written with escapes', async () => {
  const world = open();
  const twice = `{"requests":[${one},{}],"re\\u0071uests":[${JSON.stringify(question('b'))}]}`;
  const { status, body } = await createIn(world, [utf8.encode(twice)]);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(await answers(world, body.id)), ['b']);
});

test('bytes that are no UTF-8 are a 400, in an id, a text or a key', async () => {
  const text = `{"requests":[{"custom_id":"a","params":{"x":"?"}}],"?":1}`;
  for (let at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
    const bytes = utf8.encode(text);
    bytes[at] = 0xff;
    const { status, body } = await createIn(open(), [bytes]);
    assert.deepEqual([status, body.error.message], [400, NOT_JSON]);
  }
});

test('thousands of bodies with a few bytes changed: refused as no JSON just where JSON.parse refuses them', async () => {
  const text = JSON.stringify({
    requests: [question('a', { system: 'x"\\ü' }), question('b')],
    more: [1, { a: null }],
  });
  const marks = '{}[]",:\\ 01-.etrnuflas\n\u0000';
  const counts = { refused: 0, taken: 0 };
  const edit = fc.record({
    at: fc.nat(text.length - 1),
    removed: fc.nat(1),
    inserted: fc.option(fc.constantFrom(...marks), { freq: 2, nil: '' }),
  });
  const changed = list(edit, 1, 2).map((edits) => {
    const characters = [...text];
    for (const { at, removed, inserted } of edits) characters.splice(at, removed, inserted);
    return characters.join('');
  });
  await holds(4000, fc.record({ changed, cut: fc.nat(text.length) }), async ({ changed, cut }) => {
    let isJson = true;
    try {
      JSON.parse(changed);
    } catch {
      isJson = false;
    }
    const { status, body } = await createIn(open({ validator: false }), cutAt(utf8.encode(changed), cut));
    assert.equal(status, 400, 'there is always a key too many, or no requests');
    assert.equal(body.error.message !== NOT_JSON, isJson);
    counts[isJson ? 'taken' : 'refused'] += 1;
  });
  assert.ok(counts.refused > 500 && counts.taken > 500, JSON.stringify(counts));
});

test('hostile depth is a 400 and not a crash', async () => {
  const { status } = await createIn(open(), [utf8.encode(`{"requests":[${'['.repeat(2_000_000)}`)]);
  assert.equal(status, 400);
  const deep = `{"requests":[{"custom_id":"a","params":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}]}`;
  const answered = await createIn(open(), [utf8.encode(deep)]);
  assert.ok([200, 400].includes(answered.status), `status ${answered.status}`);
});

test('a value that does not belong there is passed over, however large', async () => {
  const text = `{"ballast":"${'x'.repeat(3_000_000)}","requests":[${one}]}`;
  const { status, body } = await createIn(open(), [utf8.encode(text)]);
  assert.deepEqual([status, body.error.message], [400, 'ballast: Extra inputs are not permitted']);
});

test('data after a refused request is not kept, and the first of two errors is reported', async () => {
  const requests = [question('a'), { custom_id: 'b' }, question('a'), question('c d')];
  const { status, body } = await createIn(open(), [utf8.encode(JSON.stringify({ requests }))]);
  assert.deepEqual([status, body.error.message], [400, 'requests.1.params: Field required']);
});
