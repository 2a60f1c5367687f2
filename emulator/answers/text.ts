import type { Brief } from '../create/brief.ts';
import type { Random } from '../seeded.ts';

/** What an ordinary answer says. */
export type AnswerText = 'quote' | 'echo' | 'prose';

const QUOTED_CHARACTERS = 500;

const WORDS =
  'the batch of every request that waits in a line with an answer for those who read it slowly and by the end one more '
    .concat('number is known than was asked about though nothing here was thought of by a model it only fills the page')
    .split(' ');

/** Says that no model was called, and what was asked. */
export function quoting({ question, images }: Pick<Brief, 'question' | 'images'>): string {
  const asked = question === '' ? 'The question had no text.' : `The question was: "${quoted(question)}"`;
  const seen = images === 0 ? '' : ` It came with ${images === 1 ? '1 image' : `${images} images`}.`;
  return `This is an emulated answer; no model was called. ${asked}${seen}`;
}

/** Filler of about so many characters. */
export function prose(characters: number, random: Random): string {
  let text = '';
  let sentence = 0;
  while (text.length < characters) {
    const word = WORDS[random() % WORDS.length] ?? '';
    if (sentence === 0) {
      text += `${text === '' ? '' : ' '}${word.charAt(0).toUpperCase()}${word.slice(1)}`;
      sentence = 5 + (random() % 12);
    } else {
      sentence -= 1;
      text += ` ${word}${sentence === 0 ? '.' : ''}`;
    }
  }
  return text.slice(0, characters);
}

function quoted(text: string): string {
  return text.length <= QUOTED_CHARACTERS ? text : `${clip(text, QUOTED_CHARACTERS)}…`;
}

/** The first `length` characters, or one less where the cut would fall inside a surrogate pair. */
export function clip(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
