import { BatchClient } from 'message-batches';

const client = new BatchClient(); // the key is in ANTHROPIC_API_KEY, which --allow-env lets the package read
const batch = await client.create(await Deno.readTextFile('requests.jsonl'));
await Deno.writeTextFile('batch.txt', batch.id);

await client.poll(batch.id);
const results = await client.results(batch.id);
await Deno.writeFile('answers.csv', results.toStream('csv'));
