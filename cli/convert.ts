// message-batches convert FILE: converts another vendor's batch file to requests.
import { stderr, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type ApiVersion,
  type BatchRequest,
  type ConversionReport,
  fromBedrock,
  fromOpenAI,
  validate,
} from 'message-batches';
import { oneOf, operand, parse, whole } from './arguments.ts';
import { bodyOf } from './build.ts';
import { count, tableOf } from './figures.ts';
import { STDIN } from './findings.ts';
import { openInput } from './input.ts';
import { forOutput, harmlessLine, painter } from './terminal.ts';

export const usage = `  convert FILE    convert another vendor's batch file to requests; - reads standard input; prints JSONL
    --from F          openai (chat completions and responses) or bedrock
    --model ID        Claude model for all requests
    --max-tokens N    max_tokens of requests that set no limit (default 4,096)
    --api-version V   API version that the requests are for: 2026-10-21 (default) or 2023-06-01
    --encoding E      encoding of the file, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --json            print one create body instead of JSONL
  Prints what it could not convert on standard error. Exits with 0 if every line became a request, 1 if
  lines were skipped or the file has no requests.`;

export const operands = 'FILE --from F --model ID';
export const examples = [
  'message-batches convert batch.jsonl --from openai --model claude-haiku-4-5 > requests.jsonl',
  'message-batches convert input.jsonl --from bedrock --model claude-haiku-4-5 | message-batches validate -',
];

const FORMATS = { openai: fromOpenAI, bedrock: fromBedrock };
/** Maximum number of notes that are printed individually; if there are more, a table counts them. */
const MAX_NOTES = 5;

export async function convert(args: string[]): Promise<number> {
  const { values, positionals } = parse('convert', {
    args,
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      model: { type: 'string' },
      'max-tokens': { type: 'string' },
      'api-version': { type: 'string' },
      encoding: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const file = operand('convert', 'FILE', positionals);
  if (values.from === undefined) throw new Error('convert: --from is required: openai or bedrock');
  if (values.model === undefined) throw new Error('convert: --model ID is required');
  const format = oneOf('--from', values.from, ['openai', 'bedrock'] as const);
  await checkModel(values.model);
  const requests = FORMATS[format](await openInput(file), {
    model: values.model,
    apiVersion: values['api-version'] as ApiVersion | undefined,
    maxTokens: whole('--max-tokens', values['max-tokens']),
    encoding: values.encoding,
  });
  const lines = jsonl(requests);
  await pipeline(Readable.from(forOutput<Uint8Array | string>(values.json ? bodyOf(lines) : lines)), stdout, {
    end: false,
  });
  const { report } = requests;
  stderr.write(toText(file === '-' ? STDIN : file, report));
  return report.skipped > 0 || report.requests === 0 ? 1 : 0;
}

/** Throws if the checks refuse the model, which is that of all requests. */
async function checkModel(model: string): Promise<void> {
  const params = { model, max_tokens: 1, messages: [{ role: 'user' as const, content: '-' }] };
  const { issues } = await validate([{ custom_id: '-', params }]);
  const issue = issues.find(({ severity, path }) => severity === 'error' && path.endsWith('.model'));
  if (issue) throw new Error(`--model: ${issue.message}`);
}

async function* jsonl(requests: AsyncIterable<BatchRequest>): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder();
  for await (const request of requests) yield utf8.encode(`${JSON.stringify(request)}\n`);
}

function toText(file: string, { requests, skipped, notes, counts }: ConversionReport): string {
  const paint = painter(stderr);
  const lines = notes.slice(0, MAX_NOTES).map(({ line, field, message }) => {
    const place = paint('bold', `${harmlessLine(file)}:${line}:`);
    return `${place} ${paint('yellow', 'note:')} ${harmlessLine(field && `${field}: `)}${harmlessLine(message)}`;
  });
  if (requests + skipped === 0) {
    const place = paint('bold', `${harmlessLine(file)}:1:`);
    lines.push(`${place} ${paint('red', 'error:')} expected at least one request, found none`);
  }
  if (notes.length > MAX_NOTES) lines.push('All notes by field:', ...tableOf(counts));
  const left = skipped > 0 ? `, ${count(skipped, 'line')} skipped` : '';
  return `${[...lines, `${count(requests, 'request')}${left}`].join('\n')}\n`;
}
