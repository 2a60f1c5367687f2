import type { JsonObject } from '../json.ts';
import { type Random, randomOf } from '../seeded.ts';
import { Impossible } from './conjuncts.ts';
import { Judge } from './judge.ts';
import { Maker } from './maker.ts';
import { References } from './references.ts';

/** Number of attempts, with the random numbers of an item, and then with those of the schema alone. */
const ATTEMPTS = 20;
const LAST_ATTEMPTS = 200;

/** A value, or the keyword that prevented one. */
export type Made = { value: unknown } | { fault: string };

/** The purpose of a value: the input of a tool is an object, whatever its schema says. */
export type Purpose = 'input' | 'answer';

/**
 * Makes a value that a JSON Schema accepts. The same random numbers give the same value. `fault` depends only on the schema, so
 * that a request can be refused before the random numbers of its answer are known.
 */
export function valueFor(schema: unknown, purpose: Purpose, random: Random): Made {
  const made = attempts(schema, purpose, random, ATTEMPTS);
  return 'value' in made ? made : firstValue(schema, purpose);
}

/** Returns why no value can be made, if that is so. */
export function schemaFault(schema: unknown, purpose: Purpose): string | undefined {
  const made = firstValue(schema, purpose);
  return 'fault' in made ? made.fault : undefined;
}

function firstValue(schema: unknown, purpose: Purpose): Made {
  return attempts(schema, purpose, randomOf(0, JSON.stringify(schema)), LAST_ATTEMPTS);
}

function attempts(schema: unknown, purpose: Purpose, random: Random, times: number): Made {
  const references = new References(schema);
  const judge = new Judge(references);
  const schemas: unknown[] = [schema];
  if (purpose === 'input') schemas.push({ type: 'object' } satisfies JsonObject);
  let fault = 'nothing';
  let draws = 0;
  const counted = () => {
    draws += 1;
    return random();
  };
  for (let attempt = 0, before = -1; attempt < times && draws > before; attempt++) {
    // If nothing was drawn, the next attempt would give the same result.
    before = draws;
    try {
      const value = new Maker(references, judge, counted, attempt % 3 === 2).make(schemas);
      const found = schemas.map((one) => judge.fault(one, value)).find((one) => one !== undefined);
      if (found === undefined) return { value };
      fault = found;
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      fault = error.message;
    }
  }
  return { fault };
}
