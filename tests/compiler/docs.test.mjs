// The examples of the docs, pasted into a TypeScript file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../scripts/paths.mjs';
import { examplesOf, pages, sourceOf } from '../docs/blocks.mjs';
import { compile } from './compile.mjs';

const STRICT = { lib: ['es2023', 'dom', 'dom.asynciterable'] };

/** Pages whose programs assume that a value they have just stored is present. Every other setting is strict. */
const WITHOUT_NULL_CHECKS = new Set(['docs/emulator.md', 'docs/stores.md']);
const WITHOUT = { ...STRICT, strictNullChecks: false, exactOptionalPropertyTypes: false };

for (const page of pages()) {
  const { programs } = examplesOf(fs.readFileSync(inRoot(page), 'utf8'));
  const scripts = programs.filter(({ language }) => language === 'js' || language === 'ts');
  if (scripts.length === 0) continue;
  test(`the programs of ${page} are TypeScript, under strict settings`, () => {
    const settings = WITHOUT_NULL_CHECKS.has(page) ? WITHOUT : STRICT;
    const files = scripts.map((program) => [`at-line-${program.line}.mts`, `${sourceOf(program)}\nexport {};\n`]);
    assert.deepEqual(compile(Object.fromEntries(files), settings), []);
  });
}
