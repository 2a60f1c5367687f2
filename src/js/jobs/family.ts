// Yields the results of a job and of all its retries as one stream: for each id, the record of the last attempt.
import { type MachineState, readable } from '../../wire/jobs.ts';
import { BatchError, JobError } from '../errors.ts';
import { read } from '../input/bytes.ts';
import { check, checkWord } from '../options.ts';
import { readResults } from '../results/read.ts';
import type { BatchResults } from '../results/results.ts';
import { streamOf } from '../stream.ts';
import type { Means } from './actions.ts';
import { linesOf } from './collect.ts';
import { piecesOfBody, resultsName } from './input.ts';
import { type JobPlan, Records, type ShardResults } from './records.ts';
import { isEnded } from './state.ts';

/**
 * Options of `results` of a job.
 *
 * @example
 * const options: JobResultsOptions = { order: 'input' };
 * for await (const record of job.results(options)) console.log(record.custom_id);
 */
export interface JobResultsOptions {
  /** `arrival`: as the API sent them, shard after shard. `input`: in the order of the requests. Default: `arrival`. */
  order?: 'arrival' | 'input' | undefined;
  /** Cancels reading, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
}

type Signal = AbortSignal | undefined;

type Reading = Pick<Means, 'records' | 'plan' | 'peer' | 'bodies'>;

/**
 * A job of a family: a job or one of its retries.
 * @internal
 */
export interface Member {
  plan: JobPlan;
  records: Records;
  state: MachineState;
}

/**
 * Returns a job and all its retries. A record of a later job replaces those of the earlier ones.
 * @internal
 */
export async function familyOf({ plan, records }: Pick<Means, 'records' | 'plan'>): Promise<Member[]> {
  const stored = await records.state();
  if (!stored) return [];
  const members: Member[] = [{ plan, records, state: readable(stored.value) }];
  for (const id of await records.retries()) {
    const own = new Records(records.store, id);
    const childPlan = await own.plan();
    if (childPlan) members.push(...(await familyOf({ plan: childPlan, records: own })));
  }
  return members;
}

/**
 * Returns the account of a shard's results; `undefined` if they are not collected.
 * @internal
 */
export async function collectedOf({ state, records }: Member, shard: number): Promise<ShardResults | undefined> {
  const at = state.shards[shard]?.state;
  if (at?.state !== 'collected') return undefined;
  const results = await records.results(shard);
  return results?.batch === at.batch ? results : undefined;
}

/**
 * The result of a request: its outcome, and the type of its error if the record is one.
 * @internal
 */
export interface Answer {
  outcome: keyof ShardResults['indexes'];
  error?: string | undefined;
}

/**
 * Calls `visit` with the id of each request of a member, in the order of the input, and with its result; it is `undefined` if the
 * results of its shard are not collected.
 * @internal
 */
export async function eachRequest(
  member: Member,
  visit: (id: string, answer: Answer | undefined, shard: number) => void,
): Promise<void> {
  for (const { index: shard } of member.plan.shards) {
    const results = await collectedOf(member, shard);
    const answers = results && answersOf(results);
    const ids = await member.records.ids(shard);
    for (const [index, id] of ids.entries()) visit(id, answers && (answers.get(index) ?? DONE), shard);
  }
}

/**
 * Returns the last result of each request that has a record in some of the members.
 * @internal
 */
export async function lastAnswers(members: Member[]): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const member of members) {
    await eachRequest(member, (id, answer) => {
      if (answer && answer.outcome !== 'missing') answers.set(id, answer);
    });
  }
  return answers;
}

const DONE: Answer = { outcome: 'done' };

/** Returns the answers other than `DONE`, by the index of the request. */
function answersOf({ indexes, errors = {} }: ShardResults): Map<number, Answer> {
  const answers = new Map<number, Answer>();
  for (const [name, at] of Object.entries(indexes)) {
    const answer: Answer = { outcome: name as Answer['outcome'] };
    for (const index of at) answers.set(index, answer);
  }
  for (const [error, at] of Object.entries(errors)) {
    for (const index of at) answers.set(index, { ...(answers.get(index) ?? DONE), error });
  }
  return answers;
}

