// Clients from PyPI, in a process of their own.
import { pypi } from './clients.mjs';
import { lifecycle } from './lifecycle.mjs';

lifecycle(pypi);
