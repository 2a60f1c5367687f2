/** What the emulator knows of models, state of 2026-11-22: enough to name them and to cap `max_tokens`. */
export interface Model {
  id: string;
  /** The ceiling of `max_tokens`; with the extended-output beta, `extendedMaxTokens` where there is one. */
  maxTokens: number;
  extendedMaxTokens?: number;
}

const LONG = { maxTokens: 128_000 };
const EXTENDED = { maxTokens: 128_000, extendedMaxTokens: 300_000 };
const SHORT = { maxTokens: 64_000 };

const MODELS: ReadonlyMap<string, Model> = new Map(
  [
    { id: 'claude-fable-5-2', ...LONG },
    { id: 'claude-fable-5-1', ...LONG },
    { id: 'claude-fable-5', ...LONG },
    { id: 'claude-mythos-5-2', ...LONG },
    { id: 'claude-mythos-5-1', ...LONG },
    { id: 'claude-mythos-5', ...LONG },
    { id: 'claude-mythos-preview', ...LONG },
    { id: 'claude-opus-5-5', ...EXTENDED },
    { id: 'claude-opus-5', ...EXTENDED },
    { id: 'claude-opus-4-8', ...EXTENDED },
    { id: 'claude-opus-4-7', ...EXTENDED },
    { id: 'claude-opus-4-6', ...EXTENDED },
    { id: 'claude-opus-4-5-20251101', ...SHORT },
    { id: 'claude-sonnet-5-5', ...EXTENDED },
    { id: 'claude-sonnet-5', ...EXTENDED },
    { id: 'claude-sonnet-4-6', ...EXTENDED },
    { id: 'claude-sonnet-4-5-20250929', ...SHORT },
    { id: 'claude-haiku-5-5', ...EXTENDED },
    { id: 'claude-haiku-4-5-20251001', ...SHORT },
  ].map((model) => [model.id, model]),
);

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['claude-opus-4-5', 'claude-opus-4-5-20251101'],
  ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
  ['claude-haiku-4-5', 'claude-haiku-4-5-20251001'],
]);

/** Retired ids that the family pattern below would let through. */
const RETIRED: ReadonlySet<string> = new Set([
  'claude-opus-4-1-20250805',
  'claude-opus-4-1',
  'claude-opus-4-20250514',
  'claude-opus-4-0',
  'claude-sonnet-4-20250514',
  'claude-sonnet-4-0',
]);

const FAMILY = /^claude-(?:fable|mythos|opus|sonnet|haiku)-\d+(?:-\d+)*$/;

/**
 * The model a name stands for; `undefined` when there is none. A name that is not in the table but reads like the next
 * model of a family is taken, without a ceiling: the emulator must not fail the day a model comes out.
 */
export function findModel(name: string): Model | undefined {
  const listed = MODELS.get(ALIASES.get(name) ?? name);
  if (listed) return listed;
  return FAMILY.test(name) && !RETIRED.has(name) ? { id: name, maxTokens: Number.POSITIVE_INFINITY } : undefined;
}
