// A client from crates.io, in a process of its own.
import { crates } from './clients.mjs';
import { lifecycle } from './lifecycle.mjs';

lifecycle(crates);
