// Generates a large input while it is read, divides and uploads it. Returns the result as plain data. It uses no API of a
// specific runtime.
export async function upload({ BatchClient, plan }, { baseURL, apiKey }, query) {
  const [count, size] = ['count', 'size'].map((name) => Number(query.get(name)));
  const options = query.get('maxRequests') ? { maxRequests: Number(query.get('maxRequests')) } : {};
  const client = new BatchClient({ baseURL, apiKey });
  const shards = [];
  const created = [];
  const last = [];
  const planned = plan(() => lines(count, size), options);
  for await (const shard of planned) {
    const { index, first, requests, bytes, hash, custom_ids: ids } = shard;
    shards.push({ first, requests, bytes, hash, ids: [ids[0], ids.at(-1)] });
    const onUpload = (progress) => {
      last[index] = progress;
    };
    created.push((await client.create(shard, { onUpload })).request_counts.processing);
  }
  const { ok, requests, errors, shards: needed } = planned.report;
  return { shards, created, last, report: { ok, requests, errors, shards: needed } };
}

/** JSONL in pieces of about 64 kB. */
function lines(count, size) {
  const encoder = new TextEncoder();
  const filler = 'lorem ipsum '.repeat(Math.ceil(size / 12)).slice(0, size);
  let index = 0;
  return new ReadableStream(
    {
      pull(controller) {
        let text = '';
        while (index < count && text.length < 65_536) text += `${line(index++, filler)}\n`;
        if (text === '') controller.close();
        else controller.enqueue(encoder.encode(text));
      },
    },
    { highWaterMark: 0 },
  );
}

const line = (index, content) =>
  JSON.stringify({
    custom_id: `r-${index}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user', content }] },
  });
