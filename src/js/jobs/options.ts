// Options of submit and resume.

import { JobError } from '../errors.ts';
import type { BatchInput, CreateBody } from '../input/source.ts';
import { check, checkNumber, checkWord, type Names, wrong } from '../options.ts';
import { CHECK, type CheckOptions, type ReportOptions } from '../requests/validate.ts';
import type { Bodies } from '../store/bodies/bodies.ts';
import type { JobStore } from '../store/jobs/job_store.ts';
import type { Caps } from './caps.ts';
import type { JobLogEvent, Tracer } from './log.ts';
import type { JobPlan } from './records.ts';

/**
 * Options of a job in this process.
 *
 * @example
 * const options: DriveOptions = { bodies: fileBodies('.jobs/bodies'), onEvent: console.log };
 * const job = await client.resume(id, { ...options, store });
 */
export interface DriveOptions {
  /**
   * Where the job is stored, so that another process can continue it: one of `message-batches/stores`, or your own. Default:
   * memory, so the job ends with the process.
   */
  store?: JobStore | undefined;
  /**
   * Where the requests and the results of the job are stored, until you delete them. Default: nowhere:
   * after a crash, `resume` needs the input to send the rest, and results are read from the API.
   */
  bodies?: Bodies | undefined;
  /** Receives the events of the job, for a log: ids and codes, no request texts. Default: none. */
  onEvent?: ((event: JobLogEvent) => void) | undefined;
  /** Receives a span for the job and one for each operation; an OpenTelemetry tracer fits. Default: none. */
  tracer?: Tracer | undefined;
}

/**
 * Options of `submit`.
 *
 * @example
 * const options: SubmitOptions = { store: fileStore('.jobs/store'), jobKey: 'summer', caps: { usd: 100 } };
 * const job = await client.submit(requests, options);
 */
export interface SubmitOptions extends CheckOptions, ReportOptions, DriveOptions {
  /**
   * Names the job, in 1 to 100 characters. A `submit` with the same key and the same input returns the existing job. Different
   * input, or a different `ambiguity`, `settleMs`, `apiVersion` or `betas`, is rejected. A different `concurrency` takes
   * effect. A different `maxRequests`, `maxBytes`, `sharedPrefix` or `caps.attempts` has no effect, which `warnings` of the state
   * reports.
   * Default: none, so each `submit` is a new job.
   */
  jobKey?: string | undefined;
  /** Number of creates at the same time. Default: 2. */
  concurrency?: number | undefined;
  /**
   * What to do with a shard if it is unknown whether its batch was stored, and no matching batch is listed within `settleMs`.
   * `settle` creates it again. `ask` waits for `job.decide`. Default: `settle`.
   */
  ambiguity?: 'settle' | 'ask' | undefined;
  /** How long to search for a batch that may have been stored, in milliseconds. Default: 900 000 (15 minutes). */
  settleMs?: number | undefined;
  /** Limits; if one is exceeded, nothing is sent. Default: none. */
  caps?: Caps | undefined;
  /** Maximum number of requests per shard. Default: 100 000, the API's limit. */
  maxRequests?: number | undefined;
  /** Maximum size of a shard's create body, in bytes. Default: 256 000 000. */
  maxBytes?: number | undefined;
  /** Checks the requests. Default: true. */
  validate?: boolean | undefined;
  /** `primer` sends the first request alone, and the others when its batch has ended: see `plan`. Default: none. */
  sharedPrefix?: 'primer' | undefined;
}

/**
 * Options of `resume`.
 *
 * @example
 * const options: ResumeOptions = { store: fileStore('.jobs/store'), input: () => openAsBlob('requests.jsonl') };
 * const job = await client.resume({ jobKey: 'summer' }, options);
 */
export interface ResumeOptions extends DriveOptions {
  /** Where the job is stored. */
  store: JobStore;
  /** The input of the job, for shards that were not sent and are not in `bodies`. Default: none. */
  input?: BatchInput | CreateBody | undefined;
  /** Whether a paused job continues. If not, it creates nothing, so that you can cancel it. Default: true. */
  continue?: boolean | undefined;
}

const DRIVE: Names<DriveOptions> = { store: true, bodies: true, onEvent: true, tracer: true };
const SUBMIT: Names<SubmitOptions> = {
  ...CHECK,
  ...DRIVE,
  onReport: true,
  jobKey: true,
  concurrency: true,
  ambiguity: true,
  settleMs: true,
  caps: true,
  maxRequests: true,
  maxBytes: true,
  validate: true,
  sharedPrefix: true,
};
const RESUME: Names<ResumeOptions> = { ...DRIVE, input: true, continue: true };
const DAY = 86_400_000;
const CAPS: Names<Caps> = { usd: true, requests: true, attempts: true };

