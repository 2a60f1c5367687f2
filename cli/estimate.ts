// message-batches estimate FILE: estimates tokens and cost before anything is sent.
import * as batches from 'message-batches';
import { operand, parse, whole } from './arguments.ts';
import { commandClient } from './calls.ts';
import { count, dollars, number as tokens } from './figures.ts';
import { openInput } from './input.ts';
import { harmless, harmlessLine, jsonText, print } from './terminal.ts';
import { progress } from './validate.ts';

export const usage = `  estimate FILE   estimate tokens and cost: JSONL with one request per line, or a create body; - reads standard input
    --exact N         let the API count the tokens of N random requests, and scale the estimate accordingly (needs ANTHROPIC_API_KEY)
    --encoding E      encoding of the file, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --json            print the whole estimate as JSON
    --allow-insecure  with --exact: allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  Exits with 0 if everything has a price, 1 if the file has no requests, a part that is not a request, or something
  without a price, 2 if the file cannot be read.`;

export const operands = 'FILE';
export const examples = [
  'message-batches estimate requests.jsonl',
  'message-batches estimate requests.jsonl --exact 20',
  'message-batches estimate requests.jsonl --json',
];

export async function estimate(args: string[]): Promise<number> {
  const { values, positionals } = parse('estimate', {
    args,
    allowPositionals: true,
    options: {
      exact: { type: 'string' },
      'allow-insecure': { type: 'boolean' },
      encoding: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const file = operand('estimate', 'FILE', positionals);
  const sample = whole('--exact', values.exact);
  const client = () => commandClient(values);
  const bar = progress(file);
  const found = await batches.estimate(await openInput(file), {
    exact: sample === undefined ? undefined : { client: client(), sample },
    encoding: values.encoding,
    onProgress: bar.step,
  });
  bar.end();
  print(values.json ? jsonText(found) : harmless(renderEstimate(found)));
  return found.cost === null || found.unreadable > 0 || found.requests === 0 ? 1 : 0;
}

function renderEstimate(found: batches.CostEstimate): string {
  const { requests, unreadable, models, prefix } = found;
  const lines = [count(requests, 'request')];
  if (unreadable > 0) lines.push(`${count(unreadable, 'part')} of the input could not be read as a request`);
  for (const model of models) lines.push('', ...renderModel(model));
  if (models.length > 1)
    lines.push('', 'total', ...figures(found, found.cost ? undefined : 'unknown for at least one model'));
  if (prefix.groups.length > 0) lines.push('', ...renderPrefixes(prefix));
  lines.push('', ...found.assumptions);
  return `${lines.join('\n')}\n`;
}

const WHY = {
  model: 'unknown: this model is not in the model table',
  retired: 'unknown: the model is retired',
  price: 'unknown: the model table has no price for this model',
};

function renderModel(model: batches.ModelEstimate): string[] {
  const dated = model.pricesAsOf === null ? '' : `, prices of ${model.pricesAsOf}`;
  const requests = count(model.requests, 'request');
  const head = `${harmlessLine(model.model) || '(no model)'}: ${requests}${model.cost ? dated : ''}`;
  return [head, ...figures(model, model.unknown ? WHY[model.unknown] : undefined)];
}

function figures(
  of: Pick<batches.ModelEstimate, 'input_tokens' | 'max_tokens' | 'cost' | 'unpricedTools'>,
  why?: string,
): string[] {
  const { input_tokens, max_tokens, cost, unpricedTools } = of;
  const most = max_tokens === null ? 'no upper bound' : `at most ${tokens(max_tokens)}`;
  const lines = [`  input tokens   ${band(input_tokens, about)}`, `  output tokens  ${most}`];
  if (cost === null) return [...lines, `  cost           ${why}`];
  const output = cost.output === null ? 'no upper bound' : `at most ${dollars(cost.output)}`;
  const found = [...lines, `  input          ${band(cost.input, dollars)}`, `  output         ${output}`];
  if (cost.fees !== 0)
    found.push(`  web searches   ${cost.fees === null ? 'no upper bound' : `at most ${dollars(cost.fees)}`}`);
  return unpricedTools.length > 0 ? [...found, `  not included   ${harmlessLine(unpricedTools.join(', '))}`] : found;
}

const band = ({ low, likely, high }: batches.Band, shown: (number: number) => string): string =>
  high === null || low !== high
    ? `${shown(likely)} (${high === null ? `at least ${shown(low)}, no upper bound` : `from ${shown(low)} to ${shown(high)}`})`
    : shown === about
      ? tokens(likely)
      : shown(likely);

/** Rounds an estimate to three digits. Exact counts keep all digits. */
const about = (number: number): string => tokens(Number(number.toPrecision(3)));

/** Formats shared prefixes, and whether caching them pays. */
function renderPrefixes({ groups }: batches.PrefixReport): string[] {
  return groups.slice(0, 3).flatMap((group) => {
    const { requests, model, input_tokens, breakpoint, cacheable, caching, marked, minCacheable } = group;
    const lines = [
      `${tokens(requests)} requests for ${harmlessLine(model)} share a prefix of ${band(input_tokens, about)} tokens, up to ${harmlessLine(breakpoint)}`,
    ];
    if (cacheable === false)
      return [
        ...lines,
        `  too short to cache: the model needs ${minCacheable === null ? 'more' : `at least ${tokens(minCacheable)}`} tokens`,
      ];
    if (marked > 0) lines.push(`  ${tokens(marked)} of them have a cache breakpoint there`);
    if (caching) {
      const { primed, saves, hitRate } = caching['1h'];
      const rate = Math.ceil(hitRate * 100);
      lines.push(
        `  without caching ${dollars(caching.uncached)}; with a 1-hour cache that a primer batch fills ${dollars(primed)}, saves ${dollars(saves)}`,
        `  without a primer batch, caching pays if at least ${rate} % of the requests read the cache`,
      );
    }
    return lines;
  });
}
