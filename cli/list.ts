// message-batches list: lists the jobs of a folder.
import { stderr } from 'node:process';
import { BatchError, listJobs, readJob, type StoredJob } from 'message-batches';
import { parse } from './arguments.ts';
import { number } from './figures.ts';
import { DATA_USAGE, type JobFolder, jobFolder, needFolder } from './job_store.ts';
import { complain, harmlessLine, jsonText, print } from './terminal.ts';

export const usage = `  list            list the jobs, oldest first; makes no call and needs no key
    --json            print the list as JSON
${DATA_USAGE}
  Exits with 0, or with 2 if the folder does not exist or a job in it cannot be read; the other jobs are still listed.`;

export const operands = '';
export const examples = ['message-batches list', 'message-batches list --json'];

export async function list(args: string[]): Promise<number> {
  const { values } = parse('list', {
    args,
    options: { json: { type: 'boolean' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const folder = jobFolder(values.data);
  needFolder(folder);
  const { jobs, damaged } = await readable(folder);
  print(values.json ? jsonText(jobs.map(factsOf)) : table(jobs));
  for (const message of damaged) complain(message);
  if (jobs.length + damaged.length === 0) stderr.write(`There are no jobs in ${harmlessLine(folder.dir)}\n`);
  return damaged.length > 0 ? 2 : 0;
}

/** Returns the jobs of a store, and the problems of those that cannot be read. */
async function readable({ store, bodies }: JobFolder): Promise<{ jobs: StoredJob[]; damaged: string[] }> {
  try {
    return { jobs: await listJobs(store), damaged: [] };
  } catch (error) {
    if (!isDamaged(error)) throw error;
  }
  const jobs: StoredJob[] = [];
  const damaged = new Set<string>();
  // A damaged store cannot list its jobs. Names of bodies begin with the id of their job.
  const ids = (await bodies.list('')).map((name) => name.split('/')[0] as string);
  for (const id of new Set(ids)) {
    try {
      jobs.push(await readJob(store, id));
    } catch (error) {
      if (isDamaged(error)) damaged.add(error.message);
      else if (!BatchError.isInstance(error) || error.code !== 'job_not_found') throw error;
    }
  }
  return {
    jobs: jobs.sort((one, other) => (one.state.createdAt < other.state.createdAt ? -1 : 1)),
    damaged: [...damaged],
  };
}

const isDamaged = (error: unknown): error is BatchError =>
  BatchError.isInstance(error) && error.code === 'store_damaged';

const factsOf = ({ state: { id, key, status, requests, createdAt, shards }, parent }: StoredJob): object => ({
  id,
  key: key ?? null,
  state: status,
  requests,
  batches: shards.length,
  createdAt,
  parent: parent ?? null,
});

function table(jobs: StoredJob[]): string {
  if (jobs.length === 0) return '';
  const rows = jobs.map(({ state: { id, key, status, requests, createdAt, shards }, parent }) => [
    id,
    status,
    number(requests),
    number(shards.length),
    createdAt,
    parent === undefined ? harmlessLine(key ?? '') : `retries ${parent}`,
  ]);
  const all = [['job', 'state', 'requests', 'batches', 'submitted', 'key'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  const isNumber = (column: number) => column === 2 || column === 3;
  const pad = (cell: string, column: number) =>
    isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return all.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}
