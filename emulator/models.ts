import table from '../src/catalog/models.json' with { type: 'json' };

/** The facts about a model that the emulator uses, from the package's own table. */
export interface Model {
  id: string;
  /** The ceiling of `max_tokens`. With the extended-output beta, `extendedMaxTokens` replaces it if present. */
  maxTokens: number;
  extendedMaxTokens?: number;
  /** Minimum number of tokens before a breakpoint that are cached. */
  minCacheable: number;
}

/** Used if the documentation names no shortest cacheable prefix. */
const MIN_CACHEABLE = 1024;

const MODELS: ReadonlyMap<string, Model> = new Map(
  table.models.flatMap((row) => {
    const extended = 'max_tokens_extended' in row ? row.max_tokens_extended : undefined;
    const model: Model = {
      id: row.id,
      maxTokens: row.max_tokens,
      ...(extended === undefined ? {} : { extendedMaxTokens: extended }),
      minCacheable: ('min_cacheable' in row ? row.min_cacheable : undefined) ?? MIN_CACHEABLE,
    };
    return [row.id, ...row.aliases].map((name) => [name, model] as const);
  }),
);

/** Retired ids that match the family pattern below. */
const RETIRED: ReadonlySet<string> = new Set(table.retired.flatMap(({ id, aliases }) => [id, ...aliases]));

const FAMILY = /^claude-(?:fable|mythos|opus|sonnet|haiku)-\d+(?:-\d+)*$/;

/**
 * Returns the model with this name; `undefined` if there is none. A name that is not in the table but looks like the next model
 * of a family is accepted, without a ceiling, so that the emulator does not fail on the day a model is released.
 */
export function findModel(name: string): Model | undefined {
  const listed = MODELS.get(name);
  if (listed) return listed;
  if (!FAMILY.test(name) || RETIRED.has(name)) return undefined;
  return { id: name, maxTokens: Number.POSITIVE_INFINITY, minCacheable: MIN_CACHEABLE };
}