export function checkSubmit(options: SubmitOptions): void {
  check(options, SUBMIT);
  checkDrive(options);
  const { concurrency, ambiguity, settleMs, sharedPrefix, caps } = options;
  const isWhole = (least: number, most: number) => (number: number) =>
    Number.isSafeInteger(number) && number >= least && number <= most;
  checkNumber('concurrency', 'a whole number from 1 to 1000', concurrency, isWhole(1, 1000));
  checkWord('ambiguity', ['settle', 'ask'], ambiguity);
  checkNumber('settleMs', 'a whole number of milliseconds from 0 to 86400000 (a day)', settleMs, isWhole(0, DAY));
  checkWord('sharedPrefix', ['primer'], sharedPrefix);
  if (caps !== undefined) checkCaps(caps);
}

export function checkResume(options: ResumeOptions): void {
  check(options, RESUME);
  if (options.store === undefined) throw wrong('store', 'the store of the job', undefined);
  if (options.continue !== undefined && typeof options.continue !== 'boolean') {
    throw wrong('continue', 'a boolean', options.continue);
  }
  checkDrive(options);
}

export function checkCaps(caps: Caps): void {
  check(caps, CAPS, 'caps');
  for (const name of ['usd', 'requests', 'attempts'] as const) {
    const least = name === 'attempts' ? 1 : 0;
    checkNumber(`caps.${name}`, `a number from ${least}`, caps[name], (cap) => cap >= least);
  }
}

/** Values for options that a job does not set. */
export interface Defaults {
  /** The client's version. */
  apiVersion: string;
  betas: readonly string[];
  maxRequests: number;
  maxBytes: number;
}

/** Throws if an existing job was submitted with different options, among those that affect its guarantees. */
export function compareOptions({ id, key, policy, calls }: JobPlan, options: SubmitOptions, defaults: Defaults): void {
  const { ambiguity, settleMs, apiVersion, betas } = options;
  const pairs: [string, unknown, unknown][] = [
    ['ambiguity', policy.ambiguity, ambiguity],
    ['settleMs', policy.settleMs, settleMs],
    ['apiVersion', calls.apiVersion ?? defaults.apiVersion, apiVersion],
    ['betas', listOf(calls.betas ?? defaults.betas), betas && listOf(betas)],
  ];
  const different = pairs.filter(isDifferent);
  if (different.length === 0) return;
  const facts = different.map(([name, expected, found]) => `${name}: expected ${expected}, found ${found}`);
  const message = `Job ${nameOf(id, key)} was submitted with other options. ${facts.join('; ')}. Nothing was sent. Omit these options, or pass another jobKey.`;
  throw new JobError(message, { code: 'invalid_option', jobId: id });
}

/** Returns warnings about options that have no effect on an existing job. */
export function keptOptions(plan: JobPlan, options: SubmitOptions, defaults: Defaults): string[] {
  const { id, key, division, attempts } = plan;
  const { maxRequests, maxBytes, sharedPrefix, caps } = options;
  const pairs: [string, unknown, unknown][] = [
    ['maxRequests', division.maxRequests ?? defaults.maxRequests, maxRequests],
    ['maxBytes', division.maxBytes ?? defaults.maxBytes, maxBytes],
    ['sharedPrefix', division.isPrimed ? 'primer' : 'none', sharedPrefix],
  ];
  const stays = (why: string) => (pair: [string, unknown, unknown]) =>
    isDifferent(pair)
      ? [`${pair[0]} of job ${nameOf(id, key)} stays ${pair[1]}, as it was submitted${why}. ${pair[2]} has no effect.`]
      : [];
  return [
    ...pairs.flatMap(stays(': its requests are divided')),
    ...stays('')(['caps.attempts', attempts ?? 'unlimited', caps?.attempts]),
  ];
}

const isDifferent = ([, expected, found]: [string, unknown, unknown]): boolean =>
  found !== undefined && found !== expected;

const nameOf = (id: string, key: string | undefined): string => (key === undefined ? id : JSON.stringify(key));

/** Their order has no meaning. */
const listOf = (names: readonly string[]): string => [...new Set(names)].sort().join(', ') || 'none';

function checkDrive({ store, bodies, onEvent, tracer }: DriveOptions): void {
  const methods = (value: unknown, names: string[]) =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof Reflect.get(value, name) === 'function');
  if (store !== undefined && !methods(store, ['get', 'put', 'delete', 'list'])) {
    throw wrong('store', 'a JobStore with get, put, delete and list', store);
  }
  if (bodies !== undefined && !methods(bodies, ['open', 'create', 'delete', 'list'])) {
    throw wrong('bodies', 'Bodies with open, create, delete and list', bodies);
  }
  if (onEvent !== undefined && typeof onEvent !== 'function') throw wrong('onEvent', 'a function', onEvent);
  if (tracer !== undefined && !methods(tracer, ['startSpan'])) throw wrong('tracer', 'a tracer with startSpan', tracer);
}
