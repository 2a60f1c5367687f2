// Clients from npm.
import { npm } from './clients.mjs';
import { lifecycle } from './lifecycle.mjs';

lifecycle(npm);
