import type { MessageBatch, Shard } from 'message-batches';
import { byId, make } from './element.ts';
import { bytes, counted, number } from './format.ts';

/** The state of a shard. `unknown`: it may have become a batch, but no response arrived. */
export type Fate = 'waiting' | 'preparing' | 'sending' | 'sent' | 'not sent' | 'unknown';

/** A part of the file, and the line that displays it. */
export interface Part {
  readonly shard: Shard;
  readonly name: string;
  readonly fate: Fate;
  /** `id` is that of the resulting batch, and `batch` is that batch, if it was read. */
  become(fate: Fate, id?: string, batch?: MessageBatch): void;
}

const list = byId('large-shards', HTMLElement);

/** Shows one line for each shard. `open` opens the resulting batch. */
export function drawParts(shards: Shard[], open: (id: string, batch?: MessageBatch) => void): Part[] {
  const parts = shards.map((shard) => drawn(shard, open));
  list.replaceChildren(...parts.map(({ line }) => line));
  return parts;
}

function drawn(shard: Shard, open: (id: string, batch?: MessageBatch) => void): Part & { line: HTMLLIElement } {
  const name = `Batch ${number(shard.index + 1)}`;
  const state = make('span', { className: 'status small' });
  const [first, last] = [shard.first + 1, shard.first + shard.requests];
  const which = first === last ? number(first) : `${number(first)} to ${number(last)}`;
  const facts = `${counted(shard.requests, 'request')} (${which}), ${bytes(shard.bytes)}`;
  const line = make('li', {}, make('strong', {}, name), make('span', { className: 'facts' }, facts), state);
  let now: Fate = 'waiting';
  const button = make('button', { type: 'button', className: 'small' }, 'Open');
  button.setAttribute('aria-label', `Open ${name.toLowerCase()}`);
  const become = (fate: Fate, id?: string, batch?: MessageBatch) => {
    now = fate;
    state.textContent = fate === 'unknown' ? 'outcome unknown' : fate;
    state.dataset.status = COLORS[fate];
    if (id === undefined) return;
    button.onclick = () => open(id, batch);
    line.append(button);
  };
  become('waiting');
  return {
    shard,
    name,
    line,
    become,
    get fate() {
      return now;
    },
  };
}

const COLORS: Record<Fate, string> = {
  waiting: '',
  preparing: 'in_progress',
  sending: 'in_progress',
  sent: 'succeeded',
  'not sent': 'errored',
  unknown: 'canceled',
};
