// message-batches emulator: runs a Message Batches API on this machine until Ctrl-C.
import { access } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EmulatorOptions, ResultOrder, ServerOptions, Tier } from 'message-batches/emulator';
import { parse } from './arguments.ts';
import { fileProblem } from './input.ts';
import { readJson } from './json.ts';
import { harmlessLine, print } from './terminal.ts';

export const usage = `  emulator        run a Message Batches API on this machine, until Ctrl-C
    --port N          port to listen on (default 8788; 0: any free port)
    --host NAME       address to listen on (default 127.0.0.1, which only this machine can reach)
    --clock C         fast (default): batches end after 3 seconds, and clients are asked to poll every second;
                      real: after 3 to 11 minutes, every 10 seconds, as observed on the API
    --latency MS      milliseconds that every response takes, or a range: 50-200
    --faults FILE     JSON file that says what goes wrong, and when
    --responder FILE  answers to the requests: JSON by custom_id, or a module whose default export is a function
    --answers FILE    JSON file with the answers option: kinds of text, shares of refusals and errors, and more
    --order ORDER     order of results: few_in_order (default: up to 100 as requested, more shuffled), requests, shuffled
    --tier T          enforce the limits of start, build or scale
    --rate-limit-headers  send anthropic-ratelimit-requests-* with every response
    --seed N          repeat a run: the same ids, answers, order and faults (default 1)
    --data DIR        keep the state in a folder, so that it survives a restart
    --idempotency     remember the idempotency-key of creates for 48 hours, as the relay does
    --cors ORIGINS    allow pages of these origins to call it, separated by commas: http://localhost:5173; * for all
    --allow-host NAMES  also answer under these host names, such as the name of a container; this machine's names always work
    --json            print the address as JSON
  Any API key works. GET /_emulator/guesses lists behavior that no source confirms. See docs/emulator.md for the rest.`;

export const operands = '';
export const examples = [
  'message-batches emulator',
  'message-batches emulator --port 0 --clock real --latency 50-200',
  'ANTHROPIC_BASE_URL=http://127.0.0.1:8788 ANTHROPIC_API_KEY=any message-batches results msgbatch_…',
];

const MINUTE = 60_000;
const CLOCKS: Record<string, Pick<EmulatorOptions, 'processingMs' | 'retryAfterSeconds'>> = {
  fast: { processingMs: 3000, retryAfterSeconds: 1 },
  real: { processingMs: [3 * MINUTE, 11 * MINUTE], retryAfterSeconds: 10 },
};

/** Resolves when the server listens; the server keeps the process alive. */
export async function emulator(args: string[]): Promise<number> {
  const { values } = parse('emulator', {
    args,
    options: {
      port: { type: 'string', default: '8788' },
      host: { type: 'string' },
      clock: { type: 'string', default: 'fast' },
      latency: { type: 'string' },
      faults: { type: 'string' },
      responder: { type: 'string' },
      answers: { type: 'string' },
      order: { type: 'string' },
      tier: { type: 'string' },
      'rate-limit-headers': { type: 'boolean' },
      seed: { type: 'string' },
      data: { type: 'string' },
      idempotency: { type: 'boolean' },
      cors: { type: 'string' },
      'allow-host': { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const clock = Object.hasOwn(CLOCKS, values.clock) ? CLOCKS[values.clock] : undefined;
  if (clock === undefined) throw new Error(`--clock: expected fast or real, found ${JSON.stringify(values.clock)}`);
  const options = {
    ...clock,
    port: whole('--port', values.port),
    ...(values.host === undefined ? {} : { hostname: values.host }),
    ...(values.latency === undefined ? {} : { latencyMs: range('--latency', values.latency) }),
    ...(values.faults === undefined ? {} : { faults: await json('--faults', values.faults) }),
    ...(values.responder === undefined ? {} : { responder: await responder(values.responder) }),
    ...(values.answers === undefined ? {} : { answers: await json('--answers', values.answers) }),
    ...(values.order === undefined ? {} : { order: values.order as ResultOrder }),
    ...(values['rate-limit-headers'] ? { rateLimitHeaders: true } : {}),
    ...(values.tier === undefined ? {} : { tier: values.tier as Tier }),
    ...(values.seed === undefined ? {} : { seed: whole('--seed', values.seed) }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    ...(values.idempotency ? { idempotency: true } : {}),
    ...(values.cors === undefined ? {} : { cors: values.cors === '*' ? '*' : listed(values.cors) }),
    ...(values['allow-host'] === undefined ? {} : { allowedHosts: listed(values['allow-host']) }),
  } as ServerOptions;
  // Imported here because no other command needs it.
  const { startEmulator } = await import('message-batches/emulator');
  const running = await startEmulator(options).catch((error: unknown) => {
    throw inFlags(error, values);
  });
  print(
    values.json
      ? `${JSON.stringify({ url: running.url })}\n`
      : `The emulator listens at ${harmlessLine(running.url)}. Any API key works. Press Ctrl-C to stop it.\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
  return 0;
}

/** The flag for each option. */
const FLAGS: Record<string, string> = {
  port: '--port',
  hostname: '--host',
  latencyMs: '--latency',
  order: '--order',
  tier: '--tier',
  seed: '--seed',
  dataDir: '--data',
  cors: '--cors',
  allowedHosts: '--allow-host',
};
const FILES = ['faults', 'responder', 'answers'] as const;

/** Rewords an option error for the command line: names the flag, and the file if the option comes from a file. */
function inFlags(error: unknown, values: Partial<Record<(typeof FILES)[number], string>>): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'invalid_option') return error;
  const [, name = '', rest = ''] = /^(\w+)(.*)$/s.exec(error.message) ?? [];
  const flag = Object.hasOwn(FLAGS, name) ? FLAGS[name] : undefined;
  if (flag !== undefined) return new Error(flag + rest);
  const file = FILES.find((option) => option === name);
  return file === undefined ? error : new Error(`--${file} ${values[file]}: ${error.message}`);
}

const listed = (text: string): string[] => text.split(',').map((part) => part.trim());

function whole(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${option}: expected a whole number, found ${JSON.stringify(text)}`);
  return Number(text);
}

function range(option: string, text: string): number | [number, number] {
  const [, least, most] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  if (least === undefined) {
    throw new Error(`${option}: expected milliseconds such as 50, or 50-200, found ${JSON.stringify(text)}`);
  }
  if (most === undefined) return Number(least);
  if (Number(most) < Number(least)) {
    throw new Error(`${option}: expected the smaller number first, found ${JSON.stringify(text)}`);
  }
  return [Number(least), Number(most)];
}

const json = (option: string, file: string): Promise<unknown> => readJson(file, `${option} ${file}`, null);

async function responder(file: string): Promise<EmulatorOptions['responder']> {
  if (file.endsWith('.json')) return (await json('--responder', file)) as EmulatorOptions['responder'];
  await access(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `--responder ${file}: ${error.code === 'ENOENT' ? 'no such file' : (fileProblem(error) ?? error.message)}`,
    );
  });
  const module = (await import(pathToFileURL(path.resolve(file)).href)) as { default?: EmulatorOptions['responder'] };
  if (typeof module.default !== 'function') {
    throw new Error(
      `--responder ${file}: expected a module with a function as its default export, found ${typeof module.default}`,
    );
  }
  return module.default;
}
