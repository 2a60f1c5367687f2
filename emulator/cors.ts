// Decides which pages may read responses.

/** Converts the option to hono's form: all origins, or a list from which it returns the requesting one. */
export const allowedOrigin = (cors: readonly string[] | '*'): string | string[] => (cors === '*' ? cors : [...cors]);

/** Whether a page of this origin may read responses. */
export const isAllowedOrigin = (origin: string, cors: readonly string[] | '*' | undefined): boolean =>
  cors === '*' || (cors?.includes(origin) ?? false);
