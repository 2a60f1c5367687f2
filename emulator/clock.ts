/** Durations that the API documents. Times are milliseconds since 1970, as returned by `Date.now`. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Formats a time like the API does in batches: UTC as `+00:00`, with microseconds (recorded by crmne/ruby_llm, 2026-08-19). */
export function rfc3339(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.floor((ms - whole) * 1000);
  return new Date(whole).toISOString().replace('Z', `${String(micros).padStart(3, '0')}+00:00`);
}
