// The client of a command. It says on standard error what a call waits for, if that takes longer than a moment.
import { type Channel, channel } from 'node:diagnostics_channel';
import { env, stderr } from 'node:process';
import { BatchClient, BatchError, type CallEvent } from 'message-batches';
import { canRewrite, harmlessLine } from './terminal.ts';

/** A wait that is longer is announced. */
const LONG_MS = 3000;
/** How long a server may be silent. */
const SILENT_MS = 5000;

export interface ClientFlags {
  'allow-insecure'?: boolean | undefined;
}

/** The client of a command that ends with the error of a failed call. */
export const commandClient = (flags: ClientFlags): BatchClient => clientOf(flags, new Waits(false));

/** The client of a command that drives a job, which goes on after failed calls. */
export const jobClient = (flags: ClientFlags): BatchClient => clientOf(flags, new Waits(true));

/**
 * The same after one call, so that a server that is not the API, or refuses the key, ends a command before it waits for a job.
 * A failure that may pass is said, and the job waits for its end.
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

/** Codes of failures after which a job goes on. */
const PASSING: ReadonlySet<string> = new Set([
  'rate_limited',
  'overloaded',
  'server_timeout',
  'server_error',
  'connection_failed',
  'connection_lost',
  'timed_out',
]);

/** Says why calls fail: once for each reason, and when it is over. */
class Waits {
  readonly #isJob: boolean;
  #reason: string | undefined;
  /** Whether the command ends with the error of a response that is not one of the API. */
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
    // A job goes on; any other command ends with the error.
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
/** Codes of Node's HTTP client that say nothing to its users. */
const WORDS: Readonly<Record<string, string>> = { UND_ERR_SOCKET: 'the connection was closed' };
/** What the last exchange of each target came to, of what an event of the client does not say. */
const LAST = new Map<string, string>();

/** A request of the HTTP client of Node, as its diagnostics channels show it. */
interface Exchange {
  request: { method: string; origin: string | URL; path: string };
  response?: { headers: (Uint8Array | string)[] };
  error?: { code?: string };
}

let isAnnouncing = false;

/** Says which call a server does not answer. Uses the channels of Node's HTTP client: a `fetch` of our own would hide what failed. */
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
  // An upload takes its time.
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

/** Names and values take turns. */
function isHtml(headers: (Uint8Array | string)[]): boolean {
  const texts = headers.map((text) =>
    Buffer.from(text as Uint8Array)
      .toString('latin1')
      .toLowerCase(),
  );
  return texts.some((text, at) => at % 2 === 0 && text === 'content-type' && texts[at + 1]?.startsWith('text/html'));
}

/** Writes a line, over a bar if there is one. */
const say = (text: string): void => void stderr.write(`${canRewrite(stderr) ? '\r\x1b[K' : ''}${harmlessLine(text)}\n`);

const UNITS: readonly [name: string, ms: number][] = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** A time in the largest unit of which it has two, or in seconds. */
function duration(ms: number): string {
  const [name, size] = UNITS.find(([, size]) => ms >= 2 * size || ms === size) ?? (['second', 1000] as const);
  const found = Math.ceil(ms / size);
  return `${found} ${name}${found === 1 ? '' : 's'}`;
}

/** The code of the failed system call, which is the innermost cause. */
function systemCode(error: unknown): unknown {
  const { cause, code } = (error ?? {}) as { cause?: unknown; code?: unknown };
  return cause === undefined ? code : systemCode(cause);
}

/** What may help with a connection that failed; empty if nothing is known. */
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
