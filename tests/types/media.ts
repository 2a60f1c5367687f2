// Images, documents, parts of params and estimates: what their declarations allow and forbid.
import {
  BatchClient,
  type BatchRequest,
  type CostEstimate,
  cached,
  type DocumentBlock,
  documentBlock,
  estimate,
  type ImageBlock,
  imageBlock,
  jsonOutput,
  turns,
} from 'message-batches';

const image: ImageBlock = await imageBlock(new Uint8Array(), { scale: true, cache_control: { type: 'ephemeral' } });
const document: DocumentBlock = await documentBlock('A text.', { title: 'A', context: 'B', citations: true });
for (const source of [new ArrayBuffer(1), new Blob(), new File([], 'a'), new URL('https://example.com'), 'a.png']) {
  await imageBlock(source, { scale: 2000, onNote: ({ code, message }) => console.log(code, message) });
  await documentBlock(source);
}
// @ts-expect-error no source
imageBlock(7);
// @ts-expect-error documents are not scaled
documentBlock('a', { scale: true });
// @ts-expect-error images have no title
imageBlock('a', { title: 'a' });
// @ts-expect-error not a lifetime
imageBlock('a', { cache_control: { type: 'ephemeral', ttl: '2h' } });

const schema = { type: 'object', properties: {}, additionalProperties: false };
const tool = cached({ name: 'a', input_schema: schema }, '5m');
const name: string = tool.name;
const ttl: '5m' | '1h' | undefined = tool.cache_control.ttl;
const request: BatchRequest = {
  custom_id: 'a',
  params: {
    model: 'm',
    max_tokens: 1,
    system: [cached('Be kind.')],
    tools: [tool],
    messages: turns('a', 'b', [image, document, cached({ type: 'text', text: name }, ttl)]),
    ...jsonOutput(schema),
  },
};
// @ts-expect-error a number is not a block
cached(7);
// @ts-expect-error a number is not content
turns(7);
// @ts-expect-error a schema is an object
jsonOutput('{}');

const client = new BatchClient();
const { input_tokens }: { input_tokens: number } = await client.countTokens(request.params);
const found: CostEstimate = await estimate([request], { exact: { client, sample: 3 } });
const most: number | null = found.input_tokens.high;
const [group] = found.prefix.groups;
const saved: number | undefined = group?.caching?.['1h'].saves;
console.log(input_tokens, most, saved, found.models[0]?.cost?.input.likely);
// @ts-expect-error a cost may not be known
found.cost.output;
// @ts-expect-error not something that counts
estimate([request], { exact: { client: {} } });
