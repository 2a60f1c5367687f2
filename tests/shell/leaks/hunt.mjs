// Searches for a secret in everything that a call shows: its value or error, its events, and its output.
import { inspect } from 'node:util';

const hex = (text) => Array.from(text, (char) => char.charCodeAt(0).toString(16).padStart(2, '0'));
const base64 = (text) => Buffer.from(text, 'latin1').toString('base64');

/** Returns a secret in each form in which a text can contain it. */
export function formsOf(secret) {
  const percent = encodeURIComponent(secret);
  return {
    plain: secret,
    beginning: secret.slice(0, 22),
    'percent-encoded': percent,
    'percent-encoded in lower case': percent.replaceAll(/%../g, (code) => code.toLowerCase()),
    'percent-encoded twice': encodeURIComponent(percent),
    'percent-encoded whole': hex(secret)
      .map((code) => `%${code}`)
      .join(''),
    'JSON-escaped': hex(secret)
      .map((code) => `\\u00${code}`)
      .join(''),
    'with escaped slashes': secret.replaceAll('/', '\\/'),
    'in lower case': secret.toLowerCase(),
    'base64 of the header': base64(`Bearer ${secret}`),
    'base64 of user and key': base64(`user:${secret}`),
    base64: base64(secret),
  };
}

/** Part of the middle of a form, by which it is recognized. */
const traceOf = (form) => (form.length > 24 ? form.slice(12, -4) : form);

/** Returns every text that a value shows, in all ways to inspect it. */
function viewsOf(value) {
  const looks = [
    () => String(value),
    () => JSON.stringify(value),
    () => JSON.stringify(value, value !== null && typeof value === 'object' ? Object.getOwnPropertyNames(value) : null),
    () => inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }),
    () => inspect(value, { depth: 12, getters: true, showProxy: true }),
    () => [value.name, value.message, value.stack, value.code, value.url, value.requestId, value.type].join('\n'),
    ...chainOf(value).map((error) => () => [error.message, error.stack, String(error), inspect(error)].join('\n')),
  ];
  return looks.map((look) => {
    try {
      const text = look() ?? '';
      return `${text}\n${text.replaceAll('\\\\', '\\')}`;
    } catch {
      return ''; // shows nothing
    }
  });
}

/** Returns the causes of an error, and its properties. */
function chainOf(value, seen = new Set()) {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const next = [value.cause, ...(Array.isArray(value.errors) ? value.errors : [])];
  return [value, ...next.flatMap((part) => chainOf(part, seen))];
}

/** Returns the forms of a secret that a value shows. */
export function leaks(value, secret) {
  const views = viewsOf(value);
  return Object.entries(formsOf(secret))
    .filter(([, form]) => views.some((view) => view.includes(traceOf(form))))
    .map(([name]) => name);
}

/** Runs work, and returns everything it printed. */
export async function printed(work) {
  const lines = [];
  const names = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'];
  const own = names.map((name) => console[name]);
  const warned = (warning) => lines.push(inspect(warning));
  for (const name of names) console[name] = (...args) => lines.push(args.map((arg) => inspect(arg)).join(' '));
  process.on('warning', warned);
  process.on('unhandledRejection', warned);
  try {
    await work();
    await new Promise(setImmediate);
  } finally {
    for (const [at, name] of names.entries()) console[name] = own[at];
    process.off('warning', warned);
    process.off('unhandledRejection', warned);
  }
  return lines;
}
