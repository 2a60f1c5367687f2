// Reads the lists of deny.toml, so that cargo-deny and our own checks never disagree.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';

/** Returns the entries of a list of deny.toml. */
export function denyList(name, toml = fs.readFileSync(inRoot('deny.toml'), 'utf8')) {
  const list = new RegExp(`^${name} = \\[([^\\]]*)\\]`, 'm').exec(toml)?.[1];
  if (list === undefined) throw new Error(`deny.toml: expected the list ${name}, found none`);
  return [...list.matchAll(/"([^"]+)"/g)].map(([, text]) => text);
}
