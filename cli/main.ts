#!/usr/bin/env node
import { HelpRequested, suggestion } from './arguments.ts';
// The command line: one file per command. A command returns its exit status: 0 success, 1 problems in the input, 2 the command
// could not run.
import * as build from './build.ts';
import { connectionAdvice } from './calls.ts';
import * as cancel from './cancel.ts';
import * as convert from './convert.ts';
import * as decide from './decide.ts';
import * as emulator from './emulator.ts';
import * as estimate from './estimate.ts';
import * as forget from './forget.ts';
import { fileProblem, inputName } from './input.ts';
import { fileOf } from './leftovers.ts';
import * as list from './list.ts';
import * as plan from './plan.ts';
import * as results from './results.ts';
import * as retry from './retry.ts';
import * as status from './status.ts';
import * as submit from './submit.ts';
import { complain, endQuietly, NO_COLOR_FLAGS, print } from './terminal.ts';
import * as validate from './validate.ts';
import { version } from './version.ts';
import * as watch from './watch.ts';
import { inFlags } from './wording.ts';

interface Command {
  run: (args: string[]) => Promise<number>;
  /** The operands after the command name. */
  operands: string;
  /** Flags and exit status. */
  usage: string;
  examples: string[];
}

/** In the order of a workflow. */
const commands = new Map<string, Command>([
  ['build', { ...build, run: build.build }],
  ['convert', { ...convert, run: convert.convert }],
  ['validate', { ...validate, run: validate.validate }],
  ['plan', { ...plan, run: plan.plan }],
  ['estimate', { ...estimate, run: estimate.estimate }],
  ['submit', { ...submit, run: submit.submit }],
  ['watch', { ...watch, run: watch.watch }],
  ['status', { ...status, run: status.status }],
  ['list', { ...list, run: list.list }],
  ['decide', { ...decide, run: decide.decide }],
  ['cancel', { ...cancel, run: cancel.cancel }],
  ['retry', { ...retry, run: retry.retry }],
  ['results', { ...results, run: results.results }],
  ['forget', { ...forget, run: forget.forget }],
  ['emulator', { ...emulator, run: emulator.emulator }],
]);

/** Names of other programs for these commands. */
const SYNONYMS: Readonly<Record<string, string>> = {
  check: 'validate',
  lint: 'validate',
  split: 'plan',
  shard: 'plan',
  cost: 'estimate',
  price: 'estimate',
  make: 'build',
  import: 'convert',
  migrate: 'convert',
  create: 'submit',
  send: 'submit',
  resume: 'watch',
  poll: 'watch',
  wait: 'watch',
  jobs: 'list',
  ls: 'list',
  stop: 'cancel',
  abort: 'cancel',
  delete: 'forget',
  remove: 'forget',
  rm: 'forget',
  download: 'results',
  get: 'results',
  tally: 'results',
  serve: 'emulator',
  mock: 'emulator',
};

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined) return help();
  if (['help', '--help', '-h'].includes(name)) return help(args.find((arg) => !arg.startsWith('-')));
  if (['version', '--version', '-V', '-v'].includes(name)) {
    print(`${version()}\n`);
    return 0;
  }
  const command = commands.get(name);
  if (!command) throw unknown(name, args);
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof HelpRequested) return help(name);
    throw error;
  }
}

/** Prints the help of one command, or of all. */
function help(name?: string): number {
  if (name === undefined) {
    const usages = [...commands.values()].map(({ usage }) => usage.trimEnd());
    print(
      `Usage: message-batches COMMAND\n\n${usages.join('\n\n')}\n\n  --version       print the version of this package\n  --no-color      print without color\n  COMMAND --help  show the help of one command, with examples\n`,
    );
    return 0;
  }
  const command = commands.get(name);
  if (!command) throw unknown(name, []);
  const { operands, usage, examples } = command;
  const line = ['message-batches', name, operands, '[FLAGS]'].filter(Boolean).join(' ');
  print(`Usage: ${line}\n\n${usage}\n\nExamples:\n${examples.map((example) => `  ${example}\n`).join('')}`);
  return 0;
}

function unknown(name: string, args: string[]): Error {
  const names = [...commands.keys()];
  const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  const found = `unknown command ${JSON.stringify(name)}. Expected ${expected}`;
  const later = name.startsWith('-') ? args.find((arg) => commands.has(arg)) : undefined;
  if (later !== undefined) return new Error(`${found}. Flags follow the command: message-batches ${later} ${name}`);
  const meant = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name] : suggestion(name, names);
  return new Error(meant === undefined ? found : `${found}. Did you mean ${meant}?`);
}

/** The flags of a command, read from its usage text. */
const flagsOf = (name: string | undefined): string[] =>
  (commands.get(name ?? '')?.usage.match(/(?<=^ +--)[a-z-]+/gm) ?? []) as string[];

/** Returns the failed call, if the message does not name it, and the request id that Anthropic support asks for. */
function callOf(error: unknown): string {
  const { message, method, url, requestId } = error as {
    message?: string;
    method?: string;
    url?: string;
    requestId?: string;
  };
  const facts = [
    ...(method !== undefined && url !== undefined && !message?.includes(url) ? [`${method} ${url}`] : []),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ];
  return facts.length > 0 ? ` [${facts.join(', ')}]` : '';
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { path, syscall } = error as NodeJS.ErrnoException;
  const text = fileProblem(error);
  if (syscall === undefined || text === undefined)
    return error.message.replace(/^input: /, `${inputName() ?? 'input'}: `);
  return path === undefined ? `${syscall}: ${text}` : `${fileOf(path)}: ${text}`;
}

endQuietly();
const args = process.argv.slice(2).filter((arg) => !NO_COLOR_FLAGS.includes(arg));
// Does not call process.exit(), which would drop output that is still in a pipe.
process.exitCode = await main(args).catch((error: unknown) => {
  complain(`${inFlags(messageOf(error), flagsOf(args[0]), args)}${connectionAdvice(error)}${callOf(error)}`);
  return 2;
});
