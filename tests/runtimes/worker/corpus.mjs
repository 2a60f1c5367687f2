// Results with a line of every kind, and all data of a record.

const usage = { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: 2 };
export const answer = (custom_id, content, message = {}) => ({
  custom_id,
  result: {
    type: 'succeeded',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content },
      ...{ stop_reason: 'end_turn', stop_sequence: null, usage, ...message },
    },
  },
});
export const text = (words, more = {}) => ({ type: 'text', text: words, ...more });
const failed = (custom_id, error) => ({ custom_id, result: { type: 'errored', error } });

/** Returns a line of every kind, in every notation that a reader may encounter. */
function linesOfEveryKind() {
  const alike = (at) => answer(`alike-${at}`, [text(`${at}: ${'é 🎈 plain "quoted" \\ \n'.repeat(at % 5)}`)]);
  const citations = [{ type: 'page_location', cited_text: 'x', start_page_number: 1 }];
  const tool = { type: 'tool_use', id: 'toolu_1', name: 'find', input: { deep: [1.5e300, -0, null, 'é'] } };
  const lines = [
    ...Array.from({ length: 40 }, (_, at) => alike(at)),
    answer('i'.repeat(80), [text('a long id')]),
    answer('two', [text('one '), text('two', { citations })]),
    answer('tool', [text('Wait.'), tool], { stop_reason: 'tool_use' }),
    answer('refused', [], { stop_reason: 'refusal' }),
    answer('proto', [text('x')], { stop_reason: '__proto__' }),
    failed('busy', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    failed('wrong', { type: 'error', error: { type: 'invalid_request_error', message: 'messages: é' } }),
    { custom_id: 'canceled', result: { type: 'canceled' } },
    { custom_id: 'expired', result: { type: 'expired' } },
    { custom_id: 'later', result: { type: 'postponed', until: 'tomorrow' } },
  ].map((line) => JSON.stringify(line));
  const twice = lines[0].replace('"custom_id"', '"custom_id":"first","custom_id"');
  const surrogate = JSON.stringify(answer('half', [text('x')])).replace('"x"', '"\\ud800 \\u00e9"');
  const long = JSON.stringify(answer('long', [text('é'.repeat(300_000))]));
  lines.push(twice, surrogate, '{"custom_id":', '[1]', '{"custom_id":"no-result"}', '', `  ${lines[3]} `, long);
  for (let at = 0; at < 40; at += 1) lines.push(JSON.stringify(alike(at)));
  return lines;
}

function encodedResults() {
  const lines = linesOfEveryKind();
  const head = new TextEncoder().encode(`\ufeff${lines.join('\r\n')}\n`);
  const last = new TextEncoder().encode(`\n${lines[0]}`);
  // A line that is not UTF-8, and a last line without a line ending.
  return new Uint8Array([...head, 0x7b, 0xff, 0x7d, ...last]);
}

export const RESULTS = encodedResults();

/** More than the worker reads ahead. */
export const MANY = new Uint8Array(Array.from({ length: 10 }, () => [...RESULTS, 0x0a]).flat());

/** Returns a stream of pieces with these sizes in turn. `state` counts the calls of its source. */
export function streamOf(bytes, sizes, state = {}) {
  let [at, turn] = [0, 0];
  state.pulls = 0;
  return new ReadableStream(
    {
      pull(controller) {
        state.pulls += 1;
        if (at >= bytes.length) return controller.close();
        const size = sizes[turn++ % sizes.length];
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      },
      cancel(reason) {
        state.cancelled = reason ?? 'without a reason';
      },
    },
    { highWaterMark: 0 },
  );
}

/** Returns all data of a record. */
export function seen(record) {
  let result;
  try {
    result = record.result;
  } catch (error) {
    result = `${error}`;
  }
  const { custom_id, type, outcome, reason, usage, error, line, byteOffset } = record;
  const raw = [...record.raw].join();
  const { text } = record;
  return JSON.stringify({
    ...{ custom_id, type, outcome, reason, text, result, usage, error, line, byteOffset, raw },
    json: record,
    isSame: type === 'malformed' || Object.is(record.result, result),
  });
}

export async function all(results) {
  const records = [];
  for await (const record of results) records.push(seen(record));
  return records;
}

/** Returns the number of records and the first difference. */
export function compared(name, direct, worker) {
  const at = direct.findIndex((record, index) => record !== worker[index]);
  const found = [name, direct.length, worker.length];
  return at < 0 ? found : [...found, at, direct[at]?.slice(0, 3000), worker[at]?.slice(0, 3000)];
}
