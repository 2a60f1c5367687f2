// message-batches estimate FILE: says what requests will cost before they are sent.
import * as batches from 'message-batches';
import { operand, parse, whole } from './arguments.ts';
import { count, dollars, number as tokens } from './figures.ts';
import { harmless, harmlessLine, jsonText, print } from './terminal.ts';
import { open, progress } from './validate.ts';

export const usage = `  estimate FILE   what requests will cost: JSONL, one request a line, or a create body; - reads standard input
    --exact N       let the API count N requests, chosen by chance, and scale by them (needs ANTHROPIC_API_KEY)
    --encoding E    of the file, if it is not UTF-8: gbk, windows-1251 or any other label of TextDecoder
    --json          print the whole estimate as JSON
    --allow-insecure  with --exact: call an ANTHROPIC_BASE_URL that is http on another machine; others can read the key
  Exits with 0 if all has a price, 1 if not or if something is no request, 2 if the file cannot be read.`;

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
  const client = () => new batches.BatchClient({ allowInsecure: values['allow-insecure'] });
  const shown = progress(file);
  const found = await batches.estimate(await open(file), {
    exact: sample === undefined ? undefined : { client: client(), sample },
    encoding: values.encoding,
    onProgress: shown.step,
  });
  shown.end();
  print(values.json ? jsonText(found) : harmless(told(found)));
  return found.cost === null || found.unreadable > 0 ? 1 : 0;
}

function told(found: batches.CostEstimate): string {
  const { requests, unreadable, models, prefix } = found;
  const lines = [count(requests, 'request')];
  if (unreadable > 0) lines.push(`${count(unreadable, 'part')} of the input could not be read as a request`);
  for (const model of models) lines.push('', ...ofModel(model));
  if (models.length > 1)
    lines.push('', 'together', ...figures(found, found.cost ? undefined : 'not known for every model'));
  if (prefix.groups.length > 0) lines.push('', ...common(prefix));
  lines.push('', ...found.assumptions);
  return `${lines.join('\n')}\n`;
}

const WHY = {
  model: 'not known: the table of models does not have this one',
  retired: 'not known: the model is retired',
  price: 'not known: the table of models has no price for this one',
};

function ofModel(model: batches.ModelEstimate): string[] {
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
  const most = max_tokens === null ? 'not bounded' : `at most ${tokens(max_tokens)}`;
  const lines = [`  input tokens   ${band(input_tokens, about)}`, `  output tokens  ${most}`];
  if (cost === null) return [...lines, `  cost           ${why}`];
  const output = cost.output === null ? 'not bounded' : `at most ${dollars(cost.output)}`;
  const found = [...lines, `  input          ${band(cost.input, dollars)}`, `  output         ${output}`];
  if (cost.fees !== 0)
    found.push(`  web searches   ${cost.fees === null ? 'not bounded' : `at most ${dollars(cost.fees)}`}`);
  return unpricedTools.length > 0 ? [...found, `  not in it      ${harmlessLine(unpricedTools.join(', '))}`] : found;
}

const band = ({ low, likely, high }: batches.Band, shown: (number: number) => string): string =>
  high === null || low !== high
    ? `${shown(likely)} (from ${shown(low)} to ${high === null ? 'no bound' : shown(high)})`
    : shown === about
      ? tokens(likely)
      : shown(likely);

/** No more digits than an estimate has; what was counted keeps all. */
const about = (number: number): string => tokens(Number(number.toPrecision(3)));

/** What can be cached, and whether that pays. */
function common({ groups }: batches.PrefixReport): string[] {
  return groups.slice(0, 3).flatMap((group) => {
    const { requests, model, input_tokens, breakpoint, cacheable, caching, marked, minCacheable } = group;
    const lines = [
      `${tokens(requests)} requests of ${harmlessLine(model)} begin alike: ${band(input_tokens, about)} tokens, up to ${harmlessLine(breakpoint)}`,
    ];
    if (cacheable === false)
      return [
        ...lines,
        `  too short to be cached: the model asks for ${minCacheable === null ? 'more' : tokens(minCacheable)} tokens`,
      ];
    if (marked > 0) lines.push(`  ${tokens(marked)} of them have a breakpoint there`);
    if (caching) {
      const { primed, saves, hitRate } = caching['1h'];
      const rate = Math.ceil(hitRate * 100);
      lines.push(
        `  without a cache ${dollars(caching.uncached)}; written once for an hour and then read ${dollars(primed)}, ${dollars(saves)} less`,
        `  in a cold batch it pays if at least ${rate} % of them read`,
      );
    }
    return lines;
  });
}
