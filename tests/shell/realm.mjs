// The package in its own realm, as test runners load it: its bytes, errors, dates and sets are not those of Node, but `fetch`,
// streams and `URL` are. Run with --experimental-vm-modules; prints the default export of its program.
import fs from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { startEmulator } from 'message-batches/emulator';

const GIVEN =
  `fetch Response Request Headers Blob File ReadableStream WritableStream TransformStream URL URLSearchParams
  TextDecoder TextEncoder queueMicrotask setTimeout clearTimeout crypto performance
  structuredClone console DOMException`.split(/\s+/);

const emulator = await startEmulator({ processingMs: 0 });
const context = vm.createContext(Object.fromEntries(GIVEN.map((name) => [name, globalThis[name]])));
// As in a page of jsdom: the `fetch` of newer Node versions accepts only its own signals.
class PageSignal extends EventTarget {
  aborted = false;
  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }
}
context.AbortSignal = PageSignal;
context.AbortController = class {
  signal = new PageSignal();
  abort(reason = new DOMException('This operation was aborted', 'AbortError')) {
    Object.assign(this.signal, { aborted: true, reason });
    this.signal.dispatchEvent(new Event('abort'));
  }
};
// The globals from outside the realm.
Object.assign(context, {
  baseURL: emulator.url,
  outer: { bytes: (text) => new TextEncoder().encode(text), Set, Date, URL, Error, ArrayBuffer },
});

const modules = new Map();

function load(url) {
  if (!modules.has(url)) modules.set(url, url.startsWith('node:') ? builtin(url) : script(url));
  return modules.get(url);
}

async function builtin(name) {
  const found = await import(name);
  const names = Object.keys(found);
  const set = function () {
    for (const key of names) this.setExport(key, found[key]);
  };
  return new vm.SyntheticModule(names, set, { context, identifier: name });
}

const script = async (url) => compiled(await fs.readFile(fileURLToPath(url), 'utf8'), url);

function compiled(text, url) {
  return new vm.SourceTextModule(text, {
    context,
    identifier: url,
    initializeImportMeta: (meta) => Object.assign(meta, { url }),
    importModuleDynamically: (specifier) => evaluated(resolved(specifier, url)),
  });
}

const resolved = (specifier, from) => (specifier.startsWith('node:') ? specifier : new URL(specifier, from).href);

async function evaluated(url) {
  const module = await load(url);
  if (module.status === 'unlinked')
    await module.link((specifier, { identifier }) => load(resolved(specifier, identifier)));
  await module.evaluate();
  return module;
}

const here = new URL('../../dist/program.js', import.meta.url).href;
modules.set(here, compiled(process.argv[2], here));
const program = await evaluated(here);
process.stdout.write(JSON.stringify(await program.namespace.default));
await emulator.close();
