// Checks that crates come from the registry that deny.toml names, with the checksum in the lock file, or from this repository.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { denyList } from './deny.mjs';

const LOCKS = ['Cargo.lock', 'tools/Cargo.lock', 'tests/clients/rust/Cargo.lock'];

export function checkSources() {
  const allowed = denyList('allow-registry');
  return LOCKS.flatMap((file) => sourcesIn(file, fs.readFileSync(inRoot(file), 'utf8'), allowed)).join('\n');
}

/** Returns the problems of a lock file, one line per crate. */
export function sourcesIn(file, lock, allowed) {
  return lock
    .split('[[package]]')
    .slice(1)
    .flatMap((entry) => {
      const value = (key) => new RegExp(`^${key} = "([^"]*)"`, 'm').exec(entry)?.[1];
      const source = value('source');
      const crate = `${file}: ${value('name')} ${value('version')}`;
      if (source === undefined) return [];
      if (!allowed.some((registry) => source === `registry+${registry}`)) {
        return [`${crate}: expected a crate from ${allowed.join(' or ')}, found one from ${source}`];
      }
      return /^[0-9a-f]{64}$/.test(value('checksum') ?? '') ? [] : [`${crate}: expected a checksum, found none`];
    });
}
