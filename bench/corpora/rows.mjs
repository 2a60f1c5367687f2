// Tables of rows by kind, with a template that makes a request from each row.
import { Chance } from './chance.mjs';
import { word } from './prose.mjs';

const WORDS = 'the of and a to in is you that it he was for on are as with his they at be this have from'.split(' ');

/** Letters to a newspaper, about 2.4 kB each, and records of ten columns of eight bytes. */
const TABLES = {
  short: {
    id: 'c0',
    template: {
      model: 'claude-haiku-4-5',
      max_tokens: 16,
      messages: [
        { role: 'user', content: `Classify: ${Array.from({ length: 10 }, (_, at) => `{{c${at}}}`).join(' | ')}` },
      ],
    },
    rowBytes: 90,
    row: shortRow,
  },
  long: {
    id: 'email',
    template: {
      model: 'claude-haiku-4-5',
      max_tokens: 1024,
      system: 'You classify letters to a newspaper. Answer with one word.',
      messages: [
        { role: 'user', content: 'From: Somebody (somebody@example.com)\n\nThank you for the article.' },
        { role: 'assistant', content: 'praise' },
        { role: 'user', content: 'From: {{name}} ({{email}})\n\n{{letter}}' },
      ],
    },
    rowBytes: 2_400,
    row: letterRow,
  },
};

export const KINDS = Object.keys(TABLES);

/** Returns rows of this kind as objects, with about this many bytes of CSV, their template, and the name of the id column. */
export function rowsOf(kind, { bytes, seed = 23 }) {
  const { id, template, rowBytes, row } = TABLES[kind];
  const chance = new Chance(seed);
  return { id, template, rows: chance.list(Math.ceil(bytes / rowBytes), (index) => row(chance, index)) };
}

function shortRow(chance, index) {
  const row = { c0: String(index).padStart(8, '0') };
  for (let at = 1; at < 10; at += 1) {
    row[`c${at}`] =
      at % 3 === 0 ? String(chance.below(90_000_000) + 10_000_000) : word(chance).padEnd(8, '.').slice(0, 8);
  }
  return row;
}

/** A row with an address, a name, and a letter of eight lines with commas and occasionally a quotation. */
function letterRow(chance, index) {
  const words = (number) => chance.list(number, () => chance.pick(WORDS)).join(' ');
  return {
    email: `reader.${index}@example.com`,
    name: `Reader ${index}`,
    letter: chance
      .list(8, (line) => (line % 3 === 0 ? `${words(70)}, "${words(4)}", as they say.` : `${words(76)}, and so on.`))
      .join('\n'),
  };
}
