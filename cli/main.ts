#!/usr/bin/env node
// The command line: one file a command. A command gives its exit status: 0 fine, 1 it found what it looks for, 2 it could
// not do what it was asked.
import { stderr } from 'node:process';
import * as build from './build.ts';
import * as emulator from './emulator.ts';
import { usage, validate } from './validate.ts';

const [command, ...args] = process.argv.slice(2);

async function main(): Promise<number> {
  switch (command) {
    case 'build':
      return build.build(args);
    case 'validate':
      return validate(args);
    case 'emulator':
      return emulator.emulator(args);
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      console.log(`Usage: message-batches COMMAND\n\n${[usage, build.usage, emulator.usage].join('\n')}`);
      return 0;
    default:
      stderr.write(
        `message-batches: expected the command validate, build or emulator, found ${JSON.stringify(command)}\n`,
      );
      return 2;
  }
}

// Not process.exit(): what was written to a pipe must arrive.
process.exitCode = await main().catch((error: unknown) => {
  stderr.write(`message-batches: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
