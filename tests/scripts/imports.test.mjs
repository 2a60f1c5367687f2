// The import rules between rooms, with small invented trees and with the real one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from '../../scripts/check/imports/tree.mjs';
import { checkImports, importsOf } from '../../scripts/check/imports.mjs';
import { root } from '../../scripts/paths.mjs';

const NOTHING = { cycles: [], forbidden: [], problems: [] };
const find = (files) => importsOf(new Map(Object.entries(files)));

/** Creates a crate whose `lib.rs` and `mod.rs` declare its files. `files` are relative to `src`. */
function crate(files) {
  const all = { 'lib.rs': '', ...files };
  for (const file of Object.keys(files)) {
    const parts = file.replace(/(?:\/mod)?\.rs$/, '').split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const parent = depth === 1 ? 'lib.rs' : `${parts.slice(0, depth - 1).join('/')}/mod.rs`;
      const declared = `mod ${parts[depth - 1]};`;
      if (parent !== file && !(all[parent] ?? '').includes(declared)) all[parent] = `${all[parent] ?? ''}\n${declared}`;
    }
  }
  return Object.fromEntries(Object.entries(all).map(([file, text]) => [`src/${file}`, text]));
}

/** The allowed imports of `rules`, as in the message. */
const RULES = '(may import: bytes, json, catalog, media, wording, sorting)';

test('two files that import each other are a cycle, with the lines that make it', () => {
  const files = crate({
    'json/index.rs': 'use std::fmt;\nuse crate::json::reader::Reader;\npub struct Index;',
    'json/reader.rs': 'use super::index::Index;\npub struct Reader;',
  });
  assert.deepEqual(find(files), {
    ...NOTHING,
    cycles: [
      `import cycle of 2 files: src/json/index.rs, src/json/reader.rs
  src/json/index.rs:2: use crate::json::reader::Reader → src/json/reader.rs
  src/json/reader.rs:1: use super::index::Index → src/json/index.rs`,
    ],
  });
});

test("the hot package has its own root, and its modules and macros are named as the crate's", () => {
  const files = {
    'src/lib.rs': 'use hot_text::json;\nmod rules;',
    'src/hot.rs': 'pub mod json;',
    'src/json.rs': '#[macro_export]\nmacro_rules! word { () => { 1 } }\npub use crate::word;\npub struct Index;',
    'src/rules.rs': 'use crate::json::{Index, word};\nuse crate::json::Nothing;',
  };
  assert.deepEqual(find(files), {
    ...NOTHING,
    problems: ['src/rules.rs:2: nothing declares Nothing of crate::json::Nothing'],
  });
});

test('three files that import each other in a ring are one cycle', () => {
  const files = crate({
    'json/a.rs': 'use super::b::B;\npub struct A;',
    'json/b.rs': 'pub fn b() { crate::json::c::c() }\npub struct B;',
    'json/c.rs': 'use crate::json::a;\npub fn c() { let _ = a::A; }',
    'json/d.rs': 'use super::a::A;',
  });
  assert.deepEqual(find(files).cycles, [
    `import cycle of 3 files: src/json/a.rs, src/json/b.rs, src/json/c.rs
  shortest way round: src/json/a.rs → src/json/b.rs → src/json/c.rs → src/json/a.rs
  src/json/a.rs:1: use super::b::B → src/json/b.rs
  src/json/b.rs:1: crate::json::c::c → src/json/c.rs
  src/json/c.rs:1: use crate::json::a (a::A) → src/json/a.rs`,
  ]);
});

test('a cycle is seen through re-exports, by name and by star, and the file that re-exports is no part of it', () => {
  for (const reexport of [
    'pub use deep::*;',
    'pub(crate) use deep::{\n  Index,\n};',
    'pub use deep::Index as Index;',
  ]) {
    const files = crate({
      'json/deep/mod.rs': 'mod index;\npub use index::Index;',
      'json/deep/index.rs': 'use crate::json::Reader;\npub struct Index;',
      'json/mod.rs': `mod deep;\nmod reader;\n${reexport}\npub use reader::Reader;`,
      'json/reader.rs': 'use super::Index;\npub struct Reader;',
    });
    assert.deepEqual(find(files), {
      ...NOTHING,
      cycles: [
        `import cycle of 2 files: src/json/deep/index.rs, src/json/reader.rs
  src/json/deep/index.rs:1: use crate::json::Reader → src/json/reader.rs
  src/json/reader.rs:1: use super::Index → src/json/deep/index.rs`,
      ],
    });
  }
});

