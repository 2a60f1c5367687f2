import table from '../src/catalog/models.json' with { type: 'json' };

/** What the emulator needs to know of a model; the data is the package's own table. */
export interface Model {
  id: string;
  /** The ceiling of `max_tokens`; with the extended-output beta, `extendedMaxTokens` where there is one. */
  maxTokens: number;
  extendedMaxTokens?: number;
  /** Fewer tokens than this before a breakpoint are not cached. */
  minCacheable: number;
}

/** Where the documentation names no shortest cacheable prefix. */
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

/** Retired ids that the family pattern below would let through. */
const RETIRED: ReadonlySet<string> = new Set(table.retired.flatMap(({ id, aliases }) => [id, ...aliases]));

const FAMILY = /^claude-(?:fable|mythos|opus|sonnet|haiku)-\d+(?:-\d+)*$/;

/**
 * The model a name stands for; `undefined` when there is none. A name that is not in the table but reads like the next
 * model of a family is taken, without a ceiling: the emulator must not fail the day a model comes out.
 */
export function findModel(name: string): Model | undefined {
  const listed = MODELS.get(name);
  if (listed) return listed;
  if (!FAMILY.test(name) || RETIRED.has(name)) return undefined;
  return { id: name, maxTokens: Number.POSITIVE_INFINITY, minCacheable: MIN_CACHEABLE };
}
