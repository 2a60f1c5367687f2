// Detects a plan, or shards of one, passed as an input.
import { wrong } from '../options.ts';

/**
 * Throws a `TypeError` for a plan, a shard, or the result of an iterator of shards: only `create` accepts a shard, one at a time.
 * Detected by their properties, because another copy of the package may have made them.
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