test('a mod.rs depends on what it uses of its children, re-exported or not, and not on what it only re-exports', () => {
  const child = { 'json/child.rs': 'use super::Kind;\npub struct Child(Kind);\npub fn child() {}' };
  const cycle = (line) => [
    `import cycle of 2 files: src/json/child.rs, src/json/mod.rs
  src/json/child.rs:1: use super::Kind → src/json/mod.rs
  src/json/mod.rs:${line} → src/json/child.rs`,
  ];
  const inMod = (text) => find(crate({ ...child, 'json/mod.rs': `mod child;\npub enum Kind {}\n${text}` })).cycles;

  assert.deepEqual(inMod('pub use child::Child;\npub use child::child as make;'), []);
  assert.deepEqual(inMod('fn f() { child::child() }'), cycle('3: child::child'));
  assert.deepEqual(inMod('use child::Child;'), cycle('3: use child::Child'));
  assert.deepEqual(inMod('pub use child::Child;\nstruct S(Child);'), cycle('3: use child::Child'));
  assert.deepEqual(inMod('pub use child::*;\nstruct S(Child);'), cycle('3: use child::* (Child)'));
});

test('a room may not import another by any kind of path', () => {
  const requests = {
    'requests/mod.rs': 'mod framer;\npub use framer::Framer;\npub(crate) use framer::*;\npub mod limits;',
    'requests/framer.rs':
      'pub struct Framer;\nmacro_rules! frame { () => {} }\npub(crate) use frame;\npub mod deep {\n  pub fn f() {}\n}',
    'requests/limits.rs': 'pub const MAX: usize = 1;',
  };
  const at = (line) => [`src/rules/checker.rs:${line}: room rules must not import room requests ${RULES}`];
  const imports = (text) => find(crate({ ...requests, 'rules/checker.rs': text })).forbidden;

  assert.deepEqual(imports('use crate::requests::Framer;'), at(1));
  assert.deepEqual(imports('\nuse crate::requests::framer::Framer as F;'), at(2));
  assert.deepEqual(imports('use super::super::requests::Framer;'), at(1));
  assert.deepEqual(
    imports('use crate::{\n  json,\n  requests::{\n    limits::MAX,\n  },\n};\nmod x { }').slice(0),
    at(4),
  );
  assert.deepEqual(imports('use crate::requests;\nfn f(_: requests::Framer) {}'), at(1));
  assert.deepEqual(imports('use crate::requests::{self as line};\nfn f(_: line::limits::X) {}'), at(1));
  assert.deepEqual(imports('use crate::requests::*;\nfn f(_: Framer) {}'), at(1));
  assert.deepEqual(imports('pub use crate::requests::limits::MAX;'), at(1));
  assert.deepEqual(imports('fn f() {\n  crate::requests::framer::deep::f();\n}'), at(2));
  assert.deepEqual(imports('impl<T> From<crate::requests::Framer> for T {}'), at(1));
  assert.deepEqual(imports('fn f() {\n  use super::super::requests::limits as l;\n  l::MAX\n}'), at(2));
  assert.deepEqual(imports('mod inner {\n  use super::super::super::requests::Framer;\n}'), at(2));
  assert.deepEqual(imports('use crate::requests::frame;\nframe!();'), at(1));
  assert.deepEqual(imports('fn f() {\n  crate::requests::frame!();\n}'), at(2));
  assert.deepEqual(imports('macro_rules! m {\n  () => { $crate::requests::limits::MAX };\n}'), at(2));
});

test('an import is judged by the room that defines what it names, and by the one that hands it on', () => {
  const files = crate({
    'bytes/hash.rs': 'pub struct Hash;',
    'results/mod.rs': 'pub use crate::bytes::hash::Hash;',
    'rules/checker.rs': 'use crate::results::Hash;',
    'catalog/limits.rs': 'use crate::json::Position;',
    'json/mod.rs': 'pub use crate::bytes::hash::Hash as Position;',
  });
  assert.deepEqual(find(files), {
    ...NOTHING,
    forbidden: [
      'src/catalog/limits.rs:1: room catalog must not import room bytes (may import: json)',
      `src/rules/checker.rs:1: room rules must not import room results ${RULES}`,
    ],
  });
});

