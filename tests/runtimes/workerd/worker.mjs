// A Worker as a user would write it: it imports the package by name and needs no set-up.
import * as pkg from 'message-batches';
import { blobSpill, r2Spill } from 'message-batches/spill';
import { large } from '../../../bench/large.mjs';
import { csvStream, rowsToBatches } from '../../../bench/rows-large.mjs';
import { account } from '../account.mjs';
import { flow } from '../flow.mjs';
import { panics } from '../panics.mjs';
import { upload } from '../upload.mjs';

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const options = { baseURL: searchParams.get('api'), apiKey: searchParams.get('key') };
    if (pathname === '/flow') return Response.json(await flow(pkg, options));
    if (pathname === '/upload') return Response.json(await upload(pkg, options, searchParams));
    if (pathname === '/panics') return Response.json(await panics(pkg, options));
    if (pathname === '/account') return Response.json(await accounted(env.BUCKET));
    if (pathname === '/rows') {
      const open = () => csvStream(Number(searchParams.get('rows')));
      return Response.json(await rowsToBatches(pkg, { ...options, open }));
    }
    if (pathname === '/large') return Response.json(await largely(env.BUCKET, searchParams));
    if (pathname === '/stream') return streamed(options);
    if (pathname === '/turns') return Response.json(await turns(Number(searchParams.get('pieces'))));
    if (pathname === '/texts') return Response.json(await texts());
    return new Response('not here', { status: 404 });
  },
};

/** Runs `account` with the spills of a Worker, and returns what is left in the bucket. */
async function accounted(bucket) {
  const spills = { usual: () => undefined, blob: blobSpill, bucket: () => r2Spill(bucket) };
  // More than one part of an object in the bucket.
  return { done: await account(pkg, spills, { count: 40_000 }), left: (await bucket.list()).objects.length };
}

/** Runs a part of bench/large.mjs. */
const largely = (bucket, search) =>
  large(pkg, {
    bytes: Number(search.get('bytes')),
    only: [search.get('only')],
    spill: () => r2Spill(bucket),
  });

/** Passes results on record by record, without keeping them. */
async function streamed(options) {
  const client = new pkg.BatchClient(options);
  const created = await client.create([
    { custom_id: 'a', params: { model: 'claude-opus-5-5', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] } },
  ]);
  await client.poll(created.id, { intervalMs: 20, maxIntervalMs: 20 });
  const results = await client.results(created.id);
  const encoder = new TextEncoder();
  const lines = new ReadableStream({
    async pull(controller) {
      for await (const { custom_id, type } of results) controller.enqueue(encoder.encode(`${custom_id} ${type}\n`));
      controller.close();
    },
  });
  return new Response(lines);
}

/** Returns how often a timer fires while results are read that are already in memory, this many MiB of them. */
async function turns(pieces) {
  const line = `${JSON.stringify(succeeded('a', 'x'.repeat(900)))}\n`;
  const piece = new TextEncoder().encode(line.repeat(Math.ceil(1_048_576 / line.length)));
  let left = pieces;
  const stream = new ReadableStream({
    pull(controller) {
      if (left > 0) controller.enqueue(piece);
      else controller.close();
      left -= 1;
    },
  });
  let fired = 0;
  const timer = setInterval(() => {
    fired += 1;
  }, 1);
  const results = await pkg.readResults(stream);
  const { records } = await results.tally();
  clearInterval(timer);
  return { records: records === pieces * Math.ceil(1_048_576 / line.length), fired };
}

/** Returns texts of every form in which strings leave the core. */
async function texts() {
  const sent = ['plain', 'a "quote"', 'déjà vu', '“quoted” 🎉', '\u0080\u009f', 'half \ud83c', ''].flatMap((text) => [
    text,
    text.padEnd(300, 'long '),
  ]);
  const lines = sent.map((text, index) => JSON.stringify(succeeded(`request-${index}`, text)));
  const read = [];
  for await (const { text, result } of pkg.readResults(lines.join('\n'))) {
    read.push(text === result.message.content[0].text ? text : 'other');
  }
  return { same: read.every((text, index) => text === sent[index]), count: read.length, buffer: typeof Buffer };
}

const succeeded = (custom_id, text) => ({
  custom_id,
  result: {
    type: 'succeeded',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    },
  },
});
