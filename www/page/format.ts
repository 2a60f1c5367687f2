/** Formats numbers, sizes and times. */

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

export const number = (value: number): string => whole.format(value);

export const counted = (value: number, noun: string, nouns = `${noun}s`): string =>
  `${number(value)} ${value === 1 ? noun : nouns}`;

export function bytes(size: number): string {
  if (size < 1000) return `${size} bytes`;
  const [unit, name] = size < 1e6 ? [1e3, 'kB'] : [1e6, 'MB'];
  const value = size / unit;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${name}`;
}

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Formats a time. A text that is not a time stays unchanged. */
export const moment = (time: string): string => (Number.isNaN(Date.parse(time)) ? time : clock.format(new Date(time)));

export function since(time: string, now = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (Number.isNaN(seconds)) return time;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return ago.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return ago.format(-Math.floor(seconds / 3600), 'hour');
  return ago.format(-Math.floor(seconds / 86_400), 'day');
}
