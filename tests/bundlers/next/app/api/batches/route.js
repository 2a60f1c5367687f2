import { BatchClient, BatchError } from 'message-batches';

const client = new BatchClient(); // the key is in ANTHROPIC_API_KEY

export async function POST(request) {
  try {
    const batch = await client.create(await request.text());
    return Response.json(batch, { status: 202 });
  } catch (error) {
    if (!BatchError.isInstance(error)) throw error;
    return Response.json({ code: error.code, message: error.message }, { status: 422 });
  }
}

export async function GET(request) {
  const id = new URL(request.url).searchParams.get('id') ?? '';
  const batch = await client.retrieve(id);
  if (batch.processing_status !== 'ended') return Response.json(batch);
  const results = await client.results(id);
  return results.toResponse('jsonl');
}
