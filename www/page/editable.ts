/**
 * Limits the text of a text area: the area lays out its whole text at each change, and some texts take seconds or crash the tab.
 */
import { boxOf, unseenIn } from './foreign.ts';
import { counted, number } from './format.ts';

/**
 * Maximum weight, in Latin letters. A browser needs about 40 ms for this many, on the machine on which `npm run bench -- page`
 * was written.
 */
const MOST = 150_000;
const LINE = 80;
/** Weight of a letter that Latin fonts do not have. */
const WIDE = 3;
/** With this many marks on one letter, layout time grows with their square. */
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

/** The text of an area after a pending edit: a paste, a drop or typing. */
function edited({ value, selectionStart, selectionEnd }: HTMLTextAreaElement, inserted: string): string {
  return value.slice(0, selectionStart) + inserted + value.slice(selectionEnd);
}

/** Limits a text area to what it can hold: prevents an edit that is too large, and passes the text to `refused`. */
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

/** Maximum number of kinds of characters that are named; further ones are only counted. */
const NAMED = 4;

/** A sentence about the invisible characters of a text, or an empty text. */
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
