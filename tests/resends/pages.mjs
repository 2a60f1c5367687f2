// Serves the files of the page of these tests: the page, the package as built, and the creates that it runs.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { inRoot } from '../../scripts/paths.mjs';

const TYPES = { js: 'text/javascript', mjs: 'text/javascript', wasm: 'application/wasm' };
const PAGE = '<!doctype html><meta charset="utf-8"><title>resends</title><link rel="icon" href="data:">';

/** Returns the type and bytes at a path, or undefined. */
async function read(path) {
  if (path === '/') return { type: 'text/html', body: PAGE };
  const file = path === '/creates.mjs' ? 'tests/resends/creates.mjs' : path.slice(1);
  const ending = /^(?:tests\/resends\/creates|dist\/[\w-]+)\.(js|mjs|wasm)$/.exec(file)?.[1];
  return ending && { type: TYPES[ending], body: await readFile(inRoot(file)) };
}

export async function startPages() {
  const server = http.createServer(async ({ url }, response) => {
    const found = await read(url).catch(() => undefined);
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': found.type }).end(found.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
