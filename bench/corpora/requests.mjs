// Corpora of requests by kind. All requests are valid, so that a checker examines all of each.
import { requests } from '../corpus.mjs';
import { Chance } from './chance.mjs';
import { imageOf } from './image.mjs';
import { customId } from './message.mjs';
import { foreign, markdown, prose, sentence, word } from './prose.mjs';
import { object } from './values.mjs';

/** Generators of requests by kind. */
const REQUESTS = { agents, documents, images };

/** The two other kinds come from a few templates, or have turns, blocks and tools of their own. */
export const KINDS = [...Object.keys(REQUESTS), 'varied', 'alike'];

/** Approximate size of a request of these two kinds. */
const LIKE_BYTES = 2_400;

const CHUNK = 65_536;

/** Returns requests of this kind, with about this many bytes of JSONL, as objects and in chunks of 64 kB. */
export function requestsOf(kind, { bytes, seed = 19 }) {
  const next = REQUESTS[kind];
  if (!next) return { kind, ...requests({ count: Math.ceil(bytes / LIKE_BYTES), varied: kind === 'varied' }) };
  const chance = new Chance(seed);
  const common = { tools: chance.list(9, () => tool(chance)), system: prose(chance, 6_000, foreign) };
  const objects = [];
  const lines = [];
  let size = 0;
  while (size < bytes) {
    const request = next(chance, objects.length, common);
    const line = Buffer.from(`${JSON.stringify(request)}\n`);
    objects.push(request);
    lines.push(line);
    size += line.length;
  }
  const whole = new Uint8Array(Buffer.concat(lines));
  const chunks = [];
  for (let start = 0; start < size; start += CHUNK) chunks.push(whole.slice(start, start + CHUNK));
  return { kind, objects, chunks, bytes: size };
}

/** Transcripts of an agent, which are sent again with each turn: thoughts, tool calls, and their results. */
function agents(chance, index, { tools, system }) {
  const messages = [{ role: 'user', content: prose(chance, chance.length(400), foreign) }];
  for (let turns = chance.length(7, 0.6, 60); turns > 0; turns -= 1) {
    const uses = chance.list(chance.in(0.75) ? 1 : chance.between(2, 4), () => ({
      ...{ type: 'tool_use', id: `toolu_01${chance.id(22)}`, name: chance.pick(tools).name },
      input: object(chance, chance.between(1, 5), 2),
    }));
    const said = chance.in(0.6) ? [{ type: 'text', text: sentence(chance, 14, foreign) }] : [];
    messages.push({ role: 'assistant', content: [...said, ...uses] });
    messages.push({ role: 'user', content: uses.map(({ id }) => toolResult(chance, id)) });
  }
  return {
    custom_id: customId(chance, index),
    params: {
      model: 'claude-sonnet-5-5',
      max_tokens: chance.between(1, 16) * 1_000,
      system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral', ttl: '1h' } }],
      // The tools depend on the task: most requests have the same ones, others have some of them.
      tools: chance.in(0.7) ? tools : tools.filter(({ name }) => used(messages, name) || chance.in(0.5)),
      messages,
    },
  };
}

function used(messages, tool) {
  return messages.some(({ content }) => Array.isArray(content) && content.some(({ name }) => name === tool));
}

function toolResult(chance, tool_use_id) {
  const at = chance.next();
  if (at < 0.05) return { type: 'tool_result', tool_use_id, content: sentence(chance, 8), is_error: true };
  const text =
    at < 0.4 ? JSON.stringify(object(chance, chance.length(12), 3), null, 2) : markdown(chance, chance.length(900, 1));
  return { type: 'tool_result', tool_use_id, content: at < 0.7 ? text : [{ type: 'text', text }] };
}

function tool(chance) {
  const properties = {};
  for (let left = chance.between(1, 8); left > 0; left -= 1) {
    const type = chance.pick(['string', 'integer', 'boolean', 'number']);
    properties[`${word(chance)}_${chance.below(100)}`] = { type, description: sentence(chance, 12) };
  }
  return {
    name: `${word(chance)}_${word(chance)}_${chance.below(1_000)}`,
    description: prose(chance, chance.length(500)),
    input_schema: { type: 'object', properties, required: Object.keys(properties).filter(() => chance.in(0.5)) },
  };
}

/** Documents, each with an output schema of its own. */
function documents(chance, index) {
  const data = prose(chance, chance.length(2_500, 0.9), foreign).replaceAll('. ', '.\n');
  const document = {
    ...{ type: 'document', source: { type: 'text', media_type: 'text/plain', data } },
    ...(chance.in(0.6) ? { title: sentence(chance, 5, foreign).slice(0, -1) } : {}),
    ...(chance.in(0.2) ? { context: sentence(chance, 12) } : {}),
  };
  const content = [document, { type: 'text', text: `Extract the fields. ${sentence(chance, 9)}` }];
  return {
    custom_id: customId(chance, index),
    params: {
      model: 'claude-haiku-4-5',
      max_tokens: 4_096,
      messages: [{ role: 'user', content }],
      output_config: { format: { type: 'json_schema', schema: objectSchema(chance, chance.length(9, 0.5, 40), 3) } },
    },
  };
}

function objectSchema(chance, keys, depth) {
  const properties = {};
  for (let left = keys; left > 0; left -= 1) {
    properties[`${word(chance)}_${word(chance)}_${chance.below(100)}`] = schema(chance, depth - 1);
  }
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function schema(chance, depth) {
  const at = chance.next();
  const description = chance.in(0.5) ? { description: sentence(chance, 8, foreign) } : {};
  if (depth > 0 && at < 0.15) return { ...objectSchema(chance, chance.between(1, 5), depth), ...description };
  if (depth > 0 && at < 0.3) return { type: 'array', items: schema(chance, depth - 1), ...description };
  if (at < 0.4) return { type: 'string', enum: [...new Set(chance.list(chance.between(2, 8), () => word(chance)))] };
  if (at < 0.47) return { anyOf: [{ type: 'null' }, { type: chance.pick(['string', 'integer']) }], ...description };
  if (at < 0.52) return { type: 'string', format: chance.pick(['date', 'date-time', 'email', 'uri']), ...description };
  return { type: chance.pick(['string', 'string', 'integer', 'number', 'boolean']), ...description };
}

/** Questions about images in base64, one to three in a request. */
function images(chance, index) {
  const shown = chance.list(chance.in(0.8) ? 1 : chance.between(2, 3), () => ({
    type: 'image',
    source: imageOf(chance, chance.length(60_000, 0.8, 1_500_000)),
  }));
  const text = prose(chance, chance.length(200), chance.in(0.3) ? foreign : undefined);
  return {
    custom_id: customId(chance, index),
    params: {
      model: 'claude-opus-5-5',
      max_tokens: 1_024,
      messages: [{ role: 'user', content: [...shown, { type: 'text', text }] }],
    },
  };
}
