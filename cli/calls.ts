// Makes the client of a command. It reports on standard error what a call is waiting for, if that takes longer than a moment.
import { type Channel, channel } from 'node:diagnostics_channel';
import { env, stderr } from 'node:process';
import { BatchClient, BatchError, type CallEvent } from 'message-batches';
import { canRewrite, harmlessLine } from './terminal.ts';

/** Longer waits are reported. */
const LONG_MS = 3000;
/** Time without a response after which the server is reported as silent. */
const SILENT_MS = 5000;

export interface ClientFlags {
  'allow-insecure'?: boolean | undefined;
}

/** Returns the client of a command that ends with the error of a failed call. */
export const commandClient = (flags: ClientFlags): BatchClient => clientOf(flags, new Waits(false));

/** Returns the client of a command that drives a job, which continues after failed calls. */
export const jobClient = (flags: ClientFlags): BatchClient => clientOf(flags, new Waits(true));

/**
 * Returns the client of a command that drives a job, after one successful call. A server that is not the API, or that refuses the
 * key, ends the command before it waits for a job. A temporary failure is reported, and the job waits for its end.
 */
export async function checkedClient(flags: ClientFlags): Promise<BatchClient> {
  const waits = new Waits(true);
  const client = clientOf(flags, waits);
  waits.isCheck = true;
  await client.list({ limit: 1 }).catch((error: unknown) => {
    if (!BatchError.isInstance(error) || !PASSING.has(error.code)) throw error;
  });
  waits.isCheck = false;
  return client;
}

function clientOf({ 'allow-insecure': allowInsecure }: ClientFlags, { onCall }: Waits): BatchClient {
  announceSilence();
  return new BatchClient({ allowInsecure, onCall });
}

/** Codes of failures after which a job continues. */
const PASSING: ReadonlySet<string> = new Set([
  'rate_limited',
  'overloaded',
  'server_timeout',
  'server_error',
  'connection_failed',
  'connection_lost',
  'timed_out',
]);

/** Reports why calls fail: once for each reason, and when the failures end. */
class Waits {
  readonly #isJob: boolean;
  #reason: string | undefined;
  /** Whether the command ends with the error of a response that does not come from the API. */
  isCheck = false;

  constructor(isJob: boolean) {
    this.#isJob = isJob;
  }

  readonly onCall = (event: CallEvent): void => {
    const { code, target, status, retryInMs, outcome } = event;
    const seen = LAST.get(target);
    LAST.delete(target);
    if (code === undefined && seen !== HTML) {
      if (this.#reason !== undefined) say(`${originOf(target)} answers again.`);
      this.#reason = undefined;
      return;
    }
    const isSoon = retryInMs !== undefined && retryInMs < LONG_MS;
    // A job continues; any other command ends with the error.
    const isPassing = code === undefined ? !this.isCheck : PASSING.has(code);
    const isReported = retryInMs === undefined && !(this.#isJob && isPassing);
    if (isSoon || isReported) return;
    const reason = seen === HTML ? HTML : status === undefined ? reasonOf(code, seen) : `${status} ${code}`;
    if (reason === this.#reason) return;
    this.#reason = reason;
    const next =
      retryInMs !== undefined
        ? `trying again in ${duration(retryInMs)}`
        : outcome === 'unknown'
          ? 'it is unknown whether the batch was stored'
          : 'the job tries again';
    say(`${target}: ${reason}; ${next}`);
  };
}

const reasonOf = (code: string | undefined, seen: string | undefined): string =>
  code === 'timed_out' ? 'no response in time' : `no response${seen === undefined ? '' : ` (${seen})`}`;

const originOf = (target: string): string => new URL(target.slice(target.indexOf(' ') + 1)).origin;

const HTML = 'an HTML page, not a response of the API: check ANTHROPIC_BASE_URL';
/** Codes of Node's HTTP client that mean nothing to users, with explanations. */
const WORDS: Readonly<Record<string, string>> = { UND_ERR_SOCKET: 'the connection was closed' };
/** The result of the last exchange with each target, with details that the client's events lack. */
const LAST = new Map<string, string>();

/** A request of Node's HTTP client, as its diagnostics channels publish it. */
interface Exchange {
  request: { method: string; origin: string | URL; path: string };
  response?: { headers: (Uint8Array | string)[] };
  error?: { code?: string };
}

let isAnnouncing = false;

/**
 * Reports which call a server does not answer. Uses the channels of Node's HTTP client, because a `fetch` of our own would hide
 * the failure.
 */
function announceSilence(): void {
  if (isAnnouncing) return;
  isAnnouncing = true;
  const timers = new Map<object, ReturnType<typeof setTimeout>>();
  const on = (name: string, listener: (exchange: Exchange) => void): void => {
    const found: Channel = channel(`undici:request:${name}`);
    found.subscribe((message) => listener(message as Exchange));
  };
  const stop = (request: object): void => {
    clearTimeout(timers.get(request));
    timers.delete(request);
  };
  // The time of the upload does not count.
  on('bodySent', ({ request }) => {
    const timer = setTimeout(() => say(`Waiting for a response: ${targetOf(request)}`), SILENT_MS);
    timers.set(request, timer.unref());
  });
  on('headers', ({ request, response }) => {
    stop(request);
    if (isHtml(response?.headers ?? [])) LAST.set(targetOf(request), HTML);
  });
  on('error', ({ request, error }) => {
    stop(request);
    if (error?.code !== undefined) LAST.set(targetOf(request), WORDS[error.code] ?? error.code);
  });
}

const targetOf = ({ method, origin, path }: Exchange['request']): string => `${method} ${origin}${path.split('?')[0]}`;

/** Names and values alternate. */
function isHtml(headers: (Uint8Array | string)[]): boolean {
  const texts = headers.map((text) =>
    Buffer.from(text as Uint8Array)
      .toString('latin1')
      .toLowerCase(),
  );
  return texts.some((text, at) => at % 2 === 0 && text === 'content-type' && texts[at + 1]?.startsWith('text/html'));
}

/** Writes a line, replacing a progress bar if there is one. */
const say = (text: string): void => void stderr.write(`${canRewrite(stderr) ? '\r\x1b[K' : ''}${harmlessLine(text)}\n`);

const UNITS: readonly [name: string, ms: number][] = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** Formats a duration in the largest unit of which it has at least two, or in seconds. */
function duration(ms: number): string {
  const [name, size] = UNITS.find(([, size]) => ms >= 2 * size || ms === size) ?? (['second', 1000] as const);
  const found = Math.ceil(ms / size);
  return `${found} ${name}${found === 1 ? '' : 's'}`;
}

/** Returns the code of the failed system call, which is the innermost cause. */
function systemCode(error: unknown): unknown {
  const { cause, code } = (error ?? {}) as { cause?: unknown; code?: unknown };
  return cause === undefined ? code : systemCode(cause);
}

/** Returns advice for a failed connection; empty if there is none. */
export function connectionAdvice(error: unknown): string {
  const code = systemCode(error);
  if (code === 'ECONNREFUSED') {
    return env.ANTHROPIC_BASE_URL ? ' Check ANTHROPIC_BASE_URL: is the emulator or relay running?' : '';
  }
  const proxy = ['HTTPS_PROXY', 'https_proxy'].find((name) => env[name]);
  const isProxied = proxy === undefined || env.NODE_USE_ENV_PROXY === '1';
  const isNetwork = code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ETIMEDOUT' || code === 'ENETUNREACH';
  return isNetwork && !isProxied
    ? ` ${proxy} is set: Node uses it from version 22.21 on, with NODE_USE_ENV_PROXY=1.`
    : '';
}
