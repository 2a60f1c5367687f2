// Rewords library messages, which name options and functions, for the command line, whose messages name flags, files and
// environment variables. Only this file does so.

/** Replacements that run before option names become flags. */
const SENTENCES: readonly [library: RegExp, cli: string][] = [
  [
    /pass \{ apiKey \} to BatchClient, or set ANTHROPIC_API_KEY where the runtime has environment variables, or point \{ baseURL \} at a relay/,
    'set the environment variable ANTHROPIC_API_KEY, or set ANTHROPIC_BASE_URL to a relay',
  ],
  [/pass \{ apiKey \} or set ANTHROPIC_API_KEY/, 'set ANTHROPIC_API_KEY'],
  [/ (as a bearer token|in the header x-api-key) \(\{ auth: '[^']*' \}\)/, ' $1'],
  [/point \{ baseURL \} at a relay/, 'set ANTHROPIC_BASE_URL to a relay'],
  [/\{ baseURL \}/g, 'ANTHROPIC_BASE_URL'],
  [/^baseURL:/, 'ANTHROPIC_BASE_URL:'],
  [/^apiKey:/, 'ANTHROPIC_API_KEY:'],
  [/\bUse poll\(\) to wait for that\./, 'Run the command again when it has ended.'],
  [/^batch id:/, 'ID:'],
  [/\bThe id comes from the option id\b/, 'The id comes from the flag --id'],
  [/Set betas and the API version on the call, not in its body\./, 'Set them with --beta and --api-version.'],
  [
    /Set betas on the call: they apply to every request of the batch\./,
    'Set betas with --beta; they apply to all requests.',
  ],
  [/Set the API version and betas on the call\./, 'Set them with --api-version and --beta.'],
  [/Set the workspace on the call: it applies/, 'The workspace belongs to the call; it applies'],
  [/This is an option of the call, not of a request\./, 'It belongs to the call, not to a request: remove it.'],
  [/in the option encoding(?=,|:)/g, 'with --encoding'],
  [/\. Pass the same input, or submit this one with another jobKey\./, '. Pass the same file, or another --key.'],
  [/ Await \(await client\.resume\("(.+)", \{ store \}\)\)\.wait\(\) first\./, ' Run: message-batches watch $1'],
  [/\. Omit these options, or pass another jobKey\./, '. Omit these flags, or pass another --key.'],
  [/\. Await job\.wait\(\) first, or pass \{ force: true \}: /, '. Run watch first, or pass --force: '],
  [/ or pass the ids of the records that you have: \{ from, handled \}\./, ''],
  [/Pass its items as rows: fromRows\(JSON\.parse\(text\), …\)/, 'Write one of its items on each line, in UTF-8'],
  [/If it is CSV, pass format\b/, 'If it is CSV, pass --format'],
  [/\. Pass delimiter: /, '. Pass --delimiter '],
  [/ The batch still has them: continue with results\(id, \{ from: error\.position \}\)\./, ' Run the command again.'],
  [
    /Pass the body of the response to readResults, which reads this form\./,
    'Save the body of the response as a file, and pass that: results FILE reads this form.',
  ],
  [/Read them with readResults, or message-batches results FILE\./, 'Read them with message-batches results FILE.'],
  [/, which is longer than \{ maxRetryAfterMs \}/, ''],
];

/** Options whose flag has a different name. */
const FLAGS: Readonly<Record<string, string>> = {
  betas: 'beta',
  jobKey: 'key',
  'caps.usd': 'max-usd',
  'caps.requests': 'max-requests',
  settleMs: 'settle',
  defaults: 'default',
  sample: 'exact',
  'exact.sample': 'exact',
  hostname: 'host',
  latencyMs: 'latency',
  dataDir: 'data',
  processingMs: 'clock',
  idempotencyMs: 'idempotency',
};

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Rewords a library message for a command with these flags, called with these arguments. */
export function inFlags(sentence: string, flags: readonly string[], args: readonly string[] = []): string {
  const reworded = SENTENCES.reduce((text, [library, cli]) => text.replace(library, cli), sentence);
  const flagOf = (name: string) => {
    const flag = FLAGS[name] ?? kebab(name);
    return flags.includes(flag) ? `--${flag}` : undefined;
  };
  return reworded
    .replace(/^[a-zA-Z.]+(?=: | of job )/, (name) => flagOf(name) ?? name)
    .replace(
      /^columns(?:\[\d+\])?:/,
      args.some((arg) => arg.startsWith('--jsonl')) ? '--jsonl:' : flags.includes('csv') ? '--csv:' : '$&',
    )
    .replaceAll(/\{ ([a-zA-Z]+)(?:: [^}]*)? \}/g, (whole, name: string) => flagOf(name) ?? whole);
}