test('what is in comments, texts and code that tests alone compile is no import', () => {
  const files = crate({
    'requests/mod.rs': 'pub struct Framer;\npub fn frame() {}',
    'rules/checker.rs': `//! See [\`crate::requests::Framer\`].
/* use crate::requests::Framer; /* crate::requests::frame() */ crate::requests::frame() */
/// use crate::requests::Framer;
const A: &str = "use crate::requests::Framer;";
const B: &str = r##"\\"# crate::requests::frame() "##;
const C: &[u8] = b"\\" crate::requests::frame() //";
const D: (char, char) = ('"', '\\'');
fn lifetimes<'a>(text: &'a str) -> &'a str { text } // crate::requests::frame()
#[cfg(test)]
use crate::requests::{Framer, frame};
#[cfg(all(test, feature = "internals"))]
fn helper<A, B>() -> [u8; 1] { crate::requests::frame(); [0] }
#[cfg(test)]
#[allow(dead_code)]
const E: fn() = { crate::requests::frame };
#[cfg(test)]
mod tests {
    use crate::requests::Framer;
    mod deeper { use crate::requests::Framer; }
}
#[cfg(any(test))]
mod examples;
`,
    'rules/checker/examples.rs': 'use crate::requests::Framer;',
    'rules/tests.rs': '#![cfg(test)]\nuse crate::requests::Framer;',
  });
  files['src/rules/mod.rs'] = 'mod checker;\nmod tests;';
  delete files['src/rules/checker/mod.rs'];
  assert.deepEqual(find(files), NOTHING);
});

test('code that is not for tests alone counts, whatever its attribute says', () => {
  const files = crate({
    'requests/mod.rs': 'pub fn frame() {}',
    'rules/checker.rs': `#[cfg(not(test))]
use crate::requests::frame as a;
#[cfg(any(test, feature = "internals"))]
use crate::requests::frame as b;
#[cfg(test)]
struct Only;
fn f() { crate::requests::frame() }`,
  });
  const at = (line) => `src/rules/checker.rs:${line}: room rules must not import room requests ${RULES}`;
  assert.deepEqual(find(files).forbidden, [at(2), at(4), at(7)]);
});

test('declarations of modules, crates by others and names of one’s own are no imports', () => {
  const files = crate({
    'json/mod.rs': 'pub mod index;\npub mod media;',
    'json/index.rs':
      'use ::requests::Framer;\nuse serde::Serialize;\nuse std::fmt::{self, Write};\nfn f(w: &mut fmt::Formatter) { w.requests() }',
    // A child with the name of a room.
    'json/media.rs': 'pub fn requests() {}\npub fn f(requests: u8) { super::media::requests() }',
  });
  assert.deepEqual(find(files), NOTHING);
});

test('the boundary may take a position from any room, and nothing else of bytes', () => {
  const files = crate({
    'bytes/mod.rs': 'mod position;\npub mod lines;\npub use position::Position;',
    'bytes/position.rs': 'pub struct Position;',
    'bytes/lines.rs': 'pub struct Lines;',
    'wasm/requests/encoder.rs':
      'use crate::bytes::Position;\nuse crate::bytes::lines::Lines;\nuse crate::wasm::throw::throw;\nuse crate::wasm::calls::call;',
    'wasm/throw.rs': 'pub fn throw() {}',
    'wasm/calls/mod.rs': 'pub fn call() {}',
  });
  const may =
    '(may import: requests, rules, cost, media, wasm/seed, catalog, wording, wasm/options, wasm/throw, bytes::Position)';
  assert.deepEqual(find(files).forbidden, [
    `src/wasm/requests/encoder.rs:2: room wasm/requests must not import room bytes ${may}`,
    `src/wasm/requests/encoder.rs:4: room wasm/requests must not import room wasm/calls ${may}`,
  ]);
});

