// The client as built for pages, with its modules provided.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../../scripts/paths.mjs';

/** Returns the client's class after everything is loaded that it loads on demand, so that no run waits for it. */
export async function loadClient() {
  const built = await import(pathToFileURL(inRoot('dist', 'web.js')).href);
  const module = (name) => WebAssembly.compile(fs.readFileSync(inRoot('dist', `${name}.wasm`)));
  const [calls, checks] = await Promise.all([module('calls'), module('checks')]);
  await built.init({ calls, checks });
  const fetch = async () => new Response('{}', { status: 400 });
  const client = new built.BatchClient({ baseURL: 'http://localhost:1', apiKey: 'x', fetch, maxRetries: 0 });
  await client.create([{ custom_id: 'a', params: {} }], { validate: false }).catch(() => undefined);
  return built.BatchClient;
}
