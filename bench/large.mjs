// Tallies, filters, orders and joins a gigabyte of results, in any runtime. Reports rates in MB/s and the maximum memory of the
// core. Uses no API of a specific runtime.

const LINE = 2048;
const LINES = 32;
const DIGITS = 8;
const utf8 = new TextEncoder();

/** Yields lines of 2 kB that differ only in the id, in chunks of 64 kB; one in a hundred is an error. */
function lines(first, kind) {
  const head = `{"custom_id":"`;
  const usage = { input_tokens: 512, output_tokens: 340 };
  const message = (text) => ({
    ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5' },
    ...{ content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage },
  });
  const error = (message) => ({ type: 'error', error: { type: 'overloaded_error', message }, request_id: null });
  const result = (text) =>
    kind === 'errored' ? { type: kind, error: error(text) } : { type: 'succeeded', message: message(text) };
  const line = (text) => `${head}${'0'.repeat(DIGITS)}","result":${JSON.stringify(result(text))}}\n`;
  const text = 'the quick brown fox jumps over the lazy dog. '.repeat(50).slice(0, LINE - line('').length);
  return { bytes: utf8.encode(line(text)), at: head.length, first };
}

export function source(bytes) {
  const [good, bad] = [lines(0, 'succeeded'), lines(0, 'errored')];
  const count = Math.floor(bytes / LINE);
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (next >= count) return controller.close();
        const chunk = new Uint8Array(LINE * Math.min(LINES, count - next));
        for (let at = 0; at < chunk.length; at += LINE, next++) {
          const { bytes, at: id } = next % 100 === 99 ? bad : good;
          chunk.set(bytes, at);
          // In a different order: the digits of the number are reversed.
          for (let digit = 0, rest = next; digit < DIGITS; digit++, rest = Math.floor(rest / 10)) {
            chunk[at + id + digit] = 48 + (rest % 10);
          }
        }
        return controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

function* ids(bytes) {
  for (let next = 0; next < Math.floor(bytes / LINE); next++)
    yield String(next).padStart(DIGITS, '0').split('').reverse().join('');
}

/** Reads a stream to its end, and returns its size. */
async function drained(stream) {
  let bytes = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
}

/** Runs all works on this many bytes. `memory()` returns the current size of the core's memory. */
export async function large({ readResults }, { bytes, spill, memory, now = () => performance.now(), only }) {
  const open = () => readResults(source(bytes));
  const count = Math.floor(bytes / LINE);
  const works = {
    tally: async () => (await (await open()).tally()).records,
    'filter (csv of errors)': async () =>
      drained((await open()).toStream('csv', { columns: ['custom_id', 'error.message'], outcomes: ['retry_as_is'] })),
    'csv of ids and texts': async () => drained((await open()).toStream('csv', { columns: ['custom_id', 'text'] })),
    'records, texts read': async () => {
      let length = 0;
      for await (const { text } of await open()) length += text.length;
      return length;
    },
    reconcile: async () => {
      const { complete, answered } = await (await open()).reconcile(ids(bytes));
      if (!complete || answered !== count) throw new Error(`${answered} of ${count} ids`);
      return answered;
    },
    'join in order of the ids': async () => {
      const rows = (function* () {
        for (const id of ids(bytes)) yield { custom_id: id };
      })();
      let found = 0;
      for await (const { row, record } of (await open()).join(rows, { spill: spill() })) {
        if (row.custom_id === record?.custom_id) found += 1;
      }
      if (found !== count) throw new Error(`${found} of ${count} rows have their record`);
      return found;
    },
  };
  const rows = [];
  for (const [name, work] of Object.entries(works)) {
    if (only && !only.includes(name)) continue;
    const start = now();
    const result = await work();
    const ms = now() - start;
    rows.push({ name, result, seconds: ms / 1000, rate: bytes / 1000 / ms, memory: memory?.() });
  }
  return rows;
}
