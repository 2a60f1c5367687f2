// Checks that the shell (src/js) contains no knowledge about the API: names and behavior of the API belong to Rust (src/).
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';

const KNOWLEDGE = [
  /['"]custom_id['"]|\bcustom_id:/,
  /\bmax_tokens\b|\bparams\.|\bbefore_id\b|\bafter_id\b|\bhas_more\b/,
  /\bprocessing_status\b|\brequest_counts\b|\bresults_url\b|['"]in_progress['"]|['"]ended['"]/,
  /\/v1\b|\bapi\.anthropic\.com\b/,
  /\banthropic-(?:version|beta|workspace)|\bx-api-key\b|\bretry-after\b|\bx-should-retry\b|\brequest-id\b/i,
  /\b(?:256 \* 1024|268_?435_?456|100_?000)\b/,
  /\b20\d\d-\d\d-\d\d\b/,
];

/** Returns the lines of src/js with API knowledge, each as `file:line: text`. */
export function fence() {
  const folder = 'src/js';
  const files = fs.existsSync(inRoot(folder)) ? fs.readdirSync(inRoot(folder), { recursive: true }) : [];
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => fenceIn(`${folder}/${file}`, fs.readFileSync(inRoot(folder, file), 'utf8')))
    .join('\n');
}

export function fenceIn(file, text) {
  return text
    .split('\n')
    .map((line, index) => ({ line: withoutComment(line), at: index + 1 }))
    .filter(({ line }) => KNOWLEDGE.some((pattern) => pattern.test(line)))
    .map(
      ({ line, at }) => `${file}:${at}: ${line.trim()} (API knowledge: it belongs to the core, see CONTRIBUTING.md)`,
    );
}

/** Removes comments, which are exempt. */
const withoutComment = (line) => (/^\s*(?:\/\/|\*|\/\*)/.test(line) ? '' : line.replace(/\s\/\/ .*$/, ''));
