import type { Item } from './item.ts';
import { isObject, type JsonObject } from './json.ts';
import { findModel } from './models.ts';
import type { MessageOverride } from './options.ts';
import { idFrom, randomOf } from './seeded.ts';
import type { ContentBlock, Message, Usage } from './wire.ts';

/** English text has about four characters a token; close enough for usage that adds up. */
const CHARACTERS_PER_TOKEN = 4;
/** What a picture of the size that needs no shrinking costs, near enough. */
const IMAGE_TOKENS = 1568;
const QUOTED_CHARACTERS = 500;

/**
 * The message an item succeeds with: it quotes the question, is cut at `max_tokens` like a real one, and is the same
 * whenever it is asked for. `override` replaces fields; where it replaces `content`, `output_tokens` follows.
 */
export function answerTo(item: Item, batchId: string, seed: number, override: MessageOverride = {}): Message {
  const params = JSON.parse(item.params) as JsonObject;
  const model = typeof params.model === 'string' ? params.model : 'unknown';
  const reply = cutAt(params.max_tokens, replyTo(params));
  const { usage, ...fields } = override;
  const content: ContentBlock[] = fields.content ?? [{ type: 'text', text: reply.text }];
  return {
    model: findModel(model)?.id ?? model,
    id: idFrom('msg', randomOf(seed, `${batchId}/${item.customId}`)),
    type: 'message',
    role: 'assistant',
    content,
    stop_reason: reply.cut ? 'max_tokens' : 'end_turn',
    stop_sequence: null,
    stop_details: null,
    ...fields,
    usage: { ...usageOf(params, content), ...usage },
  };
}

function usageOf(params: JsonObject, content: ContentBlock[]): Usage {
  return {
    input_tokens: Math.max(1, tokensIn([params.system, params.messages, params.tools])),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: content.reduce((sum, block) => sum + outputTokens(block), 0),
    service_tier: 'batch',
    inference_geo: typeof params.inference_geo === 'string' ? params.inference_geo : 'not_available',
  };
}

function outputTokens(block: ContentBlock): number {
  return tokens(block.type === 'text' ? String(block.text) : JSON.stringify(block));
}

/** Counts every string below `value`, and a flat price for media, whose base64 is not text. */
function tokensIn(value: unknown): number {
  if (typeof value === 'string') return tokens(value);
  if (typeof value !== 'object' || value === null) return 0;
  if ('type' in value && value.type === 'image') return IMAGE_TOKENS;
  return Object.values(value).reduce((sum: number, part) => sum + tokensIn(part), 0);
}

function tokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

function replyTo(params: JsonObject): string {
  const question = lastUserContent(params.messages);
  const text = question
    .map((block) => (typeof block.text === 'string' ? block.text : ''))
    .join(' ')
    .trim();
  const images = question.filter((block) => block.type === 'image').length;
  const asked = text === '' ? 'The question had no text.' : `The question was: "${quoted(text)}"`;
  const seen = images === 0 ? '' : ` It came with ${images === 1 ? '1 image' : `${images} images`}.`;
  return `This is an emulated answer; no model was called. ${asked}${seen}`;
}

function quoted(text: string): string {
  return text.length <= QUOTED_CHARACTERS ? text : `${clip(text, QUOTED_CHARACTERS)}…`;
}

function lastUserContent(messages: unknown): JsonObject[] {
  if (!Array.isArray(messages)) return [];
  const message: unknown = messages.findLast((entry) => isObject(entry) && entry.role === 'user');
  if (!isObject(message)) return [];
  if (typeof message.content === 'string') return [{ type: 'text', text: message.content }];
  return Array.isArray(message.content) ? message.content.filter(isObject) : [];
}

function cutAt(maxTokens: unknown, text: string): { text: string; cut: boolean } {
  const room = (typeof maxTokens === 'number' ? maxTokens : Number.POSITIVE_INFINITY) * CHARACTERS_PER_TOKEN;
  return text.length <= room ? { text, cut: false } : { text: clip(text, room), cut: true };
}

/** The first `length` characters, or one less where the cut would fall inside a surrogate pair. */
function clip(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
