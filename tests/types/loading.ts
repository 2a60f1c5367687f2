// The sources of the modules.
import { init, initSync, type ModuleName, type ModuleSource, type ModuleSources } from 'message-batches';
import * as web from 'message-batches/web';

const all: ModuleSource[] = [
  'https://a.example/checks.wasm',
  new URL('https://a.example'),
  new Uint8Array(),
  new Response(),
];
for (const checks of all) await init({ checks });
await init();
await init({});
const sources: ModuleSources = { calls: fetch('https://a.example/calls.wasm'), results: undefined };
await init(sources);
await web.init({ checks: await WebAssembly.compile(new Uint8Array()) });
initSync({ calls: new WebAssembly.Module(new Uint8Array()) });
const names: ModuleName[] = ['calls', 'results', 'checks'];
// @ts-expect-error not one of the modules
await init({ core: new Uint8Array() });
// @ts-expect-error not one of the modules
initSync({ core: new WebAssembly.Module(new Uint8Array()) });

// The entries differ in their runtimes, not in their types.
const client: web.BatchClient = new web.BatchClient();

// Internals are not exported.
// @ts-expect-error not exported
import { core } from 'message-batches';
// @ts-expect-error no such entry
import 'message-batches/dist/web.js';

export { client, core, names };
