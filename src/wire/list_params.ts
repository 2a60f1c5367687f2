import type { ListParams } from './calls.ts';

/** The names of all list parameters. */
export const LIST: { readonly [name in keyof ListParams]-?: true } = { limit: true, after_id: true, before_id: true };
