// A client from crates.io, in its own process.
import { crates } from './clients.mjs';
import { lifecycle } from './lifecycle.mjs';

lifecycle(crates);
