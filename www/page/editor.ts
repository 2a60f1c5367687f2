import { isEditable, keepEditable, unseenNote } from './editable.ts';
import { byId, make } from './element.ts';
import { EXAMPLES } from './examples.ts';
import { fillForeign, nodesOf } from './foreign.ts';
import { bytes } from './format.ts';
import { gutter } from './gutter.ts';
import { isTable, type Source } from './source.ts';

/** A position in the source; bytes count from its start. */
export interface Place {
  line?: number;
  byteStart: number;
  byteEnd: number;
}

export interface Editor {
  readonly source: Source;
  goTo(place: Place): void;
  mark(lines: ReadonlyMap<number, 'error' | 'warning'>): void;
}

/** Larger files are not read to find out whether they can be edited. */
const EDITABLE_BYTES = 500_000;

const panel = byId('requests', HTMLElement);
const area = byId('source', HTMLTextAreaElement);
const box = byId('editor', HTMLElement);
const card = byId('file', HTMLElement);
const excerpt = byId('excerpt', HTMLElement);
const unseen = byId('unseen-note', HTMLElement);

export function editor(changed: (source: Source) => void): Editor {
  const numbers = gutter(area, byId('gutter', HTMLElement));
  let file: Blob | undefined;

  const setFile = (next: Blob | undefined, name = '') => {
    file = next;
    box.hidden = next !== undefined;
    card.hidden = next === undefined;
    excerpt.hidden = true;
    if (next) {
      area.value = '';
      fillForeign(byId('file-name', HTMLElement), name);
      byId('file-size', HTMLElement).textContent = bytes(next.size);
      byId('file-note', HTMLElement).textContent = isTable(next)
        ? 'A table: each row becomes one request.'
        : 'Too large to edit here, but it can be checked and sent.';
    }
    show();
  };
  const show = () => {
    numbers.draw();
    unseen.textContent = unseenNote(area.value);
    changed(file ?? area.value);
  };
  const setText = (text: string) => {
    if (file) setFile(undefined);
    replaceAll(text);
  };
  const keepAsFile = (text: string) => setFile(new Blob([text]), 'Pasted text');
  const take = async (dropped: File) => {
    const text = dropped.size <= EDITABLE_BYTES && !isTable(dropped) ? await asText(dropped) : undefined;
    if (text === undefined || !isEditable(text)) setFile(dropped, dropped.name);
    else setText(text);
  };

  keepEditable(area, keepAsFile);
  // For browsers that did not send `beforeinput`.
  area.addEventListener('input', () => (isEditable(area.value) ? show() : keepAsFile(area.value)));
  addControls(take, setText);
  acceptDrops((dropped) => void take(dropped));

  return {
    get source() {
      return file ?? area.value;
    },
    goTo: (place) => void (file ? showExcerpt(file, place) : select(place)),
    mark: numbers.mark,
  };
}

/** The controls above the editor: a file, the examples, and an empty text. */
function addControls(take: (file: File) => Promise<void>, setText: (text: string) => void): void {
  byId('open', HTMLInputElement).addEventListener('change', (event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [chosen] = input.files ?? [];
    input.value = ''; // so that choosing the same file again is also a change
    if (chosen) void take(chosen);
  });
  byId('clear', HTMLButtonElement).addEventListener('click', () => {
    setText('');
    area.focus();
  });
  byId('examples', HTMLElement).append(
    ...EXAMPLES.map(({ name, text }) =>
      make('button', { type: 'button', className: 'small', onclick: () => setText(text) }, name),
    ),
  );
}

/** Above this size, an undo step costs more time than it is worth. */
const UNDOABLE_CHARACTERS = 100_000;

/** Replaces the text as if it were typed, if that is fast: the change can be undone. `input` fires once in any case. */
function replaceAll(text: string): void {
  area.focus();
  area.select();
  const quick = Math.max(text.length, area.value.length) <= UNDOABLE_CHARACTERS;
  const done = quick && document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  if (!done) {
    area.value = text;
    area.dispatchEvent(new Event('input'));
  }
  area.setSelectionRange(0, 0);
  area.scrollTo(0, 0);
}

/** Decodes a file; undefined if it is not UTF-8: then the checker must see the original bytes, not replacement characters. */
async function asText(file: File): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return undefined;
  }
}

function acceptDrops(take: (file: File) => void): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  // On the whole window, so that a file dropped outside of the panel does not replace the page.
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    panel.classList.add('dropping');
  });
  window.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) panel.classList.remove('dropping');
  });
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    panel.classList.remove('dropping');
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
  });
}

function select({ byteStart, byteEnd }: Place): void {
  const text = area.value;
  const start = indexOfByte(text, byteStart);
  const end = indexOfByte(text, byteEnd, start, byteStart);
  area.focus();
  area.setSelectionRange(start, end);
  // Browsers do not reliably scroll to a selection made by a script.
  const style = getComputedStyle(area);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  const pen = document.createElement('canvas').getContext('2d');
  if (pen) pen.font = style.font;
  const left = pen?.measureText(text.slice(lineStart, start)).width ?? 0;
  const top = (line - 1) * Number.parseFloat(style.lineHeight);
  area.scrollTo(left < area.clientWidth * 0.7 ? 0 : left - area.clientWidth / 3, top - area.clientHeight / 3);
}

/** Returns the string index of a byte of the UTF-8 form, starting from a known position. */
function indexOfByte(text: string, byte: number, from = 0, fromByte = 0): number {
  let index = from;
  for (let at = fromByte; at < byte && index < text.length; ) {
    const point = text.codePointAt(index) ?? 0;
    at += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    index += point < 0x10000 ? 1 : 2;
  }
  return index;
}

const AROUND_BYTES = 200;
const MARKED_BYTES = 2_000;

async function showExcerpt(file: Blob, { line, byteStart, byteEnd }: Place): Promise<void> {
  const end = Math.min(byteEnd, byteStart + MARKED_BYTES);
  const [before, marked, after] = await Promise.all([
    file.slice(Math.max(0, byteStart - AROUND_BYTES), byteStart).text(),
    file.slice(byteStart, end).text(),
    file.slice(end, end + AROUND_BYTES).text(),
  ]);
  excerpt.replaceChildren(
    line === undefined ? '' : make('span', { className: 'fine' }, `Line ${line}: `),
    ...nodesOf(before.slice(before.lastIndexOf('\n') + 1)),
    make('mark', { dir: 'auto' }, ...nodesOf(marked)),
    ...nodesOf(after.split('\n', 1)[0] ?? ''),
  );
  excerpt.hidden = false;
  excerpt.focus();
}
