// Loads the part for raw input, and its module.

import { checks } from '../runtime/modules.ts';
import { part } from '../runtime/part.ts';

let isFirst = true;

/**
 * Loads the part for raw input. The first call loads the module in parallel, because the first input always needs it: a shard
 * comes from a plan, so it is never the first input.
 * @internal
 */
export function requests(): Promise<typeof import('./index.ts')> {
  if (isFirst) checks.instance().catch(() => {});
  isFirst = false;
  return part(() => import('./index.ts'));
}
