// Cases of a benchmark, run against their peers or against another build of this package.
//
// A case is { name, bytes, ours, peers }: `ours` takes the package to measure, so that it can be another build; `peers` are
// contenders by their names.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as pkg from 'message-batches';
import { paired } from './pairs.mjs';

/** Megabytes of each corpus: 20, or what RESULTS_MB says. */
export const MEGABYTES = Number(process.env.RESULTS_MB || 20);

/**
 * Runs these cases, which may come one at a time, so that only one corpus is in memory. With `against`, the `dist/` of another
 * build, the peer is that build. With `only`, just the cases whose name, with its peer, contains this text.
 */
export async function compare(cases, { against, only = '' } = {}) {
  const before = against && (await import(pathToFileURL(path.resolve(against, 'node.js')).href));
  const rows = [];
  for await (const { name, bytes, ours, peers = {} } of cases) {
    const contenders = before ? { before: () => ours(before) } : peers;
    for (const [peer, work] of Object.entries(contenders)) {
      const label = `${name}/${peer}`;
      if (label.includes(only)) rows.push(await paired({ name: label, bytes, ours: () => ours(pkg), peer: work }));
    }
  }
  return rows;
}

/** Whether `only` may choose a case whose name begins like this, so that its corpus is needed. */
export function isWanted(begin, { only = '' } = {}) {
  return only === '' || begin.includes(only) || only.startsWith(begin);
}
