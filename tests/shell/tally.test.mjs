// The tally of results with unexpected values from servers: numbers that are too large to count, and names of object properties.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, errored, jsonl, message, resultsOf } from './setup.mjs';

const LARGEST = Number.MAX_SAFE_INTEGER;
const answer = (custom_id, usage, { model = 'claude-opus-5-5', stop = 'end_turn' } = {}) => ({
  custom_id,
  result: { type: 'succeeded', message: message(stop, [{ type: 'text', text: 'Yes.' }], { model, usage }) },
});
/** Returns JSON with a number that JavaScript cannot write. */
const withNumber = (value, digits) => JSON.stringify(value).replace('"NUMBER"', digits);

test('a count that a number does not hold is the largest that one does, and the account says so', async () => {
  for (const digits of ['9007199254740992', '18446744073709551615', '99999999999999999999999999']) {
    const text = `${jsonl([answer('a', { input_tokens: 1, output_tokens: 2 })])}${withNumber(answer('b', { input_tokens: 'NUMBER', output_tokens: 3 }), digits)}\n`;
    const results = await resultsOf(text);
    const tally = await results.tally();
    assert.deepEqual(
      [tally.saturated, tally.records, tally.usage.input_tokens, tally.usage.output_tokens],
      [true, 2, LARGEST, 5],
      digits,
    );
    assert.equal(tally.models[0].usage.input_tokens, LARGEST);
    assert.ok(tally.cost.usd > 1e9);
    assert.deepEqual(results.tallySoFar(), tally);
  }
});

test('a sum of counts that are held is the largest number as well, and up to it all is exact', async () => {
  const half = { output_tokens: 1, cache_creation_input_tokens: 2 ** 52, cache_read_input_tokens: 2 ** 52 };
  const exact = await (await resultsOf(jsonl([answer('a', half)]))).tally();
  assert.deepEqual([exact.usage.cache_read_input_tokens, 'saturated' in exact], [2 ** 52, false]);
  const edge = [half, { ...half, cache_creation_input_tokens: 2 ** 52 - 1, cache_read_input_tokens: 2 ** 52 - 1 }];
  const held = await (await resultsOf(jsonl(edge.map((usage) => answer('a', usage))))).tally();
  assert.deepEqual([held.usage.cache_read_input_tokens, 'saturated' in held], [LARGEST, false]);
  const two = await (await resultsOf(jsonl([answer('a', half), answer('b', half, { model: 'other' })]))).tally();
  assert.deepEqual([two.saturated, two.usage.cache_read_input_tokens], [true, LARGEST]);
  assert.equal(two.usage.cache_creation.ephemeral_5m_input_tokens, LARGEST);
  assert.equal(two.models[0].usage.cache_read_input_tokens, 2 ** 52);
  const loop = await resultsOf(jsonl([answer('a', half), answer('b', half)]));
  assert.equal((await all(loop)).length, 2);
  assert.equal(loop.tallySoFar().saturated, true);
});

const WORDS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', ''];

test('words of a server that are names of every object are counted like all others', async () => {
  const lines = WORDS.flatMap((word) => [
    answer('a', { input_tokens: 1 }, { stop: word, model: word }),
    errored('b', word, 'x'),
    { custom_id: 'c', result: { type: word } },
  ]);
  for (const read of [(results) => results.tally(), async (results) => (await all(results)) && results.tallySoFar()]) {
    const tally = await read(await resultsOf(jsonl(lines)));
    for (const word of WORDS) {
      for (const counts of [tally.types, tally.errorTypes, tally.stopReasons]) {
        assert.ok(Object.hasOwn(counts, word), word);
        assert.equal(counts[word], 1, word);
        assert.equal(Object.getPrototypeOf(counts), Object.prototype);
      }
    }
    assert.deepEqual(Object.keys(tally.stopReasons).toSorted(), WORDS.toSorted());
    assert.deepEqual(
      tally.models.map(({ model, answers }) => [model, answers]),
      WORDS.toSorted().map((word) => [word, 1]),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(tally)), tally);
  }
});

test('records with such words, ids and keys equal what JSON.parse returns', async () => {
  const input = JSON.parse('{"__proto__":{"x":1},"constructor":"y","toString":null}');
  const lines = WORDS.flatMap((word) =>
    [1, 2, 3].map((number) => ({
      custom_id: word,
      result: {
        type: 'succeeded',
        message: message(word, [{ type: 'tool_use', id: `t-${number}`, name: word, input }], { model: word }),
      },
    })),
  );
  const records = await all(await resultsOf(jsonl(lines)));
  records.forEach(({ custom_id, reason, result }, index) => {
    assert.deepEqual([custom_id, reason], [lines[index].custom_id, lines[index].result.message.stop_reason]);
    assert.equal(JSON.stringify(result), JSON.stringify(lines[index].result));
  });
});

test('fees of searches are in the sum, other tools are named, nothing is 0 and unknown is null', async () => {
  const searched = { input_tokens: 1, output_tokens: 0, server_tool_use: { web_search_requests: 5, moon_requests: 1 } };
  const { cost, models } = await (await resultsOf(jsonl([answer('a', searched)]))).tally();
  assert.deepEqual([cost.fees, cost.unpriced, cost.unpricedTools], [0.05, [], ['moon']]);
  assert.ok(cost.usd > 0.05 && cost.usd < 0.051);
  assert.equal(models[0].usd, cost.usd);
  for (const usage of [
    { input_tokens: '900', output_tokens: '5' },
    { prompt_tokens: 900, completion_tokens: 5 },
  ]) {
    const unread = await (await resultsOf(jsonl([answer('a', usage), answer('b', usage)]))).tally();
    assert.deepEqual([unread.cost.usd, unread.cost.unpriced], [null, ['claude-opus-5-5']]);
  }
  const expired = await (await resultsOf(jsonl([{ custom_id: 'a', result: { type: 'expired' } }]))).tally();
  assert.deepEqual(expired.cost, { usd: 0, asOf: null, fees: 0, unpriced: [], unpricedTools: [], cacheSavings: 0 });
  const unknown = await (await resultsOf(jsonl([answer('a', { input_tokens: 1 }, { model: 'mine' })]))).tally();
  assert.deepEqual(unknown.cost, {
    usd: null,
    asOf: null,
    fees: 0,
    unpriced: ['mine'],
    unpricedTools: [],
    cacheSavings: null,
  });
});
