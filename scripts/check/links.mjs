// Checks links between documents: file and heading must exist. Does not follow links to other sites, so that the check needs no
// network.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, root } from '../paths.mjs';

const documents = () => [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...fs
    .readdirSync(inRoot('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The step of `npm run check`: returns an empty text if there are no problems. */
export function checkLinks({
  files = documents(),
  exists = (file) => fs.existsSync(path.join(root, file)),
  read = (file) => fs.readFileSync(path.join(root, file), 'utf8'),
} = {}) {
  const found = [];
  for (const file of files) {
    for (const [, link] of withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)) {
      const problem = problemOf(link, file, { exists, read });
      if (problem) found.push(`${file}: ${link}: ${problem}`);
    }
  }
  return found.join('\n');
}

function problemOf(link, from, { exists, read }) {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [target, heading] = link.split('#');
  const file = target ? path.posix.join(path.posix.dirname(from), target) : from;
  if (!exists(file)) return 'no such file';
  if (heading === undefined || !file.endsWith('.md')) return undefined;
  return anchorsOf(read(file)).has(heading) ? undefined : 'no such heading';
}

/** Returns the anchors that GitHub generates from headings; a repeated heading gets a number. */
function anchorsOf(text) {
  const anchors = new Set();
  for (const [, heading] of withoutCode(text).matchAll(/^#+ (.*)$/gm)) {
    const plain = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = plain;
    for (let number = 1; anchors.has(anchor); number++) anchor = `${plain}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}

const withoutCode = (text) => text.replaceAll(/^```.*?^```/gms, '');
