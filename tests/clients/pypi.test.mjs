// Clients from PyPI, in a process of their own.
import { pypi } from './clients.mjs';
import { lives } from './life.mjs';

lives(pypi);
