/**
 * Shows a text of any length. It is drawn in pieces of a few lines, each laid out only when it becomes visible, and the document
 * contains only a window of it: a browser takes seconds to lay out one long line, and minutes for a few megabytes.
 */
import { announce, make } from './element.ts';
import { cutAt, nodesOf } from './foreign.ts';
import { number } from './format.ts';

/** Number of characters of a part, the smallest unit that a frame adds. */
const PART = 1_024;
/** Cuts are made at the end of a line or word, if there is one within this distance. */
const NEAR = 250;
/** Maximum weight of a piece of a part: see `weightOf`. */
const PIECE = 2_000;
/** Number of parts that a click adds. */
const STEP = 128;
/** Number of parts shown initially at the beginning and at the end. */
const FIRST = 16;
/** Duration for which a frame adds parts. Laying out the first of them takes time too. */
const FRAME_MS = 4;
/** Maximum number of parts of one text in the document. */
const MOST_PARTS = 512;
const MOST_ELEMENTS = 15_000;

const BOX = 20;

/** Cost of laying out a character, relative to a Latin letter. */
function weightOf(code: number): number {
  if (code === 0x0a) return 20;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return BOX;
  if (code < 0x300) return 1;
  // Marks and zero-width characters: few fonts have them, and they are shown in boxes.
  return code < 0x370 || (code >= 0x200b && code < 0x2070) || code >= 0xfe00 ? BOX : 2;
}

/** Returns the nearest end of a line or word before an index, or the index. */
function softCut(text: string, index: number, near: number): number {
  if (index >= text.length) return text.length;
  for (const end of ['\n', ' ']) {
    const found = text.slice(index - near, index).lastIndexOf(end);
    if (found >= 0) return index - near + found + 1;
  }
  return cutAt(text, index);
}

/** Number of parts. Their positions are known without reading the text. */
const partCount = (text: string): number => Math.max(1, Math.ceil(text.length / PART));
const partStart = (text: string, part: number): number =>
  part === 0 ? 0 : softCut(text, Math.min(part * PART, text.length), NEAR);

function* pieceEnds(text: string, from: number, to: number): Generator<number> {
  let start = from;
  let weight = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    // Repeated characters share a box, except line ends.
    weight += code !== 0x0a && code === text.charCodeAt(at - 1) ? 1 : weightOf(code);
    if (weight < PIECE) continue;
    const end = softCut(text, at + 1, (at + 1 - start) >> 1);
    // Cuts after the start, so that each piece contains something.
    start = end > start ? Math.min(end, to) : at + 1;
    if (start < to) yield start;
    at = start - 1;
    weight = 0;
  }
  yield to;
}

function partElement(text: string, part: number): HTMLElement {
  const element = make('div', { className: 'part' });
  let [from, to] = [partStart(text, part), partStart(text, part + 1)];
  if (part + 1 === partCount(text)) to = text.length;
  for (const end of pieceEnds(text, from, to)) {
    const piece = make('div', { className: 'piece', dir: 'auto' }, ...nodesOf(text, from, end));
    // The line continues in the next piece, although it looks as if it ended here.
    if (end < text.length && text[end - 1] !== '\n') piece.classList.add('goes-on');
    element.append(piece);
    from = end;
  }
  return element;
}

const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Shows a text from its beginning. */
export function passage(text: string): HTMLElement {
  const parts = partCount(text);
  const view = make('div', { className: 'view' });
  view.dataset.foreign = '';
  if (parts === 1) {
    view.append(partElement(text, 0));
    return make('div', { className: 'passage' }, view);
  }
  view.classList.add('long');
  view.tabIndex = 0;
  view.setAttribute('role', 'region');
  view.setAttribute('aria-label', 'Text');
  return make('div', { className: 'passage' }, view, ...controls(text, parts, view));
}

