// message-batches status JOB: shows the progress of a job, from the store alone.
import { jobOperand, parse } from './arguments.ts';
import { DATA_USAGE, jobFolder, needJob } from './job_store.ts';
import { haltText, statusJson, statusText } from './job_text.ts';
import { complain, jsonText, print } from './terminal.ts';

export const usage = `  status JOB      show the progress of a job; makes no call and needs no key
    --json            print the progress as JSON
${DATA_USAGE}
  Exits with 0, with 1 if a decision is needed or the job is paused, or with 2 if there is no such job.`;

export const operands = 'JOB';
export const examples = ['message-batches status summer', 'message-batches status summer --json'];

export async function status(args: string[]): Promise<number> {
  const { values, positionals } = parse('status', {
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const folder = jobFolder(values.data);
  const job = await needJob('status', folder, jobOperand('status', positionals));
  print(values.json ? jsonText(await statusJson(job)) : await statusText(job));
  const halt = haltText(job.state, folder);
  if (halt === undefined) return 0;
  complain(halt);
  return 1;
}
