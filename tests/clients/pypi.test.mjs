// Clients from PyPI, each in its own process.
import { pypi } from './clients.mjs';
import { lifecycle } from './lifecycle.mjs';

lifecycle(pypi);
