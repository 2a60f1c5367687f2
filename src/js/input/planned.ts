// A plan, or shards of one, in the place of an input.
import { wrong } from '../options.ts';

/**
 * Throws a `TypeError` for a plan, a shard, or what an iterator of shards returned: `create` alone takes a shard, one at a time.
 * They are known by their properties, as another copy of the package may have made them.
 * @internal
 */
export function refusePlanned(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('done' in value && 'value' in value) {
    throw wrong(name, 'requests', value, 'a result of an iterator. Pass its value, if it is not done');
  }
  const isPlan = Symbol.asyncIterator in value && 'sharedPrefix' in value;
  const found = isPlan ? 'a plan' : 'custom_ids' in value && 'hash' in value ? 'a shard of a plan' : '';
  if (found === '') return;
  const remedy =
    'Pass each shard to create alone: for await (const shard of plan(input)) await client.create(shard). validate, plan and submit take the input that the plan was made of';
  throw wrong(name, 'requests', value, `${found}. ${remedy}`);
}
