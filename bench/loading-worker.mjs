// A Worker that imports at its first request, so that the benchmark can time the import.

const REQUEST = {
  custom_id: 'a',
  params: { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
};
const answer = async () => Response.json({ id: 'a', processing_status: 'ended' });

const PROGRAMS = {
  async retrieve() {
    const { BatchClient } = await import('message-batches');
    await new BatchClient({ apiKey: 'k', fetch: answer }).retrieve('a');
  },
  async validate() {
    const { validate } = await import('message-batches');
    await validate([REQUEST]);
  },
  async sdk() {
    const { default: Anthropic } = await import('@anthropic-ai/sdk');
    new Anthropic({ apiKey: 'k' });
  },
};

export default {
  async fetch(request) {
    await PROGRAMS[new URL(request.url).pathname.slice(1)]();
    return new Response('done');
  },
};
