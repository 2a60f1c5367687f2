// Checks requests of five kinds. All rules on JSONL bytes, against the code without this package: decode, split, JSON.parse, ajv,
// JSON.stringify. On objects, against JSON.stringify alone, which checks nothing. And against ourselves: a plain search for line
// ends in the same WebAssembly, ten times the input, one long request instead of ten short ones.
//
// 20 MB per kind, or RESULTS_MB.
import { compare, isWanted, MEGABYTES } from './compare.mjs';
import { KINDS, requestsOf } from './corpora/requests.mjs';
import { chunked } from './corpus.mjs';
import { equal } from './readers.mjs';
import { countLines } from './scan.mjs';
import { compiledSchema } from './schema.mjs';

export const name = 'validate';
export const comparesBuilds = true;
export const inputs = KINDS;

export function run(options = {}) {
  return compare(cases(options), options);
}

function* cases(options) {
  const fits = compiledSchema();
  for (const kind of options.input ? [options.input] : KINDS) {
    const wanted = isWanted(`${kind}-`, options) || (kind === 'alike' && areOthersWanted(options));
    if (!wanted) continue;
    const corpus = requestsOf(kind, { bytes: MEGABYTES * 1e6 });
    const peers = { ajv: () => checkByAjv(corpus, fits) };
    if (kind === 'alike') peers.newlinescan = () => scan(corpus);
    yield { name: `${kind}-check`, bytes: corpus.bytes, ours: (pkg) => check(pkg, corpus), peers };
    if (kind === 'alike') yield* others(corpus);
  }
}

const OTHERS = ['objects/', 'estimate/', 'size/', 'one-of-20-mb/'];

function areOthersWanted(options) {
  return OTHERS.some((begin) => isWanted(begin, options));
}

function* others(corpus) {
  const { bytes, objects, chunks } = corpus;
  const half = bytes / 2;
  yield {
    ...{ name: 'objects', bytes, ours: (pkg) => create(pkg, objects) },
    peers: {
      stringify: () => equal({ isLong: JSON.stringify({ requests: objects }).length > half }, { isLong: true }),
    },
  };
  const estimate = async (pkg) => {
    const { requests } = await pkg.estimate(ReadableStream.from(chunks));
    equal({ requests }, { requests: objects.length });
  };
  // Compared only with another build.
  yield { name: 'estimate', bytes, ours: estimate };
  const ours = (input) => async (pkg) => check(pkg, input);
  const pkg = import('message-batches');
  const tenth = requestsOf('alike', { bytes: bytes / 10 });
  const tenths = async () => {
    for (let time = 0; time < 10; time += 1) await check(await pkg, tenth);
  };
  yield { name: 'size', bytes, ours: ours(corpus), peers: { tenth: tenths } };
  const long = input([one(20_000_000)]);
  const short = input(Array.from({ length: 10 }, (_, index) => one(2_000_000, `-${index}`)));
  const ten = async () => check(await pkg, short);
  yield { name: 'one-of-20-mb', bytes: 20_000_000, ours: ours(long), peers: { 'ten-of-2-mb': ten } };
}

async function check({ validate }, { chunks, objects }) {
  const { requests, errors } = await validate(ReadableStream.from(chunks));
  equal({ requests, errors }, { requests: objects.length, errors: 0 });
}

async function create({ BatchClient }, requests) {
  await new BatchClient({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch: answer }).create({ requests });
}

async function checkByAjv({ chunks, objects }, fits) {
  const found = { requests: 0, errors: 0 };
  let size = 0;
  const line = (text) => {
    if (text === '') return;
    const request = JSON.parse(text);
    found.requests += 1;
    if (!fits(request)) found.errors += 1;
    size += JSON.stringify(request).length;
  };
  const utf8 = new TextDecoder();
  let rest = '';
  for await (const chunk of ReadableStream.from(chunks)) {
    rest += utf8.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      line(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
  line(rest);
  equal({ ...found, isLong: size > 0 }, { requests: objects.length, errors: 0, isLong: true });
}

function scan({ chunks, objects }) {
  const lines = countLines(chunks);
  // The last line may have no line end.
  equal({ isRight: objects.length - lines <= 1 }, { isRight: true });
}

/** Takes the body like a network, and responds. */
async function answer(_url, { body }) {
  // A small body is bytes, a large one a Blob.
  equal({ isThere: (body.size ?? body.length) > 0 }, { isThere: true });
  return Response.json({ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress' });
}

/** Returns one request with a text of this size. */
function one(size, suffix = '') {
  const content = 'the of and a to in is '.repeat(size / 22);
  const params = { model: 'claude-haiku-4-5', max_tokens: 9, messages: [{ role: 'user', content }] };
  return { custom_id: `long${suffix}`, params };
}

function input(objects) {
  const text = objects.map((object) => JSON.stringify(object)).join('\n');
  return { objects, chunks: chunked(new TextEncoder().encode(text)) };
}
