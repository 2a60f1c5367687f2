/** What a text area can hold: it lays out all of its text at each change, and some texts take it seconds, or end the tab. */
import { boxOf, unseenIn } from './foreign.ts';
import { counted, number } from './format.ts';

/** In plain letters; so many take a browser some 40 ms, on the machine that `npm run bench -- page` was written on. */
const MOST = 150_000;
const LINE = 80;
/** Letters that Latin fonts do not have. */
const WIDE = 3;
/** So many marks on one letter, and its time grows with their square. */
const PILE = /\p{M}{100}/u;

/** Whether a text can be edited at the speed of typing. */
export function isEditable(text: string): boolean {
  if (text.length > MOST) return false;
  let weight = text.length;
  for (let at = 0; at < text.length && weight <= MOST; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) weight += LINE;
    else if (code > 0x2ff) weight += WIDE;
  }
  return weight <= MOST && !PILE.test(text);
}

/** What an area holds after an edit that has not happened yet: a paste, a drop, what was typed. */
function edited({ value, selectionStart, selectionEnd }: HTMLTextAreaElement, inserted: string): string {
  return value.slice(0, selectionStart) + inserted + value.slice(selectionEnd);
}

/** Keeps a text area to what it can hold: an edit that would be too much is not made, and `refused` gets the text. */
export function keepEditable(area: HTMLTextAreaElement, refused: (text: string) => void): void {
  const refuse = (event: Event, text: string) => {
    if (isEditable(text)) return;
    event.preventDefault();
    refused(text);
  };
  area.addEventListener('paste', (event) => {
    refuse(event, edited(area, event.clipboardData?.getData('text/plain') ?? ''));
  });
  area.addEventListener('beforeinput', (event) => {
    const text = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
    if (event.inputType !== 'insertFromPaste' && text !== '') refuse(event, edited(area, text));
  });
}

/** More kinds of characters are counted, not named. */
const NAMED = 4;

/** What a text area does not show of its text: one sentence, or none. */
export function unseenNote(text: string): string {
  const found = unseenIn(text);
  if (found.size === 0) return '';
  const total = [...found.values()].reduce((sum, { times }) => sum + times, 0);
  const kinds = [...found].map(([character, { times, line }]) => {
    const { title } = boxOf(character);
    return `${title} (${times > 1 ? `${number(times)} times, first on` : 'on'} line ${number(line)})`;
  });
  const left = kinds.length - NAMED;
  const rest = left > 0 ? ` and ${counted(left, 'other kind')}` : '';
  return `This text has ${counted(total, 'invisible character')}: ${kinds.slice(0, NAMED).join(', ')}${rest}.`;
}
