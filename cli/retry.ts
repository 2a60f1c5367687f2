// message-batches retry JOB: submits requests of a job again, as a job that is linked to it.
import { stderr } from 'node:process';
import { BatchError, type Outcome } from 'message-batches';
import { amount, jobOperand, oneOf, parse, whole } from './arguments.ts';
import { checkedClient } from './calls.ts';
import { count } from './figures.ts';
import { DATA_USAGE, familyOf, jobFolder, needJob } from './job_store.ts';
import { nameOf } from './job_text.ts';
import { created } from './submit.ts';

export const usage = `  retry JOB       submit requests of a collected job again, as a new job: those without a result, and those with the
                  outcomes retry_as_is and expired. results JOB then writes the last result of each request
    --outcome O,O     outcomes to submit again instead, missing for requests without a result; can be repeated
    --max-requests N  send nothing if there are more than N requests to retry
    --max-usd N       send nothing if the estimated maximum cost is above N US dollars, or has no upper bound
    --json            print { "id", "key", "state", "shards" } of the new job instead of its id
${DATA_USAGE}
    --allow-insecure  allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  Returns when all batches are created. Exits with 0, with 1 if a decision is needed or the new job is paused, or with 2 if it
  could not run or there is nothing to retry.`;

export const operands = 'JOB';
export const examples = [
  'message-batches retry summer && message-batches watch summer',
  'message-batches retry summer --outcome expired,retry_as_is --max-usd 5',
];

const OUTCOMES: Record<Outcome | 'missing', true> = {
  done: true,
  empty: true,
  truncated: true,
  refused: true,
  paused: true,
  tool_use: true,
  retry_as_is: true,
  fix_and_retry: true,
  canceled: true,
  expired: true,
  malformed: true,
  missing: true,
};

export async function retry(args: string[]): Promise<number> {
  const { values, positionals } = parse('retry', {
    args,
    allowPositionals: true,
    options: {
      outcome: { type: 'string', multiple: true },
      'max-requests': { type: 'string' },
      'max-usd': { type: 'string' },
      json: { type: 'boolean' },
      data: { type: 'string' },
      'allow-insecure': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const folder = jobFolder(values.data);
  const root = await needJob('retry', folder, jobOperand('retry', positionals));
  const { state } = root;
  for (const { state: member } of await familyOf(folder, root)) {
    if (member.status === 'collected') continue;
    const what = member.id === state.id ? nameOf(state) : `${nameOf(member)}, which retries a part of it,`;
    throw new Error(`retry: ${what} is not collected yet. Run: ${folder.command(`watch ${state.id}`)}`);
  }
  const listed = values.outcome?.flatMap((text) => text.split(','));
  const outcomes = listed?.map((text) => oneOf('--outcome', text, Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[]));
  const caps = {
    requests: whole('--max-requests', values['max-requests']),
    usd: amount('--max-usd', values['max-usd']),
  };
  const client = await checkedClient(values);
  const { store, bodies } = folder;
  const parent = await client.resume(state.id, { store, bodies });
  try {
    const job = await parent.retry({ outcomes, caps }).catch((error: unknown) => {
      const isNothing = BatchError.isInstance(error) && error.code === 'job_nothing_to_retry';
      throw isNothing
        ? new Error(`retry: ${error.message.replace('No', 'no').replace(`job ${state.id}`, nameOf(state))}`)
        : error;
    });
    stderr.write(
      `Stored ${nameOf(job.state)}, which retries ${count(job.state.requests, 'request')} of ${nameOf(state)}\n`,
    );
    return await created(job, folder, values.json);
  } finally {
    await parent.close();
  }
}
