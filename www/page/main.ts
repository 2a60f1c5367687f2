/**
 * The batch workbench: requests → checks → batch → results, each in a panel of its own. All knowledge about the API comes from
 * the package; this page only displays it.
 */
import { type MessageBatch, plan, type Shard } from 'message-batches';
import { batchPanel } from './batch.ts';
import { checks } from './checks.ts';
import { type Editor, editor } from './editor.ts';
import { announce, byId, make } from './element.ts';
import { copyAsWritten, fillForeign, foreign } from './foreign.ts';
import { counted, moment } from './format.ts';
import { largePanel } from './large.ts';
import { recent } from './recent.ts';
import { resultsPanel } from './results.ts';
import { type Delivery, interrupted, type Step, send } from './send.ts';
import { isTable, reasonOf, type Source } from './source.ts';
import { tokenForm } from './token.ts';
import { clearTrouble, isUnknown, showTrouble } from './trouble.ts';

const submitButton = byId('submit', HTMLButtonElement);
const trouble = byId('submit-trouble', HTMLElement);
const note = byId('send-note', HTMLElement);

const source: Editor = editor((changed) => {
  const isRows = isTable(changed);
  note.textContent = '';
  byId('check-summary', HTMLElement).hidden = isRows;
  submitButton.hidden = isRows;
  large.take(changed);
  checked.check(isRows ? '' : changed);
});
const checked = checks(() => source);
const results = resultsPanel();
const batches = recent((batch) => show(batch.id, batch));
const large = largePanel({
  open: show,
  created: (batch) => batches.update(batch),
});
const batch = batchPanel({
  seen(seen) {
    batches.update(seen);
    if (seen.processing_status === 'ended') results.offer(seen);
  },
  deleted(id) {
    batches.remove(id);
    announce('Batch deleted.');
    if (location.hash !== `#${id}`) return; // another batch was opened meanwhile
    results.close();
    history.replaceState(null, '', location.pathname);
    byId('recent-title', HTMLElement).focus();
  },
});

/** Puts the batch into the address, so that a reload or a bookmark opens it again. */
function show(id: string, known?: MessageBatch): void {
  if (location.hash !== `#${id}`) history.pushState(null, '', `#${id}`);
  results.close();
  batches.select(id);
  batch.open(id, known);
}

function showAddressed(): void {
  const id = location.hash.slice(1);
  if (id.startsWith('token=')) return; // the token form handles it
  if (id) {
    show(id);
    return;
  }
  batch.close();
  results.close();
  batches.select('');
}

async function submit(): Promise<void> {
  clearTrouble(trouble);
  note.textContent = '';
  const input = source.source;
  const report = await checked.report();
  if (!report) return byId('source', HTMLTextAreaElement).focus();
  if (!report.ok) return checked.focus();
  if (report.shards > 1) return large.check();
  const submitting = `Submitting ${counted(report.requests, 'request')}…`;
  const words: Record<Step, string> = {
    waiting: 'Waiting for another tab that sends the same requests…',
    asking: 'Checking the outcome of an earlier submit…',
    sending: submitting,
  };
  submitButton.disabled = true;
  submitButton.textContent = 'Preparing…';
  const onStep = (step: Step) => {
    submitButton.textContent = words[step];
    if (step !== 'sending') announce(words[step]);
  };
  let delivery: Delivery | undefined;
  try {
    delivery = await send(await onlyShard(input), { subject: 'These requests', onStep });
  } catch (error) {
    showTrouble(trouble, await reasonOf(error, input), isUnknown(error) ? submit : undefined);
    void batches.refresh(); // if the outcome is unknown, the list shows it
  }
  submitButton.disabled = false;
  submitButton.textContent = 'Submit';
  if (delivery) arrive(delivery);
}

/** Returns the checked input as a single shard, with the hash that identifies it. */
async function onlyShard(input: Source): Promise<Shard> {
  for await (const shard of plan(input)) return shard;
  throw new Error('There are no requests.');
}

/** Opens the result of a submit. */
function arrive(delivery: Delivery): void {
  if (delivery.fate === 'declined') {
    note.textContent = 'Nothing was sent.';
    if (delivery.look === undefined) {
      submitButton.focus();
      return;
    }
    show(delivery.look);
  } else {
    const { id } = delivery.batch;
    if (delivery.fate === 'found') {
      fillForeign(
        note,
        `These requests were already sent as batch ${id}, which is shown here. Nothing was sent again.`,
      );
    }
    show(id, delivery.batch);
  }
  byId('batch', HTMLElement).scrollIntoView({ block: 'nearest' });
  byId('batch-title', HTMLElement).focus({ preventScroll: true });
}

submitButton.addEventListener('click', submit);
/** After a reload, shows the outcome of sends that the reload interrupted. A batch in the address stays open. */
async function showInterrupted(): Promise<void> {
  const found = await interrupted();
  const [only, ...others] = found;
  if (!only) return;
  note.replaceChildren(
    ...found.map(({ batch, since, requestCount }) => {
      const open = () => show(batch.id, batch);
      return make(
        'span',
        { className: 'row' },
        foreign(
          'span',
          `Sending ${counted(requestCount, 'request')} on ${moment(since)} was interrupted, but the API received all of them: batch ${batch.id}.`,
        ),
        make('button', { type: 'button', className: 'small', onclick: open }, 'Open'),
      );
    }),
  );
  if (others.length === 0 && !location.hash) show(only.batch.id, only.batch);
}

tokenForm(() => {
  clearTrouble(trouble);
  void showInterrupted();
  void batches.refresh();
  showAddressed();
});
copyAsWritten();
window.addEventListener('popstate', showAddressed);
checked.check('');
showAddressed();
void batches.refresh();
void showInterrupted();
