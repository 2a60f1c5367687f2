// Cloudflare Workers: the module system compiles the core; compiling bytes is forbidden there.

import { setRuntime } from '../load.ts';
import module from './core.wasm';

setRuntime({ source: () => module, isPage: () => false });

export * from '../index.ts';
