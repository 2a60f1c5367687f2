// Records with the same id, in results that arrive again in another order: delivered records are recognized by their complete
// line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flaky } from './flaky.mjs';
import { all, bytesOf, jsonl, succeeded } from './setup.mjs';

const canceled = (id) => ({ custom_id: id, result: { type: 'canceled' } });

test('two records of one id are two records: each comes once, in whatever order they come again', async () => {
  const twins = ['one', 'two', 'three'].map((answer) =>
    succeeded('twin', 'end_turn', [{ type: 'text', text: answer }]),
  );
  const first = jsonl([...twins, canceled('z')]);
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const second = jsonl([canceled('z'), ...order.map((index) => twins[index])]);
    for (let given = 0; given <= 3; given++) {
      const cut = bytesOf(jsonl(twins.slice(0, given))).length;
      for (const read of [
        async (results) => (await all(results)).map(({ custom_id, text }) => custom_id + text),
        async (results) =>
          (await results.toResponse('jsonl', { columns: ['custom_id', 'text'] }).text())
            .trimEnd()
            .split('\n')
            .map((line) => Object.values(JSON.parse(line)).join('')),
      ]) {
        const { client } = flaky({
          body: (number) => (number === 0 ? first : second),
          cut: (number) => (number === 0 ? cut : undefined),
        });
        const found = await read(await client.results('msgbatch_1'));
        assert.deepEqual(found.toSorted(), ['twinone', 'twinthree', 'twintwo', 'z'], `${order}, ${given} given`);
      }
    }
  }
});

test('only the id of a record that another process received is known; records of this process are known completely', async () => {
  const twins = ['one', 'two'].map((answer) => succeeded('twin', 'end_turn', [{ type: 'text', text: answer }]));
  const bodies = [
    [...twins, canceled('z')],
    [...twins, canceled('z')],
    [canceled('z'), ...twins.toReversed()],
  ].map(jsonl);
  const server = flaky({ body: (number) => bodies[Math.min(number, 2)], piece: 1 });
  const results = await server.client.results('msgbatch_1');
  for await (const _ of results) break;
  const from = results.position;
  // The second of the twins arrives, then the order changes.
  const cut = bytesOf(jsonl(twins)).length;
  const again = flaky({
    text: bodies[0],
    body: (number) => bodies[Math.min(number + 1, 2)],
    cut: (number) => (number === 0 ? cut : undefined),
  });
  const rest = await all(await again.client.results('msgbatch_1', { from, handled: ['twin'] }));
  assert.deepEqual(
    rest.map(({ custom_id, text }) => custom_id + text),
    ['twintwo', 'z'],
  );
});
