// Orders, joins, exports and sums up results, in one function that runs in every runtime. `spills` are functions that create a
// spill of the runtime, by name; each must have the same result.
export async function account({ readResults }, spills, { count = 2000 } = {}) {
  const ids = Array.from({ length: count }, (_, index) => `id-${index}`);
  const line = (id, index) => {
    const content = [{ type: 'text', text: `=Answer ${'é'.repeat(index % 50)} to ${id}` }];
    const usage = { input_tokens: 10, output_tokens: 1 };
    const message = { model: 'claude-haiku-4-5', content, stop_reason: 'end_turn', usage };
    return JSON.stringify({ custom_id: id, result: { type: 'succeeded', message } });
  };
  const results = () => readResults(new Blob([`${ids.toReversed().map(line).join('\n')}\n`]));
  const outcome = {};
  for (const [name, spill] of Object.entries(spills)) {
    const ordered = (await results()).inOrder(ids, { spill: spill() });
    let inOrder = 0;
    for await (const record of ordered) if (record.custom_id === ids[inOrder]) inOrder += 1;
    const rows = ids.slice(0, 2).map((id) => ({ custom_id: id, name: `Row of ${id}` }));
    const joined = (await results()).join(rows, { spill: spill() });
    const csv = await joined.toResponse('csv', { columns: ['row.name', 'text'] }).text();
    for await (const _ of (await results()).inOrder(ids, { spill: spill() })) break;
    outcome[name] = [inOrder, ordered.reconciliation.complete, csv.replaceAll('é', '')];
  }
  const jsonl = await (await results()).toResponse('jsonl', { columns: ['custom_id'] }).text();
  const tally = await (await results()).tally();
  return { ...outcome, lines: jsonl.split('\n').length, records: tally.records, tokens: tally.usage.input_tokens };
}

/** The expected result of `account` with these spills. */
export function accounted(names, count = 2000) {
  const csv = `row.name,text\r\nRow of id-0,"'=Answer  to id-0"\r\nRow of id-1,"'=Answer  to id-1"\r\n`;
  return {
    ...Object.fromEntries(names.map((name) => [name, [count, true, csv]])),
    ...{ lines: count + 1, records: count, tokens: count * 10 },
  };
}
