// message-batches cancel JOB: cancels a job and its batches.
import { stderr } from 'node:process';
import { type BatchClient, type Job, type JobLogEvent, readJob } from 'message-batches';
import { jobOperand, parse } from './arguments.ts';
import { checkedClient } from './calls.ts';
import { drive } from './job_drive.ts';
import { DATA_USAGE, familyOf, JOB_FLAGS, jobFolder, needJob } from './job_store.ts';
import { nameOf, printJob } from './job_text.ts';

export const usage = `  cancel JOB      create no more batches of a job, and cancel the running ones; watch then collects the results
    --json            print { "id", "key", "state", "shards" } instead of the id
${DATA_USAGE}
    --allow-insecure  allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  Does not wait for a create whose outcome is unknown: watch searches for its batch, and does not cancel it, because it may
  not belong to the job. Exits with 0 once all cancels were sent, 1 if a decision is needed, 2 if it could not run.`;

export const operands = 'JOB';
export const examples = ['message-batches cancel summer && message-batches watch summer'];

export async function cancel(args: string[]): Promise<number> {
  const { values, positionals } = parse('cancel', {
    args,
    allowPositionals: true,
    options: JOB_FLAGS,
  });
  const folder = jobFolder(values.data);
  const root = await needJob('cancel', folder, jobOperand('cancel', positionals));
  let client: BatchClient | undefined;
  const { store, bodies } = folder;
  let status = 0;
  const open = (await familyOf(folder, root)).filter(({ state }) => state.status !== 'collected');
  if (open.length === 0)
    stderr.write(`The results of ${nameOf(root.state)} are collected: there is nothing to cancel.\n`);
  for (const { state } of open) {
    if (state.id !== root.state.id) stderr.write(`Canceling ${nameOf(state)}, which retries a part of it.\n`);
    client ??= await checkedClient(values);
    const sent = new Sent();
    const job = await client.resume(state.id, { store, bodies, continue: false, onEvent: sent.onEvent });
    status = await drive(job, folder, async (job, signal) => {
      await job.cancel();
      await sent.all(job, signal);
    });
    if (status !== 0) break;
    const unknown = job.state.shards.filter((shard) => shard.state === 'uncertain').map(({ index }) => index);
    if (unknown.length > 0) stderr.write(laterText(unknown, folder.command(`watch ${state.id}`)));
  }
  printJob((await readJob(store, root.state.id)).state, values.json);
  return status;
}

/** Describes batches that are not canceled because it is unknown whether they exist. */
function laterText(shards: number[], watch: string): string {
  const [which, found] =
    shards.length === 1
      ? ['a batch of shard', 'was stored. A batch that is found may not belong to the job, so it is']
      : ['batches of shards', 'were stored. Batches that are found may not belong to the job, so they are'];
  return `It is not known yet whether ${which} ${shards.join(', ')} ${found} not canceled. To search: ${watch}\n`;
}

/** Records which cancels were sent. */
class Sent {
  readonly #batches = new Set<string>();
  #notify = () => {};

  readonly onEvent = ({ name, batchId }: JobLogEvent): void => {
    if (name === 'cancel_sent' && batchId !== undefined) this.#batches.add(batchId);
    this.#notify();
  };

  /** Resolves when the running batches were canceled, or when another process drives the job and will cancel them. */
  async all(job: Job, signal: AbortSignal): Promise<void> {
    const isOpen = () =>
      job.state.isDriver &&
      job.state.shards.some(({ state, batchId, isUnconfirmed }) => {
        if (state === 'creating') return true;
        return state === 'running' && !isUnconfirmed && batchId !== undefined && !this.#batches.has(batchId);
      });
    const failed = job.wait({ signal });
    failed.catch(() => {});
    while (isOpen()) {
      const changed = new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
      await Promise.race([failed, changed]);
    }
  }
}
