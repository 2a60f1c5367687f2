// message-batches watch JOB: drives a job until its results are collected.
import { stderr } from 'node:process';
import { type BatchClient, readJob } from 'message-batches';
import { jobOperand, parse } from './arguments.ts';
import { checkedClient } from './calls.ts';
import { drive } from './job_drive.ts';
import { DATA_USAGE, familyOf, JOB_FLAGS, jobFolder, needJob } from './job_store.ts';
import { jobJson, nameOf, statusText } from './job_text.ts';
import { jsonText, print } from './terminal.ts';

export const usage = `  watch JOB       drive a job, and the jobs that retry a part of it, until all results are collected
                  JOB is the id or the key of a job, or the id of one of its batches
    --json            print { "id", "key", "state", "shards" } at the end
${DATA_USAGE}
    --allow-insecure  allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  You can interrupt it, and run it again to continue. It also continues a paused job. Exits with 0 if the results are
  collected, whatever their outcomes, 1 if a decision is needed or the job is paused, 2 if it could not run.`;

export const operands = 'JOB';
export const examples = [
  'message-batches watch summer',
  'message-batches watch summer && message-batches results summer',
];

export async function watch(args: string[]): Promise<number> {
  const { values, positionals } = parse('watch', {
    args,
    allowPositionals: true,
    options: JOB_FLAGS,
  });
  const folder = jobFolder(values.data);
  const root = await needJob('watch', folder, jobOperand('watch', positionals));
  const { store, bodies } = folder;
  let status = 0;
  const open = (await familyOf(folder, root)).filter(({ state }) => state.status !== 'collected');
  let client: BatchClient | undefined;
  for (const { state } of open) {
    client ??= await checkedClient(values);
    if (state.id !== root.state.id) stderr.write(`${nameOf(state)} retries a part:\n`);
    const job = await client.resume(state.id, { store, bodies });
    status = await drive(job, folder, (job, signal) => job.wait({ signal }));
    if (status !== 0) break;
  }
  const found = await readJob(store, root.state.id);
  if (values.json) print(jsonText(jobJson(found.state)));
  else if (status === 0) print(await statusText(found));
  return status;
}
