// Batch files of other vendors.
import {
  BatchClient,
  type BatchLines,
  type BatchRequest,
  type Conversion,
  type ConversionNote,
  type ConversionReport,
  type ConvertOptions,
  fromBedrock,
  fromOpenAI,
  plan,
  validate,
} from 'message-batches';

const options: ConvertOptions = { model: (named) => (named === 'gpt-4o' ? 'claude-opus-5' : 'claude-haiku-4-5') };
const requests: Conversion = fromOpenAI(new Blob([]), { ...options, maxTokens: 100, encoding: 'utf-16le' });
fromBedrock('', { model: 'claude-haiku-4-5', signal: new AbortController().signal });
fromOpenAI(new Uint8Array(), options);

await validate(requests);
await new BatchClient().create(requests);
for await (const shard of plan(requests)) shard.requests satisfies number;
for await (const request of requests) request satisfies BatchRequest;

const report: ConversionReport = requests.report;
const notes: ConversionNote[] = report.notes;
[report.requests, report.skipped, report.counts['body.seed'], notes[0]?.line] satisfies (number | undefined)[];

// @ts-expect-error a model is needed
fromOpenAI('', {});
// @ts-expect-error an option that does not exist
fromOpenAI('', { model: 'm', max_tokens: 9 });
const lines: BatchLines = [{ recordId: 'a' }];
fromBedrock(lines, options);
fromOpenAI(new Set([{}]), options);
// @ts-expect-error lines of text are one string
fromBedrock(['{}'], options);
// @ts-expect-error read only
requests.report = report;
