// Limits on what a job may send.
import { JobError } from '../errors.ts';
import { estimate } from '../requests/estimate.ts';
import { streamOf } from '../stream.ts';
import { type Bodies, openBody } from './input.ts';
import type { JobPlan } from './records.ts';

/**
 * Limits of a job or of a retry. Nothing is sent if it exceeds one.
 *
 * @example
 * const caps: Caps = { usd: 50, requests: 10_000, attempts: 3 };
 * await job.retry({ caps });
 */
export interface Caps {
  /** US dollars, compared with the upper bound of `estimate`. Default: no limit. */
  usd?: number | undefined;
  /** Number of requests. Default: no limit. */
  requests?: number | undefined;
  /** Attempts of a request, including the first. That of `submit` is a limit of each retry. Default: no limit. */
  attempts?: number | undefined;
}

/** Throws if a job would exceed its limits. */
export async function checkLimits(plan: JobPlan, bodies: Bodies, caps: Caps = {}, end = NOTHING): Promise<void> {
  const overCap = (name: string, expected: string, found: string) => capError(name, expected, found, end);
  const { requests, shards } = plan;
  if (caps.requests !== undefined && requests > caps.requests) {
    const most = caps.requests === 1 ? '1 request' : `${caps.requests} requests`;
    throw overCap('requests', `at most ${most}`, `${requests}`);
  }
  if (caps.usd === undefined) return;
  let usd = 0;
  const most = `at most ${plain(caps.usd)} US dollars`;
  for (const shard of shards) {
    const { cost, unbounded } = await estimate(streamOf(openBody(bodies, plan, shard)));
    const parts = [cost?.input.high ?? null, cost?.output ?? null, cost?.fees ?? null];
    for (const part of parts) {
      if (part === null) throw overCap('usd', most, `no upper bound: ${unbounded.join('; ')}`);
      usd += part;
    }
  }
  if (usd > caps.usd)
    throw overCap('usd', most, `up to ${usd < 1 ? plain(Number(usd.toPrecision(2))) : usd.toFixed(2)} by the estimate`);
}

/** Formats a number without an exponent. */
const plain = (value: number): string =>
  value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });

const NOTHING = 'Nothing was sent.';
export const capError = (name: string, expected: string, found: string, end = NOTHING): JobError =>
  new JobError(`caps.${name}: expected ${expected}, found ${found}. ${end}`, { code: 'job_over_cap' });
