// Extracts the code of docs/guide.md as a program. `npm start` and the guide's test run it.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

/** Writes the guide's ```js blocks as one module, next to copies of the files that they read. Returns its path. */
export function extractGuide({ from = inRoot('docs', 'guide.md'), to = inRoot('target', 'guide') } = {}) {
  const isData = (file) => file === path.dirname(from) || !file.endsWith('.md');
  fs.cpSync(path.dirname(from), to, { recursive: true, filter: isData });
  const module = path.join(to, 'guide.mjs');
  fs.writeFileSync(module, codeOf(fs.readFileSync(from, 'utf8')));
  return module;
}

/** Replaces all other lines by empty ones, so that line 40 of a stack trace is line 40 of the guide. */
export function codeOf(markdown) {
  let inside = false;
  const lines = markdown.split('\n').map((line) => {
    if (!inside && /^```js\s*$/.test(line)) inside = true;
    else if (inside && /^```\s*$/.test(line)) inside = false;
    else if (inside) return line;
    return '';
  });
  return lines.join('\n');
}
