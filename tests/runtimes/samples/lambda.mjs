import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BatchClient } from 'message-batches';

const client = new BatchClient(); // the key is in ANTHROPIC_API_KEY

export async function start({ requests }) {
  const { id } = await client.create(requests);
  return { id, ended: false };
}

export async function look({ id }) {
  const batch = await client.retrieve(id);
  if (batch.processing_status !== 'ended') return { id, ended: false };
  const file = path.join(tmpdir(), `${id}.csv`); // upload it to a bucket before you return
  const results = await client.results(id);
  await writeFile(file, results.toStream('csv'));
  return { id, ended: true, file };
}
