import type { MessageBatch } from 'message-batches';
import { byId, make } from './element.ts';
import { cutAt, foreign, plain } from './foreign.ts';
import { counted, moment, since } from './format.ts';
import { client } from './session.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

export interface Recent {
  refresh(): Promise<void>;
  /** Takes over a newer state of a batch, or a new one. */
  update(batch: MessageBatch): void;
  remove(id: string): void;
  /** Marks the batch that is open. */
  select(id: string): void;
}

const PAGE = 10;

const list = byId('recent-list', HTMLElement);
const note = byId('recent-note', HTMLElement);
const trouble = byId('recent-trouble', HTMLElement);
const more = byId('recent-more', HTMLButtonElement);

/** Shows batches, newest first, like the API. */
export function recent(open: (batch: MessageBatch) => void): Recent {
  let batches: MessageBatch[] = [];
  let selected = '';
  let newest = 0; // only the response to the latest request counts

  const draw = () => {
    note.textContent = 'No batches yet.';
    note.hidden = batches.length > 0;
    list.replaceChildren(...batches.map((batch) => entry(batch, batch.id === selected, open)));
  };
  const load = async (after?: string) => {
    const ticket = ++newest;
    clearTrouble(trouble);
    try {
      const page = await client().list({ limit: PAGE, ...(after ? { after_id: after } : {}) });
      if (ticket !== newest) return;
      batches = after ? [...batches, ...page.data] : page.data;
      more.hidden = !page.has_more;
      draw();
    } catch (error) {
      if (ticket !== newest) return;
      note.hidden = true;
      showTrouble(trouble, error, () => load(after));
    }
  };

  byId('refresh', HTMLButtonElement).addEventListener('click', () => void load());
  more.addEventListener('click', () => void load(batches.at(-1)?.id));

  return {
    refresh: () => load(),
    update(batch) {
      const known = batches.findIndex(({ id }) => id === batch.id);
      if (known >= 0) batches[known] = batch;
      else if (batches.every(({ created_at }) => Date.parse(created_at) <= Date.parse(batch.created_at)))
        batches.unshift(batch);
      draw();
    },
    remove(id) {
      batches = batches.filter((batch) => batch.id !== id);
      draw();
    },
    select(id) {
      selected = id;
      draw();
    },
  };
}

function entry(batch: MessageBatch, selected: boolean, open: (batch: MessageBatch) => void): HTMLLIElement {
  const status = foreign('span', batch.processing_status.replace('_', ' '), { className: 'status small' });
  status.dataset.status = batch.processing_status;
  const total = Object.values(batch.request_counts).reduce((sum, count) => sum + count, 0);
  const button = make(
    'button',
    { type: 'button', onclick: () => open(batch) },
    make(
      'span',
      { className: 'row' },
      foreign('code', `…${batch.id.slice(cutAt(batch.id, batch.id.length - 10))}`),
      status,
    ),
    make(
      'span',
      { className: 'row fine' },
      make('span', {}, counted(total, 'request')),
      foreign('time', since(batch.created_at), { dateTime: batch.created_at, title: plain(moment(batch.created_at)) }),
    ),
  );
  button.title = plain(batch.id);
  if (selected) button.setAttribute('aria-current', 'true');
  return make('li', {}, button);
}
