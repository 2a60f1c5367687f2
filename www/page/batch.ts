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

export function batchPanel(events: BatchEvents): BatchPanel {
  let watching = new AbortController();
  let shown: MessageBatch | undefined;
  let id = '';

  const show = (batch: MessageBatch) => {
    if (batch.processing_status !== shown?.processing_status) announce(`Batch ${plain(words(batch))}.`);
    shown = batch;
    draw(batch);
    events.seen(batch);
  };

  const watch = async () => {
    watching.abort();
    watching = new AbortController();
    const { signal } = watching;
    clearTrouble(trouble);
    try {
      for await (const batch of client().watch(id, { signal, intervalMs: FIRST_INTERVAL_MS })) show(batch);
    } catch (error) {
      if (!signal.aborted) showTrouble(trouble, error, watch);
    }
  };

  /** Asks for confirmation, performs the action, and shows an error if it fails. */
  const act = async (
    button: HTMLButtonElement,
    question: Parameters<typeof confirmed>[0],
    work: () => Promise<void>,
  ) => {
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
  };

  cancelButton.addEventListener('click', () =>
    act(
      cancelButton,
      {
        title: 'Cancel this batch?',
        text: 'Requests that have not started will not run and are not billed. Requests that are running may still finish.',
        yes: 'Cancel batch',
      },
      async () => {
        const asked = id;
        const batch = await client().cancel(asked);
        if (asked === id) show(batch);
      },
    ),
  );
  deleteButton.addEventListener('click', () =>
    act(
      deleteButton,
      { title: 'Delete this batch?', text: 'This permanently deletes the batch and its results.', yes: 'Delete batch' },
      async () => {
        const asked = id;
        await client().delete(asked);
        if (asked === id) close();
        events.deleted(asked);
      },
    ),
  );
  byId('copy-id', HTMLButtonElement).addEventListener('click', async () => {
    await navigator.clipboard.writeText(id);
    announce('Batch id copied.');
  });
  setInterval(() => {
    if (shown && shown.processing_status !== 'ended') time.textContent = elapsed(shown);
  }, 1_000);

  const close = () => {
    watching.abort();
    panel.hidden = true;
    shown = undefined;
    id = '';
  };

  return {
    open(next, known) {
      shown = undefined;
      id = next;
      fillForeign(byId('batch-id', HTMLElement), next);
      panel.hidden = false;
      panel.classList.toggle('waiting', known === undefined);
      if (known) show(known);
      void watch();
    },
    close,
  };
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
