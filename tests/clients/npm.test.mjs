// Clients from npm.
import { npm } from './clients.mjs';
import { lives } from './life.mjs';

lives(npm);