test('what cannot be followed is a problem, not nothing', () => {
  const files = { ...crate({ 'json/index.rs': 'use crate::json::reader::Reader;\nfn f() { super::g() }' }) };
  files['src/json/mod.rs'] += '\nmod cursor;\n#[macro_use]\nmod index;';
  files['src/json/lost.rs'] = '';
  files['cli/main.ts'] = "import './lost.ts';";
  assert.equal(
    checkImports(new Map(Object.entries(files))),
    `0 import cycles, 0 forbidden imports, 6 problems
src/json/mod.rs:4: #[macro_use] is not followed
src/json/mod.rs: mod cursor has no file
src/json/lost.rs: no mod leads to this file
src/json/index.rs:1: nothing declares reader of crate::json::reader::Reader
src/json/index.rs:2: nothing declares g of super::g
cli/main.ts:1: there is no file ./lost.ts`,
  );
});

test('TypeScript: imports of types, re-exports and import() make cycles as any import does', () => {
  const cycleOf = (a) => find({ 'emulator/a.ts': a, 'emulator/b.ts': "import { a } from './a.ts';" }).cycles;
  const cycle = (shown) => [
    `import cycle of 2 files: emulator/a.ts, emulator/b.ts
  emulator/a.ts:${shown} './b.ts' → emulator/b.ts
  emulator/b.ts:1: import './a.ts' → emulator/a.ts`,
  ];
  assert.deepEqual(cycleOf("import {\n  b,\n} from './b.ts';"), cycle('1: import'));
  assert.deepEqual(cycleOf("\nimport type { B } from './b.ts';"), cycle('2: import type'));
  assert.deepEqual(cycleOf("export { b } from './b.ts';"), cycle('1: export from'));
  assert.deepEqual(cycleOf("export type * from './b.ts';"), cycle('1: export type from'));
  assert.deepEqual(cycleOf("const b = () => import('./b.ts');"), cycle('1: import()'));
  assert.deepEqual(cycleOf("\ntype B = typeof import('./b.ts');"), cycle('2: type import()'));
  assert.deepEqual(cycleOf("// import './b.ts';\nconst text = \"import './b.ts'\"; /* import('./b.ts') */"), []);
});

test('TypeScript: a cycle through an index, and one through what the build puts in the place of #runtime', () => {
  const files = {
    'emulator/index.ts': "import { make } from './emulator.ts';\nexport interface Controls {}",
    'emulator/emulator.ts': "import { controls } from './control.ts';",
    'emulator/control.ts': "import type { Controls } from './index.ts';",
    'src/js/runtime/runtime.ts': "import { runtime } from '#runtime';",
    'src/js/runtime/entry/web.ts': "import type { Runtime } from '../runtime.ts';",
  };
  assert.deepEqual(find(files), {
    ...NOTHING,
    cycles: [
      `import cycle of 3 files: emulator/control.ts, emulator/emulator.ts, emulator/index.ts
  shortest way round: emulator/control.ts → emulator/index.ts → emulator/emulator.ts → emulator/control.ts
  emulator/control.ts:1: import type './index.ts' → emulator/index.ts
  emulator/emulator.ts:1: import './control.ts' → emulator/control.ts
  emulator/index.ts:1: import './emulator.ts' → emulator/emulator.ts`,
      `import cycle of 2 files: src/js/runtime/entry/web.ts, src/js/runtime/runtime.ts
  src/js/runtime/entry/web.ts:1: import type '../runtime.ts' → src/js/runtime/runtime.ts
  src/js/runtime/runtime.ts:1: import '#runtime' → src/js/runtime/entry/web.ts`,
    ],
  });
});

