// message-batches list: lists the jobs of a folder.
import { listJobs, type StoredJob } from 'message-batches';
import { parse } from './arguments.ts';
import { number } from './figures.ts';
import { DATA_USAGE, jobFolder } from './job_store.ts';
import { harmlessLine, jsonText, print } from './terminal.ts';

export const usage = `  list            list the jobs, the oldest first, without a call or a key
    --json            print them as JSON
${DATA_USAGE}
  Exits with 0.`;

export const operands = '';
export const examples = ['message-batches list', 'message-batches list --json'];

export async function list(args: string[]): Promise<number> {
  const { values } = parse('list', {
    args,
    options: { json: { type: 'boolean' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const jobs = await listJobs(jobFolder(values.data).store);
  print(values.json ? jsonText(jobs.map(factsOf)) : table(jobs));
  return 0;
}

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
