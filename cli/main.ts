#!/usr/bin/env node
// The command line: one file a command. A command gives its exit status: 0 fine, 1 it found what it looks for, 2 it could
// not do what it was asked.
import { stderr } from 'node:process';
import * as build from './build.ts';
import * as emulator from './emulator.ts';
import * as estimate from './estimate.ts';
import { asFlags } from './json.ts';
import * as plan from './plan.ts';
import * as results from './results.ts';
import * as validate from './validate.ts';

/** In the order in which one needs them. */
const commands = new Map<string, { run: (args: string[]) => Promise<number>; usage: string }>([
  ['build', { run: build.build, usage: build.usage }],
  ['validate', { run: validate.validate, usage: validate.usage }],
  ['plan', { run: plan.plan, usage: plan.usage }],
  ['estimate', { run: estimate.estimate, usage: estimate.usage }],
  ['results', { run: results.results, usage: results.usage }],
  ['emulator', { run: emulator.emulator, usage: emulator.usage }],
]);

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    const usages = [...commands.values()].map(({ usage }) => usage.trimEnd());
    console.log(`Usage: message-batches COMMAND\n\n${usages.join('\n\n')}`);
    return 0;
  }
  const command = commands.get(name);
  if (command) return command.run(args);
  const names = [...commands.keys()];
  const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  stderr.write(`message-batches: expected the command ${expected}, found ${JSON.stringify(name)}\n`);
  return 2;
}

// Not process.exit(): what was written to a pipe must arrive.
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  stderr.write(`message-batches: ${asFlags(error instanceof Error ? error.message : String(error))}\n`);
  return 2;
});
