// Runs cases of a benchmark against their peers, or against another build of this package.
//
// A case is { name, bytes, ours, peers }. `ours` takes the package to measure, which may be another build; `peers` are contenders
// by name.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as pkg from 'message-batches';
import { paired } from './pairs.mjs';

/** Size of each corpus in megabytes: RESULTS_MB, or 20. */
export const MEGABYTES = Number(process.env.RESULTS_MB || 20);

/**
 * Runs these cases, which may be generated one at a time, so that only one corpus is in memory. With `against`, the `dist/` of
 * another build, the peer is that build. With `only`, runs the cases whose name, including the peer, contains this text.
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

/** Whether `only` may select a case with this prefix, so that its corpus is needed. */
export function isWanted(begin, { only = '' } = {}) {
  return only === '' || begin.includes(only) || only.startsWith(begin);
}
