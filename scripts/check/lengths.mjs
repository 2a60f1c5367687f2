// Checks the lengths of files and functions. An exception needs a decision that explains it (lengths/allowed.mjs).
//   node scripts/check/lengths.mjs   prints files and functions that are too long
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inRoot, root } from '../paths.mjs';
import { sourceFiles } from './imports/tree.mjs';
import { ALLOWED } from './lengths/allowed.mjs';
import { typescriptFunctions } from './lengths/typescript.mjs';
import { rustFunctions } from './rust/functions.mjs';

const MAX_FILE = 400;
const MAX_FUNCTION = 60;

/** Tables, which are not read from top to bottom. */
const TABLES = /^src\/(?:rules\/(?:schema|catalogue)\/|json\/symbol\.rs$|wire\/types\.ts$)/;

/** The step of `npm run check`: returns an empty text if there are no problems. */
export function checkLengths({
  files = sourceFiles(root, ['src', 'emulator', 'www']),
  allowed = ALLOWED,
  decisions = decisionTexts(),
} = {}) {
  const long = [...files].flatMap(([file, text]) => tooLong(file, text));
  const isAllowed = (one) => allowed.some((entry) => isFor(entry, one));
  return [
    ...long.filter((one) => !isAllowed(one)).map(({ text }) => text),
    ...allowed
      .filter((entry) => !long.some((one) => isFor(entry, one)))
      .map((entry) => `${shown(entry)}: is not too long; take it off the list`),
    ...allowed
      .filter(({ decision }) => !decided(decision, decisions))
      .map((entry) => `${shown(entry)}: docs/decisions.md has no ${entry.decision}`),
  ].join('\n');
}

function tooLong(file, text) {
  if (!/\.(?:rs|ts)$/.test(file)) return [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const functions = file.endsWith('.rs') ? rustFunctions(text) : typescriptFunctions(file, text);
  return [
    ...(lines > MAX_FILE && !TABLES.test(file)
      ? [{ file, text: `${file}: ${lines} lines; a file has at most ${MAX_FILE}` }]
      : []),
    ...functions
      .filter((one) => one.lines > MAX_FUNCTION)
      .map(({ name, line, lines }) => ({
        file,
        name,
        text: `${file}:${line}: ${name} has ${lines} lines; a function has at most ${MAX_FUNCTION}`,
      })),
  ];
}

const isFor = (entry, one) => entry.file === one.file && entry.name === one.name;
const shown = ({ file, name }) => (name ? `${file}: ${name}` : file);

function decided(decision, decisions) {
  return /^D-\d{3}$/.test(decision) && new RegExp(`\\b${decision}\\b`).test(decisions);
}

const decisionTexts = () => fs.readFileSync(inRoot('docs', 'decisions.md'), 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = checkLengths();
  console.log(found || 'nothing is too long');
  process.exitCode = found ? 1 : 0;
}
