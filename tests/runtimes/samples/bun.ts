import { BatchClient } from 'message-batches';

const client = new BatchClient(); // the key is in ANTHROPIC_API_KEY
const batch = await client.create(Bun.file('requests.jsonl'));
await Bun.write('batch.txt', batch.id);

await client.poll(batch.id);
const results = await client.results(batch.id);
await Bun.write('answers.csv', results.toResponse('csv'));
