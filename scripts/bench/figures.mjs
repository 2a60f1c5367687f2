// The measured figures, in bench/figures.json, and the documents that show them.
import fs from 'node:fs';
import os from 'node:os';
import { CommandError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { PEERS } from './labels.mjs';
import { measurements, readmeNotes, readmeTable } from './tables.mjs';

const FILE = inRoot('bench', 'figures.json');
const BEGIN = '<!-- begin: written by npm run bench -->';
const END = '<!-- end: written by npm run bench -->';

/** The benchmarks whose figures are in the documents, in order. */
export const documented = ['results', 'validate', 'rows', 'runtimes'];

/** Describes the machine and the environment of a benchmark. */
export function machine() {
  const cpus = os.cpus();
  const variables = ['RESULTS_MB', 'PAIRS'].filter((name) => process.env[name]);
  const prefix = variables.map((name) => `${name}=${process.env[name]} `).join('');
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus[0]?.model ?? 'an unknown processor',
    cores: cpus.length,
    node: process.versions.node,
    load: Number(os.loadavg()[0].toFixed(1)),
    command: `${prefix}npm run bench -- ${process.argv.slice(2).join(' ')}`.trim(),
    corpus: Number(process.env.RESULTS_MB || 20),
  };
}

/** Stores the figures of a benchmark in the file, and replaces older ones. */
export async function keep({ name, rows, ...measured }, env) {
  const found = rows.map(({ spread, ...row }) => ({ ...rounded(row), spread: rounded(spread) }));
  const figures = { ...read(), [name]: { ...measured, versions: versions(), rows: found } };
  const ordered = Object.fromEntries(documented.filter((one) => figures[one]).map((one) => [one, figures[one]]));
  fs.writeFileSync(FILE, JSON.stringify(ordered, null, 2));
  const { code, stderr } = await run('biome', ['format', '--write', FILE], { env });
  if (code !== 0) throw new CommandError(`biome could not format bench/figures.json:\n${stderr}`);
}

/** Writes the figures into the README and docs/performance.md. */
export function writeDocuments() {
  for (const [file, text] of documents()) fs.writeFileSync(inRoot(file), text);
}

/** Returns the documents with the current figures, by name. Empty if there are no figures. */
export function documents() {
  const figures = read();
  if (Object.keys(figures).length === 0) return [];
  const texts = {
    'README.md': `${readmeNotes(figures)}\n\n${readmeTable(figures)}`,
    'docs/performance.md': measurements(figures),
  };
  return Object.entries(texts).map(([file, text]) => [
    file,
    replaced(fs.readFileSync(inRoot(file), 'utf8'), text, file),
  ]);
}

function read() {
  return fs.existsSync(FILE) ? JSON.parse(fs.readFileSync(FILE, 'utf8')) : {};
}

/** Replaces the text between the two marks of a document. */
export function replaced(document, text, file) {
  const [start, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (start < 0 || end < start) throw new CommandError(`${file} needs the lines "${BEGIN}" and "${END}".`);
  return `${document.slice(0, start)}${BEGIN}\n\n${text}\n\n${document.slice(end)}`;
}

function versions() {
  const packages = [...new Set(Object.values(PEERS).flatMap(({ packages }) => packages))];
  return Object.fromEntries(packages.map((name) => [name, versionOf(name)]));
}

function versionOf(name) {
  return JSON.parse(fs.readFileSync(inRoot('node_modules', name, 'package.json'), 'utf8')).version;
}

/** Rounds numbers to four digits; more digits are noise. */
function rounded(value) {
  if (typeof value === 'number') return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
}
