// The lengths of files and functions, with invented ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLengths } from '../../scripts/check/lengths.mjs';

const lines = (count, line = '// line') => `${line}\n`.repeat(count);
const check = (files, allowed = [], decisions = '') =>
  checkLengths({ files: new Map(Object.entries(files)), allowed, decisions });
/** Returns a function of `count` lines, including its signature and its last brace. */
const rust = (count, signature = 'fn long()', body = '    work();') => `${signature} {\n${lines(count - 2, body)}}\n`;

test('a file has at most 400 lines, unless it is a table', () => {
  const files = {
    'src/json/index.rs': lines(401),
    'src/json/reader.rs': lines(400),
    'src/json/cursor.rs': lines(400).trimEnd(),
    'src/js/client.ts': lines(402),
    'src/catalog/models.json': lines(900),
    'src/json/symbol.rs': lines(900),
    'src/wire/types.ts': lines(900),
    'src/rules/schema/blocks.rs': lines(900),
    'src/rules/catalogue/mod.rs': lines(900),
  };
  assert.equal(
    check(files),
    `src/json/index.rs: 401 lines; a file has at most 400
src/js/client.ts: 402 lines; a file has at most 400`,
  );
});

test('a Rust function has at most 60 lines from its signature to the brace that closes it', () => {
  const long = (text) => check({ 'src/json/index.rs': text });
  const found = (line, count, name = 'long') =>
    `src/json/index.rs:${line}: ${name} has ${count} lines; a function has at most 60`;

  assert.equal(long(rust(60)), '');
  assert.equal(long(rust(61)), found(1, 61));
  assert.equal(long(`/// What it does.\n#[inline]\n${rust(60)}`), '', 'attributes and comments before it do not count');
  assert.equal(long(`\npub(crate)\nconst unsafe\nextern "C" ${rust(60)}`), found(2, 62), 'all of the signature counts');
  assert.equal(long(`impl X {\n${rust(61, 'fn of<T: Fn([u8; 2])>(\n  t: T,\n) -> [u8; 3]')}}`), found(2, 63, 'of'));
  assert.equal(long(`trait T { fn declared(&self); }\n${rust(61)}`), found(2, 61));
  assert.equal(long(rust(61, 'fn outer()', '    let f = || { fn inner() {} };')), found(1, 61, 'outer'));
  assert.equal(long(`${rust(40)}type F = fn(u8);\n${rust(40, 'fn other()')}`), '');
});

test('braces in texts, characters and comments neither open nor close a function', () => {
  const body = `    let a = ("}", '}', '\\'', r#"}" {"#, b"\\"}", 'a: loop { break 'a }); // }\n    /* } /* } */ } */`;
  const text = rust(32, 'fn long()', body);
  assert.equal(
    check({ 'src/json/index.rs': text }),
    'src/json/index.rs:1: long has 62 lines; a function has at most 60',
  );
});

test('functions, methods, accessors and arrow functions of TypeScript have at most 60 lines', () => {
  const body = (count) => `{\n${lines(count - 2, '  work("}");')}}`;
  const long = (text) => check({ 'src/js/client.ts': text });
  const found = (line, name) => `src/js/client.ts:${line}: ${name} has 61 lines; a function has at most 60`;

  assert.equal(long(`/** Doc. */\nexport async function* f() ${body(60)}`), '');
  assert.equal(long(`/** Doc. */\nexport async function* f() ${body(61)}`), found(2, 'f'));
  assert.equal(long(`function f(): void;\nfunction f(a?: 1): void ${body(61)}`), found(2, 'f'));
  assert.equal(long(`export const f =\n  () => ${body(60)};`), found(1, 'f'));
  assert.equal(long(`class A {\n  constructor() ${body(61)}\n}`), found(2, 'constructor'));
  assert.equal(long(`class A {\n  #b() ${body(61)}\n  get c() ${body(60)}\n}`), found(2, '#b'));
  assert.equal(long(`class A {\n  b = () => ${body(61)};\n}`), found(2, 'b'));
  assert.equal(long(`const a = { b() ${body(61)} };`), found(1, 'b'));
  assert.equal(long(`run(() => ${body(61)});`), found(1, 'a function without a name'));
  assert.equal(long(`function f() {\n  const g = () => ${body(59)};\n}`), found(1, 'f'));
});

test('what a decision allows may be longer, as long as it is and the decision is there', () => {
  const files = { 'src/json/index.rs': `${lines(390)}${rust(61)}`, 'src/json/reader.rs': rust(61) };
  const allowed = [
    { file: 'src/json/index.rs', decision: 'D-021' },
    { file: 'src/json/index.rs', name: 'long', decision: 'D-022' },
    { file: 'src/json/reader.rs', decision: 'D-021' },
  ];
  assert.equal(
    check(files, allowed, '## D-021 The index is one file\n## D-0221'),
    `src/json/reader.rs:1: long has 61 lines; a function has at most 60
src/json/reader.rs: is not too long; take it off the list
src/json/index.rs: long: docs/decisions.md has no D-022`,
  );
});
