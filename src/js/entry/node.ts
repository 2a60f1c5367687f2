// Node and Bun: the core stands beside this file.
import { readFile } from 'node:fs/promises';
import { env } from 'node:process';
import { setRuntime } from '../load.ts';

setRuntime({
  source: () => readFile(new URL('./core.wasm', import.meta.url)),
  environment: (name) => env[name],
  isPage: () => false,
  // Without a declared length the body would go out in chunks of unknown number.
  upload: (body, length) => ({ body, length }),
  readFile: (place) => readFile(place),
});

export * from '../index.ts';
