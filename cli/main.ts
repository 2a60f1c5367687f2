#!/usr/bin/env node
// The command line: one file a command. A command gives its exit status: 0 fine, 1 it found what it looks for, 2 it could
// not do what it was asked.
import { stderr } from 'node:process';
import * as emulator from './emulator.ts';
import * as estimate from './estimate.ts';
import * as plan from './plan.ts';
import { usage, validate } from './validate.ts';

const [command, ...args] = process.argv.slice(2);

async function main(): Promise<number> {
  switch (command) {
    case 'validate':
      return validate(args);
    case 'plan':
      return plan.plan(args);
    case 'estimate':
      return estimate.estimate(args);
    case 'emulator':
      return emulator.emulator(args);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      console.log(
        `Usage: message-batches COMMAND\n\n${[usage, plan.usage, estimate.usage, emulator.usage].join('\n\n')}`,
      );
      return 0;
    default:
      stderr.write(
        `message-batches: expected the command validate, plan, estimate or emulator, found ${JSON.stringify(command)}\n`,
      );
      return 2;
  }
}

// Not process.exit(): what was written to a pipe must arrive.
process.exitCode = await main().catch((error: unknown) => {
  stderr.write(`message-batches: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
