// What the docs show, pasted into a TypeScript file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { examplesOf, pages, sourceOf } from '../docs/blocks.mjs';
import { compile } from './compile.mjs';

/** Programs are JavaScript: parameters have no types, and nothing asserts that a value is there. Every other setting is strict. */
const SETTINGS = {
  lib: ['es2023', 'dom', 'dom.asynciterable'],
  noImplicitAny: false,
  strictNullChecks: false,
  exactOptionalPropertyTypes: false,
};

for (const page of pages()) {
  const { programs } = examplesOf(fs.readFileSync(inRoot(page), 'utf8'));
  const scripts = programs.filter(({ language }) => language === 'js' || language === 'ts');
  if (scripts.length === 0) continue;
  test(`the programs of ${page} are TypeScript`, () => {
    const files = scripts.map((program) => [`at-line-${program.line}.mts`, `${sourceOf(program)}\nexport {};\n`]);
    assert.deepEqual(compile(Object.fromEntries(files), SETTINGS), []);
  });
}
