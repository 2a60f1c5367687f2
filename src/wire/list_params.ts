import type { ListParams } from './calls.ts';

/** Every name that the parameters of a list have. */
export const LIST: { readonly [name in keyof ListParams]-?: true } = { limit: true, after_id: true, before_id: true };
