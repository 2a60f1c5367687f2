// A folder of jobs, and an emulator that receives them.
import { startEmulator } from 'message-batches/emulator';
import { folder } from './run.mjs';

export const requests = (count) =>
  Array.from({ length: count }, (_, index) => ({
    custom_id: `r-${index}`,
    params: { model: 'claude-haiku-4-5', max_tokens: 100, messages: [{ role: 'user', content: `Hi ${index}` }] },
  }));

export const jsonl = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

/** `cli` runs a command against an emulator whose batches end at once. Ids, times and addresses are normalized. */
export async function jobFolder(t, options = {}) {
  const made = folder((end) => t.after(end));
  const { url, emulator, close } = await startEmulator({ port: 0, processingMs: 0, ...options });
  t.after(close);
  const env = { ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: url };
  const names = new Map();
  const named = (id, kind) => {
    if (!names.has(id)) names.set(id, `${kind}-${[...names.values()].filter((name) => name.startsWith(kind)).length}`);
    return names.get(id);
  };
  const plain = (text) =>
    text
      .replaceAll(url, 'http://emulator')
      .replaceAll(made.root, 'FOLDER')
      .replaceAll(/job_[0-9a-v]{15}/g, (id) => named(id, 'job'))
      .replaceAll(/msgbatch_\w{24}/g, (id) => named(id, 'batch'))
      .replaceAll(/\$\d+\.\d+/g, 'MONEY')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
  /** The order of progress lines varies, so they are in `progress`. */
  const shown = ({ code, stdout: output, stderr }) => {
    // First, so that the name of a batch does not depend on the order of progress.
    const stdout = plain(output);
    const lines = plain(stderr).split(/(?<=\n)/);
    const isProgress = (line) => /^(?:shard \d+|job): /.test(line);
    return {
      code,
      stdout,
      stderr: lines.filter((line) => !isProgress(line)).join(''),
      progress: lines.filter(isProgress),
    };
  };
  const start = (args, input = '') => {
    const { child, ended, saying } = made.start(args, input, env);
    return { child, saying, ended: ended.then((end) => ({ ...shown(end), signal: end.signal })) };
  };
  const cli = async (args, input) => {
    const { progress: _, ...end } = shown(await made.cli(args, input, env));
    return end;
  };
  return { ...made, url, emulator, env, plain, cli, start, raw: (args, input) => made.cli(args, input, env) };
}

export const SUBMIT = ['submit', 'r.jsonl', '--key', 'k', '--max-requests', '2', '--yes'];
/** The same job, with all requests in one batch. */
export const ONE_BATCH = ['submit', 'r.jsonl', '--key', 'k', '--yes'];
const BAND = 'price: at least MONEY, at most MONEY\n';
export const ASKED = `r.jsonl: 3 requests\n${BAND}destination: http://emulator\n`;
export const STORED = `${ASKED}Stored job job-0 ("k") in FOLDER/state/message-batches\n`;
export const KNOWN = 'Found job job-0 ("k"). If the requests are the same, submit continues it.\n';

/** Creates a folder with a file of three requests. */
export async function place(t, options) {
  const made = await jobFolder(t, options);
  made.file('r.jsonl', jsonl(requests(3)));
  return made;
}

export const NO_JOBS = 'There are no jobs in FOLDER/state/message-batches\n';

export const ok = (stdout, stderr = '') => ({ code: 0, stdout, stderr });
export const failed = (text, before = '') => ({ code: 2, stdout: '', stderr: `${before}message-batches: ${text}\n` });