/** The parts of a text in the document: from `first` up to `end`. */
class PartWindow {
  first = 0;
  end = 0;
  readonly #text: string;
  readonly #view: HTMLElement;
  /** Number of elements of each shown part, and of all parts. */
  #sizes: number[] = [];
  #elements = 0;

  constructor(text: string, view: HTMLElement) {
    this.#text = text;
    this.#view = view;
  }

  append(): void {
    const [element, size] = this.#make(this.end++);
    this.#view.append(element);
    this.#sizes.push(size);
    for (; this.#isTooMuch(); this.first++) {
      this.#view.firstElementChild?.remove();
      this.#elements -= this.#sizes.shift() ?? 0;
    }
  }

  prepend(): void {
    const [element, size] = this.#make(--this.first);
    this.#view.prepend(element);
    this.#sizes.unshift(size);
    for (; this.#isTooMuch(); this.end--) {
      this.#view.lastElementChild?.remove();
      this.#elements -= this.#sizes.pop() ?? 0;
    }
  }

  /** Empties the window and moves it to a part. */
  moveTo(part: number): void {
    this.first = this.end = part;
    this.#view.replaceChildren();
    this.#sizes = [];
    this.#elements = 0;
  }

  #make(part: number): [HTMLElement, number] {
    const element = partElement(this.#text, part);
    const size = element.getElementsByTagName('*').length;
    this.#elements += size;
    return [element, size];
  }

  #isTooMuch(): boolean {
    const parts = this.end - this.first;
    return parts > FIRST && (parts > MOST_PARTS || this.#elements > MOST_ELEMENTS);
  }
}

function controls(text: string, parts: number, view: HTMLElement): HTMLElement[] {
  const shown = new PartWindow(text, view);
  let isBusy = false;
  const append = () => shown.end < parts && shown.append();
  const prepend = () => shown.first > 0 && shown.prepend();
  /** Adds parts while the frame has time, then continues in the next frame. */
  const step = async (add: () => unknown, most = STEP) => {
    isBusy = true;
    let since = performance.now();
    for (let done = 0; done < most; done++) {
      if (performance.now() - since > FRAME_MS) {
        draw();
        await nextFrame();
        since = performance.now();
      }
      add();
    }
    draw();
    isBusy = false;
  };
  const showEnd = async () => {
    shown.moveTo(parts);
    await step(prepend, FIRST);
    view.scrollTop = view.scrollHeight;
    view.focus();
  };
  const button = (words: string, act: () => Promise<void>) => {
    const onclick = () => void (isBusy || act());
    return make('button', { type: 'button', className: 'small', onclick }, words);
  };
  const earlier = button('Show earlier', () => step(prepend));
  const more = button('Show more', () => step(append));
  const last = button('Show the end', showEnd);
  const copy = button('Copy all', async () => {
    await navigator.clipboard.writeText(text);
    announce('Text copied.');
  });
  const extent = make('p', { className: 'fine extent' });
  const draw = () => {
    earlier.hidden = shown.first === 0;
    more.hidden = last.hidden = shown.end === parts;
    extent.textContent = `Parts ${number(shown.first + 1)} to ${number(shown.end)} of ${number(parts)}`;
  };
  void step(append, FIRST);
  return [extent, make('div', { className: 'buttons' }, earlier, more, last, copy)];
}

/** Maximum length of a text that is not folded. */
const SHORT_TEXT = 200;

/** A text in a table or a box: complete, or its beginning, which unfolds. */
export function folded(text: string): HTMLElement {
  if (text.length <= SHORT_TEXT) {
    const short = make('p', { dir: 'auto' }, ...nodesOf(text));
    short.dataset.foreign = '';
    return short;
  }
  const beginning = text.slice(0, cutAt(text, SHORT_TEXT)).trimEnd();
  const summary = make('summary', { dir: 'auto' }, ...nodesOf(text, 0, beginning.length), '…');
  const details = make('details', {}, summary);
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(passage(text));
  });
  return details;
}
