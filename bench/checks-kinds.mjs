// Checks of requests that are not alike: `documents` (a new output schema in each request), `agents` (long transcripts of
// tool calls, with tools that change every few requests) and `images`, next to `alike` and `varied`. The peer decodes,
// splits, JSON.parses, runs ajv compiled in advance, and JSON.stringifies. AGAINST=DIR compares with the dist/ of another
// build instead; KINDS=documents,agents runs some of them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { validate } from 'message-batches';
import { chunked, requests } from './corpus.mjs';
import { paired } from './pairs.mjs';

export const name = 'checks-kinds';

const KINDS = {
  documents: { count: 4_000, make: documents },
  agents: { count: 1_000, make: agents },
  images: { count: 300, make: images },
  alike: { count: 8_000 },
  varied: { count: 8_000, varied: true },
};

export async function run() {
  const wanted = process.env.KINDS?.split(',') ?? Object.keys(KINDS);
  const peer = process.env.AGAINST ? await otherBuild(process.env.AGAINST) : ajvPath();
  const label = process.env.AGAINST ? 'before' : 'ajv';
  const rows = [];
  for (const kind of wanted) {
    const corpus = corpusOf(kind);
    rows.push(
      await paired({
        name: `${kind}-check/${label}`,
        bytes: corpus.bytes,
        pairs: 7,
        ours: () => check(validate, corpus),
        peer: () => peer(corpus),
      }),
    );
  }
  return rows;
}

/** The chunks of a kind of requests, and what there is in them. */
export function corpusOf(kind) {
  const { count, make, varied } = KINDS[kind];
  if (!make) {
    const { objects, chunks, bytes } = requests({ count, varied });
    return { count: objects.length, chunks, bytes };
  }
  const random = seeded(17);
  const lines = Array.from({ length: count }, (_, index) => JSON.stringify(make(index, random)));
  const bytes = new TextEncoder().encode(lines.join('\n'));
  return { count, chunks: chunked(bytes), bytes: bytes.length };
}

async function check(validateWith, { chunks, count }) {
  const report = await validateWith(ReadableStream.from(chunks));
  assert.deepEqual([report.requests, report.errors], [count, 0]);
}

async function otherBuild(folder) {
  const other = await import(pathToFileURL(path.resolve(folder, 'node.js')).href);
  return (corpus) => check(other.validate, corpus);
}

function ajvPath() {
  const schema = JSON.parse(fs.readFileSync(new URL('../docs/schema.json', import.meta.url), 'utf8'));
  const fits = new Ajv2020({ strict: false }).compile({ $ref: '#/$defs/BatchRequest', $defs: schema.$defs });
  return async (corpus) => {
    const found = { count: 0, errors: 0, size: 0 };
    const line = (text) => {
      if (text === '') return;
      const request = JSON.parse(text);
      found.count += 1;
      if (!fits(request)) found.errors += 1;
      found.size += JSON.stringify(request).length;
    };
    const utf8 = new TextDecoder();
    let rest = '';
    for await (const chunk of ReadableStream.from(corpus.chunks)) {
      rest += utf8.decode(chunk, { stream: true });
      let start = 0;
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
        line(rest.slice(start, end));
        start = end + 1;
      }
      rest = rest.slice(start);
    }
    line(rest);
    assert.deepEqual([found.count, found.errors], [corpus.count, 0]);
    assert.ok(found.size > 0);
  };
}

/** A document of a few kB, and a schema whose property names no other request has. */
function documents(index, random) {
  const text = prose(random, 250 + Math.floor(random() * 600));
  const title = prose(random, 4);
  const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, title };
  const question = { type: 'text', text: `Extract what the schema asks for.\n\n${prose(random, 30)}` };
  const content = random() < 0.6 ? [document, question] : [{ type: 'text', text }, question];
  return {
    custom_id: `document-${index}`,
    params: {
      model: 'claude-haiku-4-5',
      max_tokens: 2048,
      system: `You extract data.\n${prose(random, 20)}`,
      messages: [{ role: 'user', content }],
      output_config: { format: { type: 'json_schema', schema: rootSchema(index, random) } },
    },
  };
}

function rootSchema(index, random) {
  const $defs = {
    [`party_${index}`]: closed(index, random, 2, 3),
    [`amount_${index}`]: closed(index, random, 2, 3),
  };
  const schema = closed(index, random, 0, 6 + Math.floor(random() * 8));
  for (const [at, definition] of Object.keys($defs).entries()) {
    const property = `ref_${at}_${word(random)}`;
    schema.properties[property] = { $ref: `#/$defs/${definition}` };
    schema.required.push(property);
  }
  return { ...schema, $defs };
}

/** An object of this many properties. */
function closed(index, random, depth, count) {
  const names = Array.from({ length: count }, (_, at) => `${word(random)}_${word(random)}_${index % 97}${at}`);
  const properties = Object.fromEntries(names.map((property) => [property, property_(index, random, depth)]));
  return { type: 'object', properties, required: names, additionalProperties: false };
}

