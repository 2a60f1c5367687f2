// Which pages may read answers.

/** How hono takes it: all origins, or a list of which it names the one that asks. */
export const allowedOrigin = (cors: readonly string[] | '*'): string | string[] => (cors === '*' ? cors : [...cors]);

/** Whether a page of this origin may. */
export const isAllowedOrigin = (origin: string, cors: readonly string[] | '*' | undefined): boolean =>
  cors === '*' || (cors?.includes(origin) ?? false);
