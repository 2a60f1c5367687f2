/**
 * Displays text that others wrote: answers, ids, errors, names of files and columns. Characters that are invisible, change the
 * direction of text, or control a screen are shown as a small box with their code. The character itself stays in the document,
 * invisible and without effect, so that a selection copies the original text.
 */
import { make } from './element.ts';
import { number } from './format.ts';

/** Scripts whose letters are joined or separated by U+200C and U+200D, which are legitimate there. */
const JOINED =
  'Arabic Bengali Devanagari Gujarati Gurmukhi Kannada Khmer Malayalam Mongolian Oriya Sinhala Syriac Tamil Telugu'
    .split(' ')
    .map((script) => `\\p{Script=${script}}`)
    .join('');

/** Characters that need no box if they are in their proper place: line ends, emoji, flags, variants of letters. */
const AT_WORK = [
  '\\r\\n',
  '(?<=[\\p{Extended_Pictographic}\\u{fe0f}\\u{1f3fb}-\\u{1f3ff}])\\u{200d}(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Emoji})[\\u{fe0e}\\u{fe0f}]',
  '(?<=\\u{1f3f4})[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{1,6}\\u{e007f}',
  '(?<=\\p{Script=Han})[\\u{fe00}-\\u{fe02}\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Script=Mongolian})[\\u{180b}-\\u{180d}\\u{180f}]',
  `(?<=[${JOINED}])[\\u{200c}\\u{200d}](?=[${JOINED}])`,
];

/** Control characters except tab and line feed, zero-width characters, direction marks, lone surrogates. */
const UNSEEN =
  '\\u{0}-\\u{8}\\u{b}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{34f}\\u{61c}\\u{115f}\\u{1160}\\u{17b4}\\u{17b5}\\u{180b}-\\u{180f}' +
  '\\u{200b}-\\u{200f}\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{d800}-\\u{dfff}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}' +
  '\\u{fff0}-\\u{fffb}\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';

/** No script uses this many marks on a letter. More of them cover the surrounding lines, and take seconds to draw. */
const MARKS = 8;

/** Group 1 matches characters to show. */
const pattern = () => new RegExp(`${AT_WORK.join('|')}|((?:[${UNSEEN}]|(?<=\\p{M}{${MARKS}})\\p{M})+)`, 'gu');

/** Characters that end a line. */
const BREAKS = /[\v\f\r\u{85}\u{2028}\u{2029}]/u;

/** Number of characters that the pattern examines before and after a character. */
const BEHIND = 40;
const AHEAD = 10;

const NAMES: Readonly<Record<number, string>> = {
  0: 'null',
  7: 'bell',
  8: 'backspace',
  13: 'carriage return',
  27: 'escape',
  127: 'delete',
  155: 'control sequence introducer',
  173: 'soft hyphen',
  1564: 'Arabic letter mark',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8232: 'line separator',
  8233: 'paragraph separator',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  65279: 'byte order mark',
};

const codeOf = (point: number): string => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;

/** Returns the symbol of a control character, or the code of any other. */
function signOf(point: number): string {
  if (point < 0x20) return String.fromCharCode(0x2400 + point);
  return point === 0x7f ? '\u2421' : codeOf(point);
}

/** Returns the text in the box of these characters, each once with its number of repetitions, and the box's title. */
export function boxOf(characters: string): { sign: string; title: string } {
  const runs: { point: number; times: number }[] = [];
  for (const character of characters) {
    const point = character.codePointAt(0) ?? 0;
    const last = runs.at(-1);
    if (last?.point === point) last.times++;
    else runs.push({ point, times: 1 });
  }
  const often = (words: string, times: number) => (times === 1 ? words : `${words} ×${number(times)}`);
  const nameOf = (point: number) => (NAMES[point] ? `${codeOf(point)} ${NAMES[point]}` : codeOf(point));
  return {
    sign: runs.map(({ point, times }) => often(signOf(point), times)).join(' '),
    title: runs
      .slice(0, 5)
      .map(({ point, times }) => often(nameOf(point), times))
      .concat(runs.length > 5 ? ['…'] : [])
      .join(', '),
  };
}

/** A stretch of a text: either plain text, or characters to be shown as a box. */
interface Stretch {
  text: string;
  isShown: boolean;
}

