import { type Brief, CHARACTERS_PER_TOKEN, tokens } from '../create/brief.ts';
import { findModel } from '../models.ts';
import type { MessageOverride } from '../options.ts';
import { type Made, type Purpose, valueFor } from '../schema/value.ts';
import { chance, idFrom, type Random, randomOf } from '../seeded.ts';
import type { ContentBlock, Message } from '../wire.ts';
import type { AnswerKind } from './kind.ts';

import type { AnswerStyle } from './style.ts';
import { clip, prose, quoting } from './text.ts';
import { usageOf } from './usage.ts';

/** The inputs of an answer other than its request. The same inputs always give the same answer. */
export interface Setting {
  seed: number;
  /** Identifies the item among all items of the emulator. */
  label: string;
  style: AnswerStyle;
  schemas: readonly string[];
}

/** An answer before the limits of the request are applied. */
interface Draft {
  content: ContentBlock[];
  stop: 'end_turn' | 'tool_use' | 'pause_turn' | 'refusal';
  details?: Record<string, unknown>;
}

const CATEGORIES = ['cyber', 'bio', 'frontier_llm', 'reasoning_extraction', 'general_harms', null];

/**
 * Returns the message of an item that succeeds. It is cut at `max_tokens` and at stop sequences like a real one. `override`
 * replaces fields; if it replaces `content`, `output_tokens` is adapted.
 */
export function messageFor(
  brief: Brief,
  kind: AnswerKind | undefined,
  setting: Setting,
  override: MessageOverride = {},
): Message {
  const { seed, label, style } = setting;
  const draft = draftOf(brief, kind, setting);
  const whole = outputTokens(draft.content);
  const room = kind === 'max_tokens' ? Math.min(brief.maxTokens, Math.max(1, whole >> 1)) : brief.maxTokens;
  const stopped = stopAt(draft.content, brief.stop ?? []);
  const { content, cut } = cutAt(stopped?.content ?? draft.content, room);
  const { usage, ...fields } = override;
  const shown = fields.content ?? content;
  const stopReason = cut ? 'max_tokens' : stopped ? 'stop_sequence' : draft.stop;
  return {
    model: findModel(brief.model)?.id ?? brief.model,
    id: idFrom('msg', randomOf(seed, label)),
    type: 'message',
    role: 'assistant',
    content: shown,
    stop_reason: stopReason,
    stop_sequence: stopReason === 'stop_sequence' ? (stopped?.sequence ?? null) : null,
    stop_details: draft.details ?? null,
    ...fields,
    usage: { ...usageOf(brief, outputTokens(shown), style.cacheHits, randomOf(seed, `${label}/cache`)), ...usage },
  };
}

function draftOf(brief: Brief, kind: AnswerKind | undefined, setting: Setting): Draft {
  const { seed, label, schemas } = setting;
  const random = randomOf(seed, `${label}/draft`);
  if (kind === 'refusal') {
    const category = CATEGORIES[random() % CATEGORIES.length] ?? null;
    return { content: [], stop: 'refusal', details: { type: 'refusal', category, explanation: null } };
  }
  const thinking = brief.thinks ? [thought(idFrom('sig', random))] : [];
  if (kind === 'pause_turn') {
    const input = { query: clip(brief.question, 80) };
    const call = { type: 'server_tool_use', id: idFrom('srvtoolu', random), name: brief.serverTool, input };
    return { content: [...thinking, call], stop: 'pause_turn' };
  }
  if (brief.tool !== undefined && (brief.tool.forced || kind === 'tool_use')) {
    const input = made(schemas, brief.tool.schema, 'input', random);
    const call = { type: 'tool_use', id: idFrom('toolu', random), name: brief.tool.name };
    // An optional call is omitted if no input can be generated for it.
    if ('value' in input) return { content: [...thinking, { ...call, input: input.value }], stop: 'tool_use' };
  }
  const answer = brief.schema === undefined ? undefined : made(schemas, brief.schema, 'answer', random);
  const text = answer !== undefined && 'value' in answer ? JSON.stringify(answer.value) : ordinary(brief, setting);
  return { content: [...thinking, { type: 'text', text }], stop: 'end_turn' };
}

function ordinary(brief: Brief, { style, seed, label }: Setting): string {
  if (style.text === 'echo') return brief.question;
  if (style.text === 'quote') return quoting(brief);
  const random = randomOf(seed, `${label}/prose`);
  const [least, most] = style.tokens;
  return prose(Math.round(least + chance(random) * (most - least)) * CHARACTERS_PER_TOKEN, random);
}

const thought = (signature: string): ContentBlock => ({
  type: 'thinking',
  thinking: 'This is an emulated thought.',
  signature,
});

function made(schemas: readonly string[], number: number, purpose: Purpose, random: Random): Made {
  return valueFor(JSON.parse(schemas[number] ?? '{}'), purpose, random);
}

function stopAt(
  content: ContentBlock[],
  sequences: string[],
): { content: ContentBlock[]; sequence: string } | undefined {
  const last = content.at(-1);
  if (last?.type !== 'text') return undefined;
  const text = String(last.text);
  const hits = sequences.map((sequence) => ({ sequence, at: text.indexOf(sequence) })).filter(({ at }) => at >= 0);
  const first = hits.sort((a, b) => a.at - b.at)[0];
  if (first === undefined) return undefined;
  return { content: [...content.slice(0, -1), { ...last, text: text.slice(0, first.at) }], sequence: first.sequence };
}

/** Keeps the content that fits: the beginning of a text, but no part of a call, because half a call is invalid. */
function cutAt(content: ContentBlock[], room: number): { content: ContentBlock[]; cut: boolean } {
  let left = room;
  const kept: ContentBlock[] = [];
  for (const block of content) {
    const size = blockTokens(block);
    if (size <= left) {
      kept.push(block);
      left -= size;
      continue;
    }
    if (block.type === 'text' && left > 0) {
      kept.push({ ...block, text: clip(String(block.text), left * CHARACTERS_PER_TOKEN) });
    }
    return { content: kept, cut: true };
  }
  return { content: kept, cut: false };
}

function outputTokens(content: ContentBlock[]): number {
  return content.reduce((sum, block) => sum + blockTokens(block), 0);
}

function blockTokens(block: ContentBlock): number {
  return tokens(block.type === 'text' ? String(block.text) : JSON.stringify(block));
}