/** @internal */
export async function resultsOfFamily(means: Reading, options: JobResultsOptions): Promise<BatchResults> {
  check(options, { order: true, signal: true });
  const { order = 'arrival', signal } = options;
  checkWord('order', ['arrival', 'input'], order);
  const family = await familyOf(means);
  const [root] = family;
  const open = root?.state.shards.filter(({ state }) => !isEnded(state.state));
  if (!root || !open || open.length > 0) {
    const message = `The results of job ${means.plan.id} are not collected yet: ${open?.length ?? 'all'} of ${means.plan.shards.length} shards are open. Await job.wait() first.`;
    throw new JobError(message, { code: 'job_not_collected', jobId: means.plan.id });
  }
  // An empty stream is an error, unless no lines are expected.
  const recordCount = (await hasLines(family)) ? undefined : 0;
  const merged = await readResults(streamOf(linesOfFamily(family, means, signal)), { signal, recordCount });
  if (order === 'arrival') return merged;
  return readResults(merged.inOrder(idsOf(root)).toStream('jsonl'), { signal, recordCount });
}

async function hasLines(family: Member[]): Promise<boolean> {
  for (const member of family) {
    for (const { index } of member.plan.shards) {
      if (((await collectedOf(member, index))?.tally.records ?? 0) > 0) return true;
    }
  }
  return false;
}

async function* idsOf({ plan, records }: Member): AsyncGenerator<string> {
  for (const { index } of plan.shards) yield* await records.ids(index);
}

/** Yields the lines of a family, unchanged. */
async function* linesOfFamily(
  family: Member[],
  means: Reading,
  signal: Signal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const [at, member] of family.entries()) {
    const replaced = await lastAnswers(family.slice(at + 1));
    for (const { index } of member.plan.shards) {
      const results = await collectedOf(member, index);
      if (!results || results.tally.records === 0) continue;
      const lines = linesOfShard(member, { shard: index, results, signal }, means);
      const isWhole = replaced.size === 0 && results.duplicates === 0;
      yield* isWhole ? ended(lines) : unreplaced(lines, replaced);
    }
  }
}

/**
 * Yields the results of a shard as bytes: from the stored body, else from the API. The API also has the results of a damaged
 * body.
 */
async function* linesOfShard(
  { plan, records }: Member,
  { shard, results, signal }: { shard: number; results: ShardResults; signal: Signal },
  { peer, bodies }: Reading,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { batch, isKept, body: name = resultsName(records.id, shard) } = results;
  let damage: unknown;
  const opening = isKept ? bodies.store?.open(name) : undefined;
  const body = await opening?.catch((thrown: unknown) => {
    if (!BatchError.isInstance(thrown) || thrown.code !== 'store_damaged') throw thrown;
    damage = thrown;
    return undefined;
  });
  if (!body) {
    const opening = Promise.resolve(peer.results(batch, { betas: plan.calls.betas, signal }));
    const again = await opening.catch((thrown: unknown) => {
      throw damage ?? thrown;
    });
    yield* piecesOf(again.toStream('jsonl'));
    return;
  }
  try {
    yield* piecesOfBody(body);
  } finally {
    await body.close();
  }
}

/** Yields the chunks of a stream; not every engine can iterate over one. */
async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const pieces = read(stream);
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      yield next.value as Uint8Array<ArrayBuffer>;
    }
  } finally {
    await pieces.return?.();
  }
}

/** Yields the bytes, and ends the last line if it has no line end. */
async function* ended(pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let last: number | undefined;
  for await (const piece of pieces) {
    last = piece.at(-1) ?? last;
    yield piece;
  }
  if (last !== undefined && last !== 10) yield new Uint8Array([10]);
}

/** Yields the lines whose id has no later record, each id once. */
async function* unreplaced(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  replaced: ReadonlyMap<string, unknown>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const seen = new Set<string>();
  const results = await readResults(streamOf(pieces));
  for await (const records of results.chunks()) {
    const lines = [];
    for (const { custom_id, raw } of records) {
      const isFinal = custom_id === '' || !(replaced.has(custom_id) || seen.has(custom_id));
      if (custom_id !== '') seen.add(custom_id);
      if (isFinal) lines.push(raw);
    }
    if (lines.length > 0) yield linesOf(lines);
  }
}