function* stretchesOf(text: string, from: number, to: number): Generator<Stretch> {
  const before = Math.max(0, from - BEHIND);
  const near = text.slice(before, to + AHEAD);
  const end = to - before;
  const find = pattern();
  let at = from - before;
  find.lastIndex = at;
  for (let match = find.exec(near); match && match.index < end; match = find.exec(near)) {
    const [, characters] = match;
    if (characters === undefined) continue;
    if (match.index > at) yield { text: near.slice(at, match.index), isShown: false };
    at = Math.min(end, match.index + characters.length);
    yield { text: near.slice(match.index, at), isShown: true };
  }
  if (at < end) yield { text: near.slice(at, end), isShown: false };
}

/** Returns the text between two positions of a longer one, for an element with `dir="auto"`. */
export function nodesOf(text: string, from = 0, to = text.length): Node[] {
  return [...stretchesOf(text, from, to)].map((stretch) => {
    if (!stretch.isShown) return document.createTextNode(stretch.text);
    const { sign, title } = boxOf(stretch.text);
    const className = BREAKS.test(stretch.text) ? 'unseen-char breaks' : 'unseen-char';
    const box = make('span', { className, title }, stretch.text);
    box.dataset.sign = sign;
    return box;
  });
}

/** Returns each invisible character of a text, its number of occurrences, and its first line. */
export function unseenIn(text: string): Map<string, { times: number; line: number }> {
  const found = new Map<string, { times: number; line: number }>();
  let [line, counted] = [1, 0];
  for (const { index, 1: characters = '' } of text.matchAll(pattern())) {
    if (characters === '') continue;
    for (let at = text.indexOf('\n', counted); at >= 0 && at < index; at = text.indexOf('\n', counted)) {
      line++;
      counted = at + 1;
    }
    for (const character of characters) {
      const before = found.get(character);
      if (before) before.times++;
      else found.set(character, { times: 1, line });
    }
  }
  return found;
}

/** Makes text for titles, labels and choices, which only support plain text. */
export function plain(text: string, most = SHORT): string {
  const end = cutAt(text, most);
  const shown = [...stretchesOf(text, 0, end)].map((stretch) =>
    stretch.isShown ? `[${boxOf(stretch.text).sign}]` : stretch.text,
  );
  return shown.join('') + leftOut(text, end);
}

/** Maximum length of texts that are not the content itself: ids, names, types. Longer ones are cut. */
const SHORT = 300;
/** Maximum length of a paragraph. */
export const PARAGRAPH = 2_000;

/** Maximum number of boxes in a paragraph, because a browser takes long to lay out many. */
const MOST_BOXES = 200;

/** Returns the position at which a text is cut if up to `most` characters are shown. */
export function endOf(text: string, most: number): number {
  const end = cutAt(text, most);
  let [at, boxes] = [0, 0];
  for (const { text: part, isShown } of stretchesOf(text, 0, end)) {
    if (isShown && ++boxes > MOST_BOXES) return at;
    at += part.length;
  }
  return end;
}

/** Makes an element with foreign text. Text beyond `most` is counted, but not shown. */
export function foreign<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text: string,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  most = SHORT,
): HTMLElementTagNameMap[Tag] {
  const element = make(tag, properties);
  fillForeign(element, text, most);
  return element;
}

/** Fills an existing element with foreign text. */
export function fillForeign(element: HTMLElement, text: string, most = SHORT): void {
  const end = endOf(text, most);
  element.dir = 'auto';
  element.dataset.foreign = '';
  element.replaceChildren(...nodesOf(text, 0, end));
  if (end < text.length) element.append(leftOut(text, end));
}

const leftOut = (text: string, from: number): string =>
  from < text.length ? `… (${number(text.length - from)} more characters)` : '';

/** Returns the position at or just before an index at which a text can be cut: not within a surrogate pair or a CRLF. */
export function cutAt(text: string, index: number): number {
  if (index <= 0 || index >= text.length) return Math.max(0, Math.min(index, text.length));
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  const isPair = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
  return isPair || (before === 0x0d && after === 0x0a) ? index - 1 : index;
}

/** Copies the original text of a selection, because the rendered text may differ. */
export function copyAsWritten(): void {
  document.addEventListener('copy', (event) => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount !== 1) return;
    const range = selection.getRangeAt(0);
    const { commonAncestorContainer: common } = range;
    const within = common instanceof Element ? common : common.parentElement;
    if (!within?.closest('[data-foreign]')) return;
    event.clipboardData?.setData('text/plain', range.toString());
    event.preventDefault();
  });
}
