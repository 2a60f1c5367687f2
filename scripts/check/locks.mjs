// Checks that lock files contain no download URLs, which would tie all users to one host.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';

export function lockedWithoutHosts() {
  return [
    'package-lock.json',
    'tools/node/package-lock.json',
    'tests/bundlers/fixture/package-lock.json',
    'tests/bundlers/next/package-lock.json',
    'tests/resends/fixture/package-lock.json',
  ]
    .flatMap((file) => hostsIn(file, JSON.parse(fs.readFileSync(inRoot(file), 'utf8'))))
    .join('\n');
}

export function hostsIn(file, { packages }) {
  return Object.entries(packages)
    .filter(
      ([, entry]) => entry.resolved || (!entry.integrity && !entry.link && entry.version && entry.name === undefined),
    )
    .map(([place, { resolved }]) => `${file}: ${place} ${resolved ? `is tied to ${resolved}` : 'has no integrity'}`);
}
