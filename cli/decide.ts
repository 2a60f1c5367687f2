// message-batches decide JOB SHARD adopt|create [BATCH]: records a decision that only the user can make.
import { oneOf, parse, whole } from './arguments.ts';
import { checkedClient } from './calls.ts';
import { count } from './figures.ts';
import { drive } from './job_drive.ts';
import { DATA_USAGE, JOB_FLAGS, jobFolder, needJob } from './job_store.ts';
import { nameOf, printJob } from './job_text.ts';

export const usage = `  decide JOB SHARD adopt|create [BATCH]   decide about a shard if it is unknown whether its batch was stored
                      adopt: BATCH is the shard's batch (default: the only candidate)
                      create: no batch exists, so send the shard again; if a batch does exist, you pay twice
    --json            print { "id", "key", "state", "shards" } instead of the id
${DATA_USAGE}
    --allow-insecure  allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  Returns when all batches are created. Exits with 0, with 1 if another decision is needed or the job is paused, or with 2 if it
  could not run.`;

export const operands = 'JOB SHARD adopt|create [BATCH]';
export const examples = ['message-batches decide summer 3 adopt msgbatch_…', 'message-batches decide summer 3 create'];

export async function decide(args: string[]): Promise<number> {
  const { values, positionals } = parse('decide', {
    args,
    allowPositionals: true,
    options: JOB_FLAGS,
  });
  const [name, index, verb, batch, ...more] = positionals;
  if (name === undefined || index === undefined || verb === undefined || more.length > 0) {
    throw new Error(
      `decide: expected JOB SHARD adopt|create [BATCH], found ${count(positionals.length, 'operand')}. See: message-batches decide --help`,
    );
  }
  const decision = oneOf('decide', verb, ['adopt', 'create'] as const);
  const shard = whole('SHARD', index) as number;
  if (decision === 'create' && batch !== undefined) throw new Error(`decide: create accepts no BATCH, found ${batch}`);
  const folder = jobFolder(values.data);
  const { state } = await needJob('decide', folder, name);
  const found = state.shards[shard];
  if (!found) {
    const last = state.shards.length - 1;
    const expected = last === 0 ? '0, the only shard' : `a shard from 0 to ${last}`;
    throw new Error(`SHARD: expected ${expected} of ${nameOf(state)}, found ${shard}`);
  }
  if (found.state !== 'uncertain') {
    throw new Error(`decide: shard ${shard} of ${nameOf(state)} needs no decision: it is ${found.state}`);
  }
  const [only, ...others] = found.candidates.map(({ batchId }) => batchId);
  const adopted = batch ?? (others.length === 0 ? only : undefined);
  if (decision === 'adopt' && adopted === undefined) {
    const known =
      only === undefined ? 'there is no known candidate' : `the candidates are ${[only, ...others].join(' and ')}`;
    throw new Error(`decide: adopt needs BATCH: ${known}`);
  }
  const client = await checkedClient(values);
  const { store, bodies } = folder;
  const job = await client.resume(state.id, { store, bodies, continue: false });
  const status = await drive(job, folder, async (job, signal) => {
    await job.decide(shard, decision, decision === 'adopt' ? adopted : undefined);
    await job.wait({ until: 'created', signal });
  });
  printJob(job.state, values.json);
  return status;
}