test('TypeScript: what the shell, the wire and the users of the package may import', () => {
  const shell = 'wire, pkg, js/abort, js/bytes, js/errors, js/nearest, js/options, js/realms, js/runtime, js/stream';
  const must = (file, room, other, may) => [
    `${file}:1: room ${room} must not import room ${other} (may import: ${may})`,
  ];
  const imports = (file, specifier) =>
    find({
      [file]: `import '${specifier}';`,
      ...Object.fromEntries(
        ['client.ts', 'on_demand.ts', 'requests/plan.ts', 'results/read.ts', 'input/source.ts'].map((name) => [
          `src/js/${name}`,
          '',
        ]),
      ),
      'src/wire/types.ts': '',
      'src/catalog/models.json': '{}',
      'src/catalog/other.json': '{}',
      'emulator/wire.ts': '',
    });
  const forbids = (file, specifier) => imports(file, specifier).forbidden;

  assert.deepEqual(forbids('src/wire/a.ts', '../js/client.ts'), must('src/wire/a.ts', 'wire', 'js/client', 'nothing'));
  assert.deepEqual(
    forbids('src/js/runtime/a.ts', '../input/source.ts'),
    must('src/js/runtime/a.ts', 'js/runtime', 'js/input', `${shell}, js/store`),
  );
  assert.deepEqual(
    forbids('src/js/errors.ts', './on_demand.ts'),
    must('src/js/errors.ts', 'js/errors', 'js/on_demand', shell),
  );
  assert.deepEqual(
    forbids('src/js/input/a.ts', '../requests/plan.ts'),
    must('src/js/input/a.ts', 'js/input', 'js/requests', shell),
  );
  assert.deepEqual(
    forbids('src/js/store/a.ts', '../results/read.ts'),
    must('src/js/store/a.ts', 'js/store', 'js/results', `${shell}, js/input`),
  );
  // They open results and send requests with a client's connection.
  const opening = `${shell}, js/input, js/store, js/client_options, js/connection`;
  assert.deepEqual(
    forbids('src/js/results/a.ts', '../requests/plan.ts'),
    must('src/js/results/a.ts', 'js/results', 'js/requests', opening),
  );
  assert.deepEqual(
    forbids('src/js/requests/a.ts', '../client.ts'),
    must('src/js/requests/a.ts', 'js/requests', 'js/client', opening),
  );
  assert.deepEqual(forbids('src/js/input/a.ts', 'papaparse'), must('src/js/input/a.ts', 'js/input', 'npm', shell));
  assert.deepEqual(
    forbids('src/js/input/a.ts', 'message-batches'),
    must('src/js/input/a.ts', 'js/input', 'message-batches', shell),
  );
  assert.deepEqual(
    forbids('emulator/a.ts', '../src/wire/types.ts'),
    must(
      'emulator/a.ts',
      'emulator',
      'wire',
      'message-batches, npm, src/catalog/models.json, src/js/nearest.ts, src/js/store/disk.ts',
    ),
  );
  assert.deepEqual(
    forbids('emulator/a.ts', '../src/catalog/other.json'),
    must(
      'emulator/a.ts',
      'emulator',
      'catalog',
      'message-batches, npm, src/catalog/models.json, src/js/nearest.ts, src/js/store/disk.ts',
    ),
  );
  assert.deepEqual(
    forbids('cli/a.ts', '../emulator/wire.ts'),
    must(
      'cli/a.ts',
      'cli',
      'emulator',
      'message-batches, npm, src/catalog/models.json, src/js/nearest.ts, src/js/store/disk.ts',
    ),
  );
  assert.deepEqual(
    forbids('www/worker/a.ts', '../../dist/web.js'),
    must('www/worker/a.ts', 'www/worker', 'dist', 'message-batches, npm, emulator/idempotency.ts, src/wire/secrets.ts'),
  );

  for (const [file, specifier] of [
    ['src/js/runtime/a.ts', '../../../pkg/calls/glue.js'],
    ['src/js/runtime/entry/workerd.ts', './calls.wasm'],
    ['src/js/input/a.ts', '../../wire/types.ts'],
    ['src/js/index.ts', './client.ts'],
    ['emulator/a.ts', '../src/catalog/models.json'],
    ['cli/a.ts', 'message-batches/emulator'],
    ['www/page/a.ts', 'message-batches'],
    ['www/serve.mjs', '../scripts/run.mjs'],
    ['src/js/store/spills/file.ts', 'node:fs/promises'],
  ]) {
    assert.deepEqual(imports(file, specifier), NOTHING, `${file} may import ${specifier}`);
  }
});

test('a tree without faults gives an empty text', () => {
  assert.equal(checkImports(new Map()), '');
});

test('our own tree has no import cycle and no forbidden import', () => {
  const { cycles, forbidden, problems } = importsOf(sourceFiles(root));
  assert.deepEqual(problems, []);
  assert.deepEqual({ cycles, forbidden }, { cycles: [], forbidden: [] });
});
