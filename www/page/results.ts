import type { MessageBatch } from 'message-batches';
import { announce, byId, make } from './element.ts';
import { fillForeign, foreign } from './foreign.ts';
import { counted, number } from './format.ts';
import { nextTurn } from './large_input.ts';
import { folded } from './passage.ts';
import { client } from './session.ts';
import { type Row, Shelf } from './shelf.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

export interface ResultsPanel {
  /** Offers the results of a batch, and reads them immediately if there are few. */
  offer(batch: MessageBatch): void;
  close(): void;
}

/** Maximum number of results that are read automatically. */
const READ_AT_ONCE = 1_000;
const ROWS_AT_ONCE = 200;
/** Maximum number of rows, and of their elements, that a frame adds, because a row may take long to lay out. */
const ROWS_A_FRAME = 20;
const ELEMENTS_A_FRAME = 200;
/** Minimum size of a record that is processed in a task of its own. */
const LARGE_BYTES = 500_000;

const panel = byId('results', HTMLElement);
const summary = byId('results-summary', HTMLElement);
const trouble = byId('results-trouble', HTMLElement);
const readButton = byId('read', HTMLButtonElement);
const downloadButton = byId('download', HTMLButtonElement);
const filter = byId('filter', HTMLElement);
const body = byId('rows', HTMLTableSectionElement);
const note = byId('rows-note', HTMLElement);
const more = byId('rows-more', HTMLButtonElement);

export const resultsPanel = (): ResultsPanel => new Panel();

class Panel implements ResultsPanel {
  #reading = new AbortController();
  #shelf = new Shelf();
  #id = '';
  #type: string | undefined;
  #limit = ROWS_AT_ONCE;
  #drawing = 0;

  constructor() {
    readButton.addEventListener('click', () => this.#read());
    downloadButton.addEventListener('click', () => save(this.#shelf.jsonl(), `${this.#id}.jsonl`));
    more.addEventListener('click', () => {
      this.#limit += ROWS_AT_ONCE;
      this.#draw();
    });
  }

  offer(batch: MessageBatch): void {
    if (batch.id === this.#id) return;
    this.#id = batch.id;
    this.#reset();
    panel.hidden = false;
    readButton.disabled = false;
    readButton.textContent = 'Read results';
    const total = Object.values(batch.request_counts).reduce((sum, count) => sum + count, 0);
    summary.textContent = `${counted(total, 'result')} available.`;
    if (total <= READ_AT_ONCE) void this.#read();
  }

  close(): void {
    if (this.#id === '') return;
    this.#id = '';
    this.#reset();
    panel.hidden = true;
  }

  /** Adds new rows. Existing rows stay unchanged, so that further reading does not disturb the reader. */
  #draw(): void {
    cancelAnimationFrame(this.#drawing);
    const rows = this.#shelf.rows(this.#type);
    const shown = body.childElementCount;
    const added = forOneFrame(rows.slice(shown, Math.min(shown + ROWS_A_FRAME, this.#limit)));
    body.append(...added);
    const isMore = shown + added.length < Math.min(rows.length, this.#limit);
    if (isMore) this.#drawing = requestAnimationFrame(() => this.#draw());
    byId('table', HTMLElement).hidden = rows.length === 0;
    more.hidden = rows.length <= this.#limit;
    more.textContent = `Show ${number(Math.min(ROWS_AT_ONCE, rows.length - this.#limit))} more`;
    note.textContent = `${number(this.#shelf.rowless(this.#type))} more are not listed here. The download has all results.`;
    note.hidden = this.#shelf.rowless(this.#type) === 0;
    drawFilter(this.#shelf, this.#type, (chosen) => this.#choose(chosen));
  }

  #choose(type: string | undefined): void {
    this.#type = type;
    this.#limit = ROWS_AT_ONCE;
    body.replaceChildren();
    this.#draw();
  }

  #reset(): void {
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#shelf = new Shelf();
    downloadButton.hidden = true;
    clearTrouble(trouble);
    this.#choose(undefined);
  }

  async #read(): Promise<void> {
    this.#reset();
    const { signal } = this.#reading;
    const shelf = this.#shelf;
    readButton.disabled = true;
    summary.textContent = 'Reading…';
    const drawing = this.#drawingOf(signal);
    try {
      for await (const record of await client().results(this.#id, { signal })) {
        // Splits reading and processing of the record into two browser tasks.
        if (record.raw.length > LARGE_BYTES) await nextTurn();
        if (signal.aborted) return;
        shelf.add(record);
        drawing.soon();
      }
      if (signal.aborted) return;
      summary.textContent = `${counted(shelf.total, 'result')}.`;
      announce(`${counted(shelf.total, 'result')} read.`);
    } catch (error) {
      if (signal.aborted) return;
      summary.textContent = shelf.total ? `${counted(shelf.total, 'result')} read before an error.` : '';
      showTrouble(trouble, error, () => this.#read());
    } finally {
      drawing.stop();
      if (!signal.aborted) {
        readButton.disabled = false;
        readButton.textContent = 'Read again';
        downloadButton.hidden = shelf.total === 0;
        this.#draw();
      }
    }
  }

  /** Draws what was read in the next frame. */
  #drawingOf(signal: AbortSignal): { soon(): void; stop(): void } {
    let frame = 0;
    const draw = () => {
      frame = 0;
      if (signal.aborted) return;
      summary.textContent = `Reading… ${counted(this.#shelf.total, 'result')} so far.`;
      this.#draw();
    };
    return {
      soon() {
        frame ||= requestAnimationFrame(draw);
      },
      stop: () => cancelAnimationFrame(frame),
    };
  }
}

function drawFilter(shelf: Shelf, chosen: string | undefined, choose: (type: string | undefined) => void): void {
  const choices: [string | undefined, number][] = [[undefined, shelf.total], ...[...shelf.counts].sort()];
  filter.hidden = shelf.counts.size < 2;
  // Keeps existing buttons, so that they keep the focus.
  const same = filter.childElementCount === choices.length;
  const buttons = same
    ? ([...filter.children] as HTMLButtonElement[])
    : choices.map(() => make('button', { type: 'button', className: 'small chip' }));
  choices.forEach(([type, count], index) => {
    const button = buttons[index];
    if (!button) return;
    fillForeign(button, `${type ?? 'all'} ${number(count)}`);
    button.dataset.type = type ?? '';
    button.setAttribute('aria-pressed', String(type === chosen));
    button.onclick = () => choose(type);
  });
  if (!same) filter.replaceChildren(...buttons);
}

/** Outcomes that add no information to the type. */
const PLAIN = ['done', 'canceled', 'expired', 'malformed'];

/** Returns rows for one frame, limited by their size. */
function forOneFrame(rows: Row[]): HTMLTableRowElement[] {
  const added: HTMLTableRowElement[] = [];
  let elements = 0;
  for (const row of rows) {
    const element = rowElement(row);
    added.push(element);
    elements += element.getElementsByTagName('*').length;
    if (elements >= ELEMENTS_A_FRAME) break;
  }
  return added;
}

function rowElement({ custom_id, type, outcome, text }: Row): HTMLTableRowElement {
  const badge = foreign('span', type, { className: 'status small' });
  badge.dataset.status = type;
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, foreign('code', custom_id)),
    make(
      'td',
      {},
      badge,
      PLAIN.includes(outcome) ? '' : foreign('span', outcome.replaceAll('_', ' '), { className: 'outcome fine' }),
    ),
    make('td', { className: 'text' }, text === '' ? make('span', { className: 'fine' }, 'no text') : folded(text)),
  );
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  // By then, the download has opened the Blob.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
