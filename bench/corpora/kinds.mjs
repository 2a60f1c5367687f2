// Makes a line of each kind of results. Each function takes the random source, the index of the line and the common data of the
// corpus.
import { container, customId, errored, MODELS, succeeded, tokensOf } from './message.mjs';
import { foreign, markdown, prose, sentence, word } from './prose.mjs';
import { newKey, object } from './values.mjs';

/** Number of keys of the extraction job. */
const KEYS = 240;

/** Tool calls of an extraction job: no two inputs have the same keys in the same order with the same types. */
export function tools(chance, index) {
  chance.keys ??= chance.list(KEYS, () => newKey(chance));
  return keys(chance, index);
}

/** Tool calls whose keys occur in no other input, which is the worst case for an engine. */
export function keys(chance, index) {
  const calls = chance.in(0.85) ? 1 : chance.between(2, 4);
  const content = chance.in(0.3) ? [{ type: 'text', text: prose(chance, chance.length(120)) }] : [];
  for (let call = 0; call < calls; call += 1) content.push(toolUse(chance));
  return succeeded(chance, customId(chance, index), {
    model: chance.in(0.9) ? 'claude-haiku-4-5-20251001' : 'claude-sonnet-4-6',
    content,
    stop_reason: chance.in(0.97) ? 'tool_use' : 'max_tokens',
    output_tokens: tokensOf(chance, JSON.stringify(content).length),
  });
}

function toolUse(chance) {
  const input = object(chance, chance.length(16, 0.7, 150), chance.between(2, 5));
  const name = chance.in(0.7) ? 'extract_fields' : `${word(chance)}_${word(chance)}`;
  const call = { type: 'tool_use', id: `toolu_01${chance.id(22)}`, name, input };
  return chance.in(0.5) ? { ...call, caller: { type: 'direct' } } : call;
}

/** Answers with web search and citations: 8 to 30 blocks, most bytes in encrypted contents. */
export function search(chance, index) {
  const blocks = chance.between(8, 30);
  const content = [];
  const found = [];
  let searches = 0;
  while (content.length < blocks) {
    if (searches === 0 || chance.in(0.12)) {
      const results = searched(chance, content);
      found.push(...results);
      searches += 1;
    } else content.push(citing(chance, found));
  }
  const characters = content.reduce((sum, { text = '' }) => sum + text.length, 0);
  return succeeded(chance, customId(chance, index, 3), {
    model: 'claude-opus-5-5',
    content,
    stop_reason: chance.in(0.95) ? 'end_turn' : 'pause_turn',
    output_tokens: tokensOf(chance, characters + 400 * searches),
    server_tool_use: { web_search_requests: searches, web_fetch_requests: 0 },
    ...(chance.in(0.2) ? { container: chance.in(0.5) ? container(chance) : null } : {}),
  });
}

/** Adds a search and its results, and returns the results. */
function searched(chance, content) {
  const id = `srvtoolu_01${chance.id(22)}`;
  const query = sentence(chance, 7, foreign).slice(0, -1);
  if (chance.in(0.7)) content.push({ type: 'text', text: sentence(chance, 9), citations: null });
  content.push({ type: 'server_tool_use', id, name: 'web_search', input: { query }, caller: { type: 'direct' } });
  const result = { type: 'web_search_tool_result', tool_use_id: id, caller: { type: 'direct' } };
  if (chance.in(0.04)) {
    const error = { type: 'web_search_tool_result_error', error_code: 'max_uses_exceeded' };
    content.push({ ...result, content: error });
    return [];
  }
  const results = chance.list(chance.between(2, 10), () => ({
    type: 'web_search_result',
    title: sentence(chance, 8, foreign).slice(0, -1),
    url: `https://${word(chance)}.example.com/${word(chance)}/${chance.id(chance.between(4, 60))}?a=1&b=2`,
    encrypted_content: chance.base64(chance.length(900, 0.7, 20_000)),
    page_age: chance.in(0.4) ? null : `${chance.pick(['April', 'May', 'June'])} ${chance.between(1, 28)}, 2026`,
  }));
  content.push({ ...result, content: results });
  return results;
}

/** Returns a text, with or without citations of the search results. */
function citing(chance, found) {
  const text = prose(chance, chance.length(140, 0.7), chance.in(0.4) ? foreign : undefined);
  if (found.length === 0 || chance.in(0.35)) return { type: 'text', text, citations: null };
  const citations = chance.list(chance.in(0.75) ? 1 : chance.between(2, 4), () => {
    const { url, title } = chance.pick(found);
    const cited_text = prose(chance, 110, foreign);
    const encrypted_index = chance.base64(chance.length(220, 0.3));
    return { type: 'web_search_result_location', cited_text, url, title, encrypted_index };
  });
  return chance.in(0.5) ? { citations, type: 'text', text } : { type: 'text', text, citations };
}

