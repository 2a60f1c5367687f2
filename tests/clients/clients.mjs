// The clients used as oracles, each pinned: package.json, python/*.txt, rust/Cargo.lock.
import * as sdk1 from '@anthropic-ai/sdk';
import * as sdk0 from 'anthropic-sdk-0';
import { inRoot } from '../../scripts/paths.mjs';
import { anthropic } from './anthropic.mjs';
import { program } from './program.mjs';

const NEW = { version: '2026-10-21', auth: 'bearer' };
const OLD = { version: '2023-06-01', auth: 'x-api-key' };

/** The result of the set-up: for each client outside Node a program, or the reason why there is none. */
const brought = process.env.MESSAGE_BATCHES_CLIENTS && JSON.parse(process.env.MESSAGE_BATCHES_CLIENTS);
if (!brought) throw new Error('These tests need what set-up brings. Run them with "npm test -- clients".');

const foreign = ({ program: file, missing }, ...args) =>
  missing ? { missing } : { program: file, open: (at) => program([file, ...args], at) };
const python = (client) => foreign(client, '-I', inRoot('tests/clients/python/client.py'));

/** The message of each client about missing results: the official SDKs and the AI SDK look at the batch first. */
const npmWords = (id, status) => ({
  message: `No batch \`results_url\`; Has it finished processing? ${status} - ${id}`,
});
const pythonWords = (_, status) => ({
  message: `No \`results_url\` for the given batch; Has it finished processing? ${status}`,
});
const aiWords = (id, status) => ({
  message: `Anthropic batch "${id}" ${status === 'ended' ? 'results are no longer available' : 'is not complete'}.`,
});
const apiWords = (id) => ({
  status: 404,
  type: 'not_found_error',
  message: `Message Batch ${id} has no available results.`,
});

const aiRefuses = {
  empty: 'Invalid argument for parameter requests: requests must not be empty',
  duplicate: 'Invalid argument for parameter requests: request IDs must be unique; duplicate ID "twice"',
  long: `Anthropic batch request ID "${'x'.repeat(65)}" must match ^[A-Za-z0-9_-]{1,64}$.`,
  letters: 'Anthropic batch request ID "a b" must match ^[A-Za-z0-9_-]{1,64}$.',
};
const ID_RULE =
  'custom_id must be 1 to 64 characters and contain only alphanumeric characters, hyphens, and underscores';
const claudiusRefuses = {
  empty: 'Validation error: At least one batch request is required (parameter: requests)',
  duplicate: 'Validation error: Duplicate custom_id: twice (parameter: requests[1].custom_id)',
  long: `Validation error: ${ID_RULE} (parameter: requests[0].custom_id)`,
  letters: `Validation error: ${ID_RULE} (parameter: requests[0].custom_id)`,
};

/**
 * - `sends`: the API version and the auth header that it sends
 * - `open`: creates it; or `missing`: why it cannot run here
 * - `noResults(id, status)`: its message if there are no results
 * - `refuses`: the invalid creates that it rejects itself, without a call and with its own message
 * - `lacks`: operations that it does not have
 * - `clamps`: it lowers a `max_tokens` that it considers too high
 * - `dropsType`: it does not expose the API's `error.type`
 */
export const npm = [
  { name: 'npm @anthropic-ai/sdk 1.14.0', sends: NEW, noResults: npmWords, open: (at) => anthropic(sdk1, at) },
  { name: 'npm @anthropic-ai/sdk 0.120.0', sends: OLD, noResults: npmWords, open: (at) => anthropic(sdk0, at) },
  {
    name: 'npm ai 7.0.173 with @ai-sdk/anthropic 4.0.105',
    ...{
      sends: OLD,
      noResults: aiWords,
      refuses: aiRefuses,
      lacks: ['delete', 'before', 'all', 'tools'],
      clamps: true,
    },
    ...(await aiSdk()),
  },
];
export const pypi = [
  { name: 'PyPI anthropic 2.14.0', sends: NEW, noResults: pythonWords, ...python(brought['anthropic-2']) },
  { name: 'PyPI anthropic 0.125.0', sends: OLD, noResults: pythonWords, ...python(brought['anthropic-0']) },
];
/**
 * Tools that process batches themselves, each a program in python/ that goes the whole way from requests to answers.
 * `ANTHROPIC_BASE_URL` directs all of them to the emulator except batchlane, which has no such setting: its address is a constant
 * of a module, which the program sets.
 */
const tool = (name, version) => ({ name: `PyPI ${name} ${version}`, tool: name, ...brought[name] });
export const tools = [
  tool('batchwizard', '0.5.0'),
  tool('steadybatch', '0.2.1'),
  tool('batchlane', '0.2.0'),
  tool('promptbatch', '0.2.0'),
];
export const crates = [
  {
    name: 'crate claudius 0.33.0',
    ...{ sends: OLD, noResults: apiWords, refuses: claudiusRefuses, lacks: ['all'], dropsType: true },
    ...foreign(brought.claudius),
  },
];

/** It requires Node 22 or newer. The suite runs on the Node version of the set-up only. */
async function aiSdk() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 22) return { missing: `It needs Node 22 or newer, this is Node ${process.versions.node}.` };
  const { aiSdk } = await import('./ai.mjs');
  const ai = await import('ai');
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  return { open: (at) => aiSdk({ ai, createAnthropic }, at) };
}
