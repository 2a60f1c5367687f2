import type { Brief } from '../create/brief.ts';
import { type Random, randomOf } from '../seeded.ts';

/**
 * The text of ordinary answers: a quote of the question, the question itself, or filler.
 *
 * @example
 * const text: AnswerText = 'echo';
 * const emulator = createEmulator({ answers: { text } });
 */
export type AnswerText = 'quote' | 'echo' | 'prose';

const QUOTED_CHARACTERS = 500;

const WORDS =
  'the batch of every request that waits in a line with an answer for those who read it slowly and by the end one more '
    .concat('number is known than was asked about though nothing here was thought of by a model it only fills the page')
    .split(' ');

/** Sentences are assembled once and drawn as a whole. Drawing single words took half a minute for answers of a gigabyte. */
const SENTENCES = Array.from({ length: 256 }, (_, number) => {
  const random = randomOf(number, 'sentence');
  const words = Array.from({ length: 6 + (random() % 12) }, () => WORDS[random() % WORDS.length] ?? '').join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}. `;
});

/** Returns a text that quotes the question, and says that no model was called. */
export function quoting({ question, images }: Pick<Brief, 'question' | 'images'>): string {
  const asked = question === '' ? 'The question had no text.' : `The question was: "${quoted(question)}"`;
  const seen = images === 0 ? '' : ` It came with ${images === 1 ? '1 image' : `${images} images`}.`;
  return `This is an emulated answer; no model was called. ${asked}${seen}`;
}

/** Returns filler with exactly this number of characters. */
export function prose(characters: number, random: Random): string {
  let text = '';
  while (text.length < characters) text += SENTENCES[random() % SENTENCES.length];
  return text.slice(0, characters);
}

function quoted(text: string): string {
  return text.length <= QUOTED_CHARACTERS ? text : `${clip(text, QUOTED_CHARACTERS)}…`;
}

/** Returns the first `length` characters, or one less if the cut would split a surrogate pair. */
export function clip(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
