// Where the core may come from.
import { type CoreSource, init, initSync } from 'message-batches';
import * as web from 'message-batches/web';

const sources: CoreSource[] = [
  'https://a.example/core.wasm',
  new URL('https://a.example'),
  new Uint8Array(),
  new Response(),
];
for (const source of sources) await init(source);
await init();
await init(fetch('https://a.example/core.wasm'));
await web.init(await WebAssembly.compile(new Uint8Array()));
initSync(new WebAssembly.Module(new Uint8Array()));

// The entries differ in what they run in, not in what they are.
const client: web.BatchClient = new web.BatchClient();

// What is inside stays inside.
// @ts-expect-error not for use
import { core } from 'message-batches';
// @ts-expect-error no such entry
import 'message-batches/dist/web.js';

export { client, core };
