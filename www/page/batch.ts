import type { MessageBatch } from 'message-batches';
import { confirmed } from './confirm.ts';
import { announce, byId, make } from './element.ts';
import { fillForeign, foreign, plain } from './foreign.ts';
import { counted, duration, moment, number } from './format.ts';
import { client } from './session.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

export interface BatchPanel {
  /** Shows a batch and watches it until it has ended or another one is shown. */
  open(id: string, known?: MessageBatch): void;
  close(): void;
}

export interface BatchEvents {
  /** Called with each new state of the batch. */
  seen(batch: MessageBatch): void;
  deleted(id: string): void;
}

const COUNTS = ['processing', 'succeeded', 'errored', 'canceled', 'expired'] as const;

/** Used if the API gives no hint of its own. */
const FIRST_INTERVAL_MS = 5_000;

const panel = byId('batch', HTMLElement);
const status = byId('batch-status', HTMLElement);
const time = byId('batch-time', HTMLElement);
const trouble = byId('batch-trouble', HTMLElement);
const cancelButton = byId('cancel', HTMLButtonElement);
const deleteButton = byId('delete', HTMLButtonElement);

export const batchPanel = (events: BatchEvents): BatchPanel => new Panel(events);

class Panel implements BatchPanel {
  readonly #events: BatchEvents;
  #watching = new AbortController();
  #shown: MessageBatch | undefined;
  #id = '';

  constructor(events: BatchEvents) {
    this.#events = events;
    cancelButton.addEventListener('click', () => act(cancelButton, CANCEL, () => this.#cancel()));
    deleteButton.addEventListener('click', () => act(deleteButton, DELETE, () => this.#delete()));
    byId('copy-id', HTMLButtonElement).addEventListener('click', async () => {
      await navigator.clipboard.writeText(this.#id);
      announce('Batch id copied.');
    });
    setInterval(() => {
      if (this.#shown && this.#shown.processing_status !== 'ended') time.textContent = elapsed(this.#shown);
    }, 1_000);
  }

  open(id: string, known?: MessageBatch): void {
    this.#shown = undefined;
    this.#id = id;
    fillForeign(byId('batch-id', HTMLElement), id);
    panel.hidden = false;
    panel.classList.toggle('waiting', known === undefined);
    if (known) this.#show(known);
    void this.#watch();
  }

  close(): void {
    this.#watching.abort();
    panel.hidden = true;
    this.#shown = undefined;
    this.#id = '';
  }

  #show(batch: MessageBatch): void {
    if (batch.processing_status !== this.#shown?.processing_status) announce(`Batch ${plain(words(batch))}.`);
    this.#shown = batch;
    draw(batch);
    this.#events.seen(batch);
  }

  async #watch(): Promise<void> {
    this.#watching.abort();
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    clearTrouble(trouble);
    try {
      const states = client().watch(this.#id, { signal, intervalMs: FIRST_INTERVAL_MS });
      for await (const batch of states) this.#show(batch);
    } catch (error) {
      if (!signal.aborted) showTrouble(trouble, error, () => this.#watch());
    }
  }

  async #cancel(): Promise<void> {
    const asked = this.#id;
    const batch = await client().cancel(asked);
    if (asked === this.#id) this.#show(batch);
  }

  async #delete(): Promise<void> {
    const asked = this.#id;
    await client().delete(asked);
    if (asked === this.#id) this.close();
    this.#events.deleted(asked);
  }
}

type Question = Parameters<typeof confirmed>[0];

const CANCEL: Question = {
  title: 'Cancel this batch?',
  text: 'Requests that have not started will not run and are not billed. Requests that are running may still finish.',
  yes: 'Cancel batch',
};
const DELETE: Question = {
  title: 'Delete this batch?',
  text: 'This permanently deletes the batch and its results.',
  yes: 'Delete batch',
};

/** Asks for confirmation, performs the action, and shows an error if it fails. */
async function act(button: HTMLButtonElement, question: Question, work: () => Promise<void>): Promise<void> {
  if (!(await confirmed(question))) return;
  button.disabled = true;
  clearTrouble(trouble);
  try {
    await work();
  } catch (error) {
    showTrouble(trouble, error);
  } finally {
    button.disabled = false;
  }
}

function draw(batch: MessageBatch): void {
  const { processing_status, request_counts: counts } = batch;
  panel.classList.remove('waiting');
  fillForeign(status, processing_status.replace('_', ' '));
  status.dataset.status = processing_status;
  time.textContent = elapsed(batch);
  cancelButton.hidden = processing_status !== 'in_progress';
  deleteButton.hidden = processing_status !== 'ended';

  byId('counts-bar', HTMLElement).replaceChildren(
    ...COUNTS.filter((name) => counts[name] > 0).map((name) => {
      const part = make('span', { className: name });
      part.style.flexGrow = String(counts[name]);
      return part;
    }),
  );
  byId('counts', HTMLElement).replaceChildren(
    ...COUNTS.map((name) =>
      make(
        'div',
        { className: counts[name] ? name : `${name} none` },
        make('dt', {}, name),
        make('dd', {}, number(counts[name])),
      ),
    ),
  );
  const dates: [string, string | null | undefined][] = [
    ['Created', batch.created_at],
    ['Cancel requested', batch.cancel_initiated_at],
    ['Ended', batch.ended_at],
    ['Expires', batch.ended_at ? null : batch.expires_at],
  ];
  byId('batch-dates', HTMLElement).replaceChildren(
    ...dates.flatMap(([name, at]) => (at ? [make('div', {}, make('dt', {}, name), foreign('dd', moment(at)))] : [])),
  );
}

function elapsed({ created_at, ended_at }: MessageBatch): string {
  if (ended_at) return `after ${duration(Date.parse(ended_at) - Date.parse(created_at))}`;
  return `for ${duration(Date.now() - Date.parse(created_at))}`;
}

function words({ processing_status, request_counts: counts }: MessageBatch): string {
  if (processing_status !== 'ended') return processing_status.replace('_', ' ');
  const outcome = COUNTS.filter((name) => counts[name] > 0).map((name) => `${number(counts[name])} ${name}`);
  return `ended: ${outcome.join(', ') || counted(0, 'request')}`;
}
