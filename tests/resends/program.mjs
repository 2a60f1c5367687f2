// Node, Bun and Deno run this: `creates` with the options of the argument, and the outcomes on standard output.
//   with `plain` in it: no client, only `fetch` with a text body
import * as pkg from '../../dist/node.js';
import { creates } from './creates.mjs';

const { plain, ...options } = JSON.parse(process.argv[2]);

async function fetched({ client: { baseURL }, plan }) {
  const url = `${baseURL}/v1/messages/batches`;
  const outcomes = [];
  for (const { id } of plan) {
    await (await fetch(url)).text();
    const body = JSON.stringify({ requests: [{ custom_id: id }] });
    const answer = await fetch(url, { method: 'POST', body }).catch(() => undefined);
    await answer?.text();
    outcomes.push({ id, answered: answer !== undefined });
  }
  return outcomes;
}

console.log(JSON.stringify(await (plain ? fetched(options) : creates(pkg, options))));
