import type { Random } from '../seeded.ts';

/** A known string format: how to make and how to recognize one. */
interface Format {
  make(random: Random, word: string): string;
  pattern: RegExp;
}

const two = (number: number) => String(number).padStart(2, '0');
const hex = (random: Random, length: number) => Array.from({ length }, () => (random() % 16).toString(16)).join('');
const date = (random: Random) => `2026-11-${two(1 + (random() % 28))}`;
const time = (random: Random) => `${two(random() % 24)}:30:00Z`;
const uri: Format = {
  make: (_, word) => `https://example.com/${word}`,
  pattern: /^[a-z][a-z\d+.-]*:\/\/[^\s<>"{}|\\^`]+$/i,
};
const email: Format = { make: (_, word) => `${word}@example.com`, pattern: /^[^\s@]{1,64}@[a-z\d.-]+\.[a-z]{2,}$/i };
const hostname: Format = {
  make: (_, word) => `${word}.example.com`,
  pattern: /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i,
};

/** The formats that structured outputs support, and equally simple ones of JSON Schema. Others are no constraint. */
const FORMATS: Record<string, Format> = {
  date: { make: date, pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/ },
  time: { make: time, pattern: /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/ },
  'date-time': {
    make: (random) => `${date(random)}T${time(random)}`,
    pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  },
  duration: {
    make: (random) => `PT${1 + (random() % 90)}M`,
    pattern: /^P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/,
  },
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': hostname,
  uri,
  iri: uri,
  'uri-reference': uri,
  'iri-reference': uri,
  ipv4: {
    make: (random) => `192.0.2.${1 + (random() % 254)}`,
    pattern: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  },
  ipv6: { make: (random) => `2001:db8::${hex(random, 4)}`, pattern: /^[\da-f:]+:[\da-f:.]*$/i },
  uuid: {
    make: (random) => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
    pattern: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  },
  'json-pointer': { make: (_, word) => `/${word}`, pattern: /^(?:\/(?:[^~/]|~[01])*)*$/ },
  regex: { make: (_, word) => `^${word}$`, pattern: /^\^\w+\$$/ },
};

export const formatOf = (name: unknown): Format | undefined =>
  typeof name === 'string' && Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
