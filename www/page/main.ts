/**
 * The batch workbench: requests → checks → batch → results, each a panel of its own. Everything about the API comes
 * from the package; this page shows it.
 */
import type { MessageBatch } from 'message-batches';
import { batchPanel } from './batch.ts';
import { checks } from './checks.ts';
import { type Editor, editor } from './editor.ts';
import { announce, byId } from './element.ts';
import { counted } from './format.ts';
import { largePanel } from './large.ts';
import { recent } from './recent.ts';
import { resultsPanel } from './results.ts';
import { client } from './session.ts';
import { isTable, reasonOf } from './source.ts';
import { tokenForm } from './token.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

const submitButton = byId('submit', HTMLButtonElement);
const trouble = byId('submit-trouble', HTMLElement);

const source: Editor = editor((changed) => {
  const isRows = isTable(changed);
  byId('check-summary', HTMLElement).hidden = isRows;
  submitButton.hidden = isRows;
  large.take(changed);
  checked.check(isRows ? '' : changed);
});
const checked = checks(() => source);
const results = resultsPanel();
const batches = recent((batch) => show(batch.id, batch));
const large = largePanel({
  open: (batch) => show(batch.id, batch),
  created: (batch) => batches.update(batch),
});
const batch = batchPanel({
  seen(seen) {
    batches.update(seen);
    if (seen.processing_status === 'ended') results.offer(seen);
  },
  deleted(id) {
    batches.remove(id);
    announce('The batch is deleted.');
    if (location.hash !== `#${id}`) return; // another one was opened meanwhile
    results.close();
    history.replaceState(null, '', location.pathname);
    byId('recent-title', HTMLElement).focus();
  },
});

/** The address names the batch, so that a reload or a bookmark comes back to it. */
function show(id: string, known?: MessageBatch): void {
  if (location.hash !== `#${id}`) history.pushState(null, '', `#${id}`);
  results.close();
  batches.select(id);
  batch.open(id, known);
}

function showAddressed(): void {
  const id = location.hash.slice(1);
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
  const input = source.source;
  const report = await checked.report();
  if (!report) return byId('source', HTMLTextAreaElement).focus();
  if (!report.ok) return checked.focus();
  if (report.shards > 1) return large.check();
  submitButton.disabled = true;
  submitButton.textContent = `Submitting ${counted(report.requests, 'request')}…`;
  try {
    const created = await client().create(input);
    show(created.id, created);
    byId('batch', HTMLElement).scrollIntoView({ block: 'nearest' });
    byId('batch-title', HTMLElement).focus({ preventScroll: true });
  } catch (error) {
    showTrouble(trouble, await reasonOf(error, input));
    void batches.refresh(); // where the outcome is unknown, the list tells it
  } finally {
    submitButton.disabled = false;
    submitButton.textContent = 'Submit';
  }
}

submitButton.addEventListener('click', submit);
tokenForm(() => {
  clearTrouble(trouble);
  void batches.refresh();
  showAddressed();
});
window.addEventListener('popstate', showAddressed);
checked.check('');
showAddressed();
void batches.refresh();