/** Thinking with signatures, then Markdown with non-ASCII letters. */
export function thinking(chance, index) {
  const thoughts = chance.in(0.08) ? '' : prose(chance, chance.length(1_200, 0.9), foreign).replaceAll('. ', '.\n\n');
  const content = [{ type: 'thinking', thinking: thoughts, signature: chance.base64(chance.length(700, 0.6)) }];
  if (chance.in(0.04)) content.push({ type: 'redacted_thinking', data: chance.base64(chance.length(900)) });
  const text = markdown(chance, chance.length(1_500, 0.9));
  content.push(chance.in(0.5) ? { type: 'text', text } : { type: 'text', text, citations: null });
  const thinking_tokens = tokensOf(chance, thoughts.length);
  return succeeded(chance, customId(chance, index, 2), {
    model: chance.in(0.8) ? 'claude-sonnet-5-5' : 'claude-opus-4-8',
    content,
    stop_reason: chance.in(0.97) ? 'end_turn' : 'max_tokens',
    output_tokens: thinking_tokens + tokensOf(chance, text.length),
    thinking_tokens,
  });
}

/** JSON inside a text: many quotation marks and line ends. */
export function structured(chance, index) {
  const made = object(chance, chance.length(22, 0.7, 200), 4);
  const json = JSON.stringify(made, null, chance.in(0.5) ? 2 : 0);
  const text = chance.in(0.15) ? `Here is the result:\n\n\`\`\`json\n${json}\n\`\`\`` : json;
  return succeeded(chance, customId(chance, index, 4), {
    model: 'claude-sonnet-4-6',
    content: [{ type: 'text', text }],
    stop_reason: chance.in(0.97) ? 'end_turn' : 'max_tokens',
    output_tokens: tokensOf(chance, text.length),
  });
}

const LABELS = ['positive', 'negative', 'neutral', 'spam', 'other', 'yes', 'no', 'B', 'billing/refund', 'Übersetzung'];

/** One-word answers: the envelope is nearly all of a line. */
export function labels(chance, index) {
  const text = chance.pick(LABELS);
  const stopped = chance.in(0.1);
  return succeeded(chance, customId(chance, index), {
    content: [{ type: 'text', text }],
    ...(stopped ? { stop_reason: 'stop_sequence', stop_sequence: '</label>' } : {}),
    input_tokens: chance.length(300, 0.6),
    output_tokens: tokensOf(chance, text.length + 4),
  });
}

/** All kinds, by several models, with every type of result and every reason to stop. */
export function mixed(chance, index) {
  const at = chance.next();
  const custom_id = customId(chance, index);
  if (at < 0.04) return errored(chance, custom_id);
  if (at < 0.06) return { custom_id, result: { type: chance.in(0.5) ? 'canceled' : 'expired' } };
  if (at < 0.09) return refused(chance, custom_id);
  if (at < 0.14) return executed(chance, custom_id);
  if (at < 0.4) return several(chance, custom_id);
  const line = chance.pick([tools, thinking, structured, labels, labels, at < 0.5 ? search : tools])(chance, index);
  return { ...line, custom_id };
}

function refused(chance, custom_id) {
  const category = chance.pick(['cyber', 'bio', 'general_harms', null]);
  const explanation = chance.in(0.5) ? null : sentence(chance, 14);
  const content = chance.in(0.5) ? [] : [{ type: 'text', text: sentence(chance, 12) }];
  const stop_details = { type: 'refusal', category, explanation };
  const answer = { model: chance.pick(MODELS), content, stop_reason: 'refusal', stop_details };
  return succeeded(chance, custom_id, { ...answer, output_tokens: chance.between(1, 40) });
}

/** Code that ran in a container, and its output. */
function executed(chance, custom_id) {
  const id = `srvtoolu_01${chance.id(22)}`;
  const command = `python3 -c "print('${word(chance)}')" && cat /tmp/${word(chance)}.csv\n`;
  const stdout = `${prose(chance, chance.length(300))}\n`.replaceAll(' ', chance.in(0.2) ? '\t' : ' ');
  const output = { type: 'bash_code_execution_result', stdout, stderr: '', return_code: 0, content: [] };
  const content = [
    { type: 'text', text: sentence(chance, 10) },
    { type: 'server_tool_use', id, name: 'bash_code_execution', input: { command }, caller: { type: 'direct' } },
    { type: 'bash_code_execution_tool_result', tool_use_id: id, content: output },
    { type: 'text', text: markdown(chance, chance.length(400)), citations: null },
  ];
  const output_tokens = tokensOf(chance, JSON.stringify(content).length);
  return succeeded(chance, custom_id, {
    ...{ model: chance.pick(MODELS.slice(2)), content, output_tokens, container: container(chance) },
  });
}

/** Several texts by any model, occasionally with an unusual end. */
function several(chance, custom_id) {
  const content = chance.list(chance.in(0.7) ? 1 : chance.between(2, 5), () => {
    const text = chance.in(0.5) ? markdown(chance, chance.length(900, 1)) : prose(chance, chance.length(700, 1));
    return chance.in(0.4) ? { type: 'text', text, citations: null } : { type: 'text', text };
  });
  const characters = content.reduce((sum, { text }) => sum + text.length, 0);
  const stop_reason = chance.in(0.85)
    ? 'end_turn'
    : chance.pick(['max_tokens', 'model_context_window_exceeded', 'pause_turn']);
  const output_tokens = tokensOf(chance, characters);
  return succeeded(chance, custom_id, { model: chance.pick(MODELS), content, stop_reason, output_tokens });
}