function property_(index, random, depth) {
  const description = prose(random, 3 + Math.floor(random() * 9));
  const pick = random();
  if (pick < 0.3) return { type: 'string', description };
  if (pick < 0.45) return { type: random() < 0.5 ? 'integer' : 'number', description };
  if (pick < 0.55) return { type: 'boolean', description };
  if (pick < 0.65) return { type: 'string', format: random() < 0.5 ? 'date' : 'email', description };
  if (pick < 0.8) return { type: 'string', enum: Array.from({ length: 3 }, () => word(random)), description };
  if (pick < 0.88) return { anyOf: [{ type: 'string' }, { type: 'null' }], description };
  if (depth >= 2) return { type: 'array', items: { type: 'string' }, description };
  if (pick < 0.94) return { type: 'array', items: closed(index, random, depth + 1, 3), description };
  return { ...closed(index, random, depth + 1, 3), description };
}

/** A transcript of 10 to 60 turns; the tools change every four requests. */
function agents(index, random) {
  const tools = toolsOf(index >> 2);
  const turns = 10 + Math.floor(random() * 51);
  const messages = [{ role: 'user', content: prose(random, 60) }];
  let call = 0;
  while (messages.length < turns) {
    const id = `toolu_${index}_${call++}_${word(random)}`;
    const use = { type: 'tool_use', id, name: tools[call % tools.length].name, input: inputOf(random) };
    const thought = { type: 'text', text: prose(random, 10 + Math.floor(random() * 30)) };
    messages.push({ role: 'assistant', content: random() < 0.7 ? [thought, use] : [use] });
    const text = random() < 0.3 ? JSON.stringify(inputOf(random)) : prose(random, 15 + Math.floor(random() * 100));
    const result = { type: 'tool_result', tool_use_id: id };
    const pick = random();
    if (pick < 0.5) messages.push({ role: 'user', content: [{ ...result, content: text }] });
    else if (pick < 0.9) messages.push({ role: 'user', content: [{ ...result, content: [{ type: 'text', text }] }] });
    else messages.push({ role: 'user', content: [{ ...result, content: text, is_error: true }] });
  }
  return {
    custom_id: `agent-${index}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 4096, system: prose(seeded(index >> 2), 200), tools, messages },
  };
}

function inputOf(random) {
  const count = 1 + Math.floor(random() * 5);
  const value = () => {
    const pick = random();
    if (pick < 0.5) return prose(random, 1 + Math.floor(random() * 8));
    if (pick < 0.65) return Math.floor(random() * 10_000);
    if (pick < 0.75) return random() < 0.5;
    if (pick < 0.9) return [word(random), word(random)];
    return { [word(random)]: `/srv/${word(random)}/${word(random)}.ts`, [word(random)]: null };
  };
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${word(random)}_${at}`, value()]));
}

function toolsOf(set) {
  const random = seeded(1_000 + set);
  return Array.from({ length: 5 + Math.floor(random() * 16) }, (_, at) => ({
    name: `${word(random)}_${word(random)}_${at}`,
    description: prose(random, 25),
    input_schema: {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 2 + Math.floor(random() * 4) }, (_, property) => [
          `${word(random)}_${property}`,
          random() < 0.7
            ? { type: 'string', description: prose(random, 8) }
            : { type: 'array', items: { type: 'integer', minimum: 0 }, description: prose(random, 8) },
        ]),
      ),
    },
  }));
}

/** An image of 20 to 150 kB and a question. */
function images(index, random) {
  const header = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(header);
  header.writeUInt32BE(200 + Math.floor(random() * 800), 16);
  header.writeUInt32BE(200 + Math.floor(random() * 600), 20);
  Buffer.from([8, 2, 0, 0, 0]).copy(header, 24);
  const pixels = Buffer.alloc(15_000 + Math.floor(random() * 100_000));
  for (let at = 0; at + 4 <= pixels.length; at += 4) pixels.writeUInt32LE((random() * 4_294_967_296) >>> 0, at);
  const source = { type: 'base64', media_type: 'image/png', data: Buffer.concat([header, pixels]).toString('base64') };
  const text = prose(random, 20);
  const content = [
    { type: 'image', source },
    { type: 'text', text },
  ];
  return {
    custom_id: `image-${index}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 512, messages: [{ role: 'user', content }] },
  };
}

const WORDS =
  'invoice total amount vendor buyer city street number date due tax rate line item unit price status order ship weight account holder branch code phone mail contact first last name role team region shelf color size grade model serial batch issue note'.split(
    ' ',
  );
const ODD = ['naïve', 'Zürich', '"quoted"', '€20', 'first\nsecond', '東京'];

function word(random) {
  return WORDS[Math.floor(random() * WORDS.length)];
}

/** Some words; one in two hundred has a character that JSON escapes or that is not ASCII. */
function prose(random, count) {
  const next = () => (random() < 0.005 ? ODD[Math.floor(random() * ODD.length)] : word(random));
  return Array.from({ length: count }, next).join(' ');
}

/** Mulberry32: the same corpus in every run. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
