// Formats a job for the commands.
import type { JobState, Manifest, ShardStatus, StoredJob } from 'message-batches';
import { count, dollars, number } from './figures.ts';
import type { JobFolder } from './job_store.ts';
import { harmlessLine, jsonText, print } from './terminal.ts';

/** Returns the output of `--json` for most commands. */
export function jobJson({ id, key, status, shards }: JobState): object {
  const batches = shards.map(({ index, requests, batchId = null }) => ({ index, requests, batchId }));
  return { id, key: key ?? null, state: status, shards: batches };
}

export const printJob = (state: JobState, isJson: boolean | undefined): void =>
  print(isJson ? jsonText(jobJson(state)) : `${state.id}\n`);

/** Returns the output of `status --json`. */
export async function statusJson({ state, parent, retries, manifest }: StoredJob): Promise<object> {
  const { id, key, status, reason, requests, createdAt, shards, warnings } = state;
  const { outcomes, unanswered, usage, cost } = await manifest();
  return {
    id,
    key: key ?? null,
    state: status,
    reason: reason ?? null,
    requests,
    createdAt,
    parent: parent ?? null,
    retries,
    warnings,
    shards: shards.map(({ batchId = null, reason: why = null, ...shard }) => ({ ...shard, batchId, reason: why })),
    outcomes,
    unanswered,
    usage,
    cost,
  };
}

/** Returns the displayed name of a job. */
export const nameOf = ({ id, key }: JobState): string =>
  key === undefined ? `job ${id}` : `job ${id} (${harmlessLine(JSON.stringify(key))})`;

/** Returns the number of batches per state: `2 running, 1 collected`. */
export function countsOf(shards: readonly ShardStatus[]): string {
  const counts = new Map<string, number>();
  for (const { state } of shards) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, found]) => `${number(found)} ${state}`).join(', ');
}

/** Describes a job in a few lines. */
export async function statusText({ state, parent, retries, manifest }: StoredJob): Promise<string> {
  const { status, reason, requests, shards, createdAt, warnings } = state;
  const lines = [
    `${nameOf(state)}: ${status}`,
    `${count(requests, 'request')} in ${count(shards.length, 'shard')}, submitted ${createdAt}`,
    ...(parent === undefined ? [] : [`retries a part of job ${parent}`]),
    ...retries.map((id) => `job ${id} retries a part`),
    ...(reason === undefined ? [] : [`paused: ${harmlessLine(reason)}`]),
    ...warnings.map((text) => `warning: ${text}`),
    ...table(shards),
    ...shards.flatMap(unreadable),
    ...accountOf(await manifest()),
  ];
  return `${lines.join('\n')}\n`;
}

function table(shards: readonly ShardStatus[]): string[] {
  const rows = shards.map(({ index, requests, state, batchId, reason }) => [
    number(index),
    number(requests),
    state,
    batchId ?? (reason === undefined ? '' : harmlessLine(reason)),
  ]);
  const all = [['shard', 'requests', 'state', 'batch'], ...rows];
  const width = (column: number) => Math.max(...all.map((row) => (row[column] as string).length));
  const [first, second, third] = [width(0), width(1), width(2)];
  return all.map(([index = '', requests = '', state = '', batch = '']) =>
    `${index.padStart(first)}  ${requests.padStart(second)}  ${state.padEnd(third)}  ${batch}`.trimEnd(),
  );
}

/** Describes why the results of a shard cannot be read now, if they cannot. */
function unreadable({ index, failingSince, reason = '' }: ShardStatus): string[] {
  if (failingSince === undefined) return [];
  return [
    `the results of shard ${number(index)} have not been readable since ${failingSince}: ${harmlessLine(reason)}`,
  ];
}

/** Describes the results of the requests, over all attempts. */
export function accountOf({ outcomes, unanswered, cost }: Manifest): string[] {
  const counts = [
    ...Object.entries(unanswered).map(
      ([why, found]) => `${number(found)} ${why === 'missing' ? why : `in ${why} shards`}`,
    ),
    ...Object.entries(outcomes).map(([outcome, found]) => `${number(found)} ${outcome}`),
  ];
  const money = cost.usd === null || Object.keys(outcomes).length === 0 ? [] : [dollars(cost.usd)];
  return [`requests: ${[...counts, ...money].join(', ')}`];
}

/** Returns why the job cannot continue before the user acts; `undefined` if it can. */
export function haltText(state: JobState, { command }: JobFolder): string | undefined {
  const { id, reason, shards } = state;
  const asked = shards.filter(({ isAsked }) => isAsked);
  if (asked.length > 0) {
    const lines = asked.flatMap(({ index, requests, candidates }) => [
      `shard ${index} (${count(requests, 'request')}): it is unknown whether a batch was stored`,
      ...candidates.map(({ batchId, createdAt }) => `  candidate: ${batchId}, created ${createdAt}`),
    ]);
    const shard = asked.length === 1 ? String(asked[0]?.index) : 'SHARD';
    return [
      `${nameOf(state)} needs a decision:`,
      ...lines,
      `If one of the workspace's batches is the shard's, adopt it: ${command(`decide ${id} ${shard} adopt BATCH`)}`,
      `If no batch exists, send the shard again: ${command(`decide ${id} ${shard} create`)}`,
    ].join('\n');
  }
  if (reason === undefined) return undefined;
  return `${nameOf(state)} is paused: ${reason}\nTo continue: ${command(`watch ${id}`)}`;
}
