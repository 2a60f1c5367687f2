// The part for raw input, and the module that it calls.

import { checks } from '../runtime/modules.ts';
import { part } from '../runtime/part.ts';

let isFirst = true;

/**
 * Loads the part for raw input. The first time it loads the module beside it, not after it: a shard comes from a plan, so
 * the first input is never a shard, and everything else needs the module.
 * @internal
 */
export function requests(): Promise<typeof import('./index.ts')> {
  if (isFirst) checks.instance().catch(() => {});
  isFirst = false;
  return part(() => import('./index.ts'));
}
