// A complete run of the emulator in the runtime that imports this: the validator loads, bodies are streamed, faults interrupt.
const URL_OF = 'https://api.example/v1/messages/batches';
const HEADERS = { 'x-api-key': 'k', 'anthropic-version': '2026-10-21' };

const request = (id, params) => ({
  custom_id: id,
  params: { model: 'claude-opus-5-5', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }], ...params },
});

export async function emulated({ createEmulator }) {
  const emulator = createEmulator({
    processingMs: 3_600_000,
    faults: [
      { fault: 'cut_after', operation: 'create', attempt: 1 },
      { fault: 'cut_body', bytes: 10, operation: 'results', attempt: 1 },
    ],
  });
  const create = () => {
    const body = JSON.stringify({ requests: [request('a'), request('b', { speed: 'fast' })] });
    return emulator.fetch(URL_OF, { method: 'POST', headers: HEADERS, body });
  };
  const cut = await create().catch(({ name }) => name);
  const { id } = await (await create()).json();
  emulator.finish(id);
  const results = async () => (await emulator.fetch(`${URL_OF}/${id}/results`, { headers: HEADERS })).text();
  // Chromium's text() has its own error for an interrupted stream.
  const broken = await results().catch((error) => error instanceof TypeError);
  const lines = (await results())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const [a, b] = ['a', 'b'].map((customId) => lines.find((line) => line.custom_id === customId).result);
  return {
    cut,
    broken,
    a: a.message.content[0].text,
    b: b.error.error.message,
    stored: emulator.ledger().creates.map(({ stored }) => stored),
  };
}

export const EMULATED = {
  cut: 'ConnectionCut',
  broken: true,
  a: 'This is an emulated answer; no model was called. The question was: "Hi"',
  b: '`speed` is not supported in the Message Batches API',
  stored: [true, true],
};
