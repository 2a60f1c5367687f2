// The command line rewords messages of the library with regular expressions. Each of them has to match a message.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';

/** The sources of the library as one text in which each string is on one line. */
function librarySources() {
  const files = fs.readdirSync(inRoot('src'), { recursive: true }).filter((file) => /\.(?:rs|ts)$/.test(file));
  const texts = files.map((file) => fs.readFileSync(inRoot('src', file), 'utf8'));
  return texts
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .replaceAll('{{', '{')
    .replaceAll('}}', '}')
    .replaceAll('{VARIABLE}', 'ANTHROPIC_API_KEY');
}

test('every sentence that the command line rewords is in a message of the library', () => {
  const sources = librarySources();
  const file = fs.readFileSync(inRoot('cli', 'wording.ts'), 'utf8');
  const sentences = file.slice(file.indexOf('const SENTENCES'), file.indexOf('/** Options whose flag'));
  const patterns = [...sentences.matchAll(/\[\s*\/(.+)\/g?,\s/g)].map(([, pattern]) => pattern);
  assert.ok(patterns.length > 15, `${patterns.length} patterns in ${path.join('cli', 'wording.ts')}`);
  // Sentences are composed of a name, a colon and a text, so the parts are compared.
  const unused = patterns.filter(
    (pattern) => !new RegExp(pattern.replace(/^[\^ ]/, '').replace(/:$/, '')).test(sources),
  );
  assert.deepEqual(unused, []);
});
