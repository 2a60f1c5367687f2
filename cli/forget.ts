// message-batches forget JOB: removes a job from the folder.
import { stderr } from 'node:process';
import { forgetJob } from 'message-batches';
import { jobOperand, parse } from './arguments.ts';
import { DATA_USAGE, jobFolder, needJob } from './job_store.ts';
import { nameOf, printJob } from './job_text.ts';
import { harmlessLine } from './terminal.ts';

export const usage = `  forget JOB      remove a collected job from the folder, with its requests, its results and the jobs that retry a part of it
    --force           also remove a job that is not collected; its batches keep running and are billed
    --json            print { "id", "key", "state", "shards" } instead of the id
${DATA_USAGE}
  Makes no call and needs no key. Exits with 0, or with 2 if it could not run.`;

export const operands = 'JOB';
export const examples = ['message-batches forget summer', 'message-batches forget summer --force'];

export async function forget(args: string[]): Promise<number> {
  const { values, positionals } = parse('forget', {
    args,
    allowPositionals: true,
    options: {
      force: { type: 'boolean' },
      json: { type: 'boolean' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const folder = jobFolder(values.data);
  const { state } = await needJob('forget', folder, jobOperand('forget', positionals));
  const { store, bodies } = folder;
  await forgetJob(store, state.id, { bodies, force: values.force });
  stderr.write(`Removed ${nameOf(state)} from ${harmlessLine(folder.dir)}\n`);
  printJob(state, values.json);
  return 0;
}
