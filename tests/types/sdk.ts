// Values can be passed between this package and the official SDK, in both directions: `ours` tests values from this package,
// `theirs` values from the SDK. The SDK before 1.0 has no `diagnostics` and no `speed`, so its answers cannot be converted to
// ours.
import type Anthropic from '@anthropic-ai/sdk';
import type Before from 'anthropic-sdk-0';
import {
  BatchClient,
  type BatchInput,
  type BatchRequest,
  type ContentBlock,
  type ContentBlockParam,
  type DeletedMessageBatch,
  estimate,
  type InputRequest,
  type ListParams,
  type Message,
  type MessageBatch,
  type MessageBatchIndividualResponse,
  type MessageBatchRequestCounts,
  type MessageBatchResult,
  type MessageParam,
  type MessageParams,
  plan,
  type TextBlock,
  type Usage,
  validate,
} from 'message-batches';

declare function both<Ours, Theirs>(
  ours: [Ours] extends [Theirs] ? true : false,
  theirs: [Theirs] extends [Ours] ? true : false,
): void;

both<MessageBatch, Anthropic.Messages.MessageBatch>(true, true);
both<MessageBatch, Before.Messages.MessageBatch>(true, true);
both<MessageBatchRequestCounts, Anthropic.Messages.MessageBatchRequestCounts>(true, true);
both<DeletedMessageBatch, Anthropic.Messages.DeletedMessageBatch>(true, true);
both<MessageParams, Anthropic.Messages.MessageCreateParamsNonStreaming>(true, true);
both<MessageParams, Before.Messages.MessageCreateParamsNonStreaming>(true, true);
both<MessageParam, Anthropic.Messages.MessageParam>(true, true);
both<MessageParam, Before.Messages.MessageParam>(true, true);
both<BatchRequest, Anthropic.Messages.BatchCreateParams.Request>(true, true);
both<BatchRequest, Before.Messages.BatchCreateParams.Request>(true, true);
both<Message, Anthropic.Messages.Message>(true, true);
both<Message, Before.Messages.Message>(true, false);
both<ContentBlock, Anthropic.Messages.ContentBlock>(true, true);
both<ContentBlock, Before.Messages.ContentBlock>(true, true);
both<TextBlock, Anthropic.Messages.TextBlock>(true, true);
both<Usage, Anthropic.Messages.Usage>(true, true);
both<MessageBatchResult, Anthropic.Messages.MessageBatchResult>(true, true);
both<MessageBatchIndividualResponse, Anthropic.Messages.MessageBatchIndividualResponse>(true, true);
both<MessageBatchIndividualResponse, Before.Messages.MessageBatchIndividualResponse>(true, false);
both<ListParams, Anthropic.Messages.BatchListParams>(false, true);
// Every field of the SDK is known here, except those that a request of a batch must not have.
type Refused = 'betas' | 'output_format' | 'workspace_id';
type BetaParams = Anthropic.Beta.Messages.BatchCreateParams.Request['params'];
both<keyof Anthropic.Messages.MessageCreateParamsNonStreaming, keyof MessageParams | Refused>(true, false);
both<keyof Before.Messages.MessageCreateParamsNonStreaming, keyof MessageParams>(true, false);
both<keyof BetaParams, keyof MessageParams | Refused>(true, false);
// A block in a request may be of a newer type, so ours is wider; lists of them fit nevertheless.
both<BatchRequest, Anthropic.Beta.Messages.BatchCreateParams.Request>(true, false);
both<ContentBlockParam, Anthropic.Messages.ContentBlockParam>(false, true);
both<ContentBlockParam, Anthropic.Beta.Messages.BetaContentBlockParam>(false, true);

// Values written for the SDK are valid input.
const client = new BatchClient();
declare const fetchOfSdk: NonNullable<NonNullable<ConstructorParameters<typeof Anthropic>[0]>['fetch']>;
new BatchClient({ fetch: fetchOfSdk });
declare const body: Anthropic.Messages.BatchCreateParams;
declare const before: Before.Messages.BatchCreateParams;
declare const beta: Anthropic.Beta.Messages.BatchCreateParams;
client.create(body) satisfies Promise<MessageBatch>;
client.messages.batches.create(before);
client.create(beta);
client.create(body.requests);
validate(body);
plan(beta);
client.countTokens(body.requests[0]?.params as MessageParams);

// What was written for the beta part is input too. There a system message may have no content, which a `MessageParam` has.
declare const betaParams: Anthropic.Beta.Messages.MessageCreateParamsNonStreaming;
declare const betaAnswer: Anthropic.Beta.Messages.BetaMessage;
declare const betaTools: Anthropic.Beta.Messages.BetaToolUnion[];
declare const betaTurns: Anthropic.Beta.Messages.BetaMessageParam[];
const betaRequests = [{ custom_id: 'a', params: betaParams }];
betaRequests satisfies InputRequest[];
betaRequests satisfies BatchInput;
client.create(betaRequests);
client.create({ requests: betaRequests.values() });
client.submit(betaRequests);
estimate(new Set(betaRequests));
client.countTokens(betaParams);
client.countTokens({ model: 'm', max_tokens: 1, messages: betaTurns, tools: betaTools });
const continued: MessageParams = {
  ...betaParams,
  messages: [{ role: 'assistant', content: betaAnswer.content }],
  tools: betaTools,
};
continued satisfies Anthropic.Beta.Messages.MessageCreateParamsNonStreaming;
continued satisfies Anthropic.Messages.MessageCreateParamsNonStreaming;
declare const tools: Anthropic.Messages.ToolUnion[];
continued.tools = tools;
// @ts-expect-error a message without content
betaTurns satisfies MessageParam[];

// One field after the other, as a function takes them that is written for the SDK
const put = (
  choice: Anthropic.Messages.ToolChoice | Anthropic.Beta.Messages.BetaToolChoice,
  thinking: Anthropic.Messages.ThinkingConfigParam | Anthropic.Beta.Messages.BetaThinkingConfigParam,
  metadata: Anthropic.Messages.Metadata | Anthropic.Beta.Messages.BetaMetadata,
  cache_control: Anthropic.Messages.CacheControlEphemeral | Anthropic.Beta.Messages.BetaCacheControlEphemeral,
  output_config: Anthropic.Messages.OutputConfig | Anthropic.Beta.Messages.BetaOutputConfig,
  container: Anthropic.Beta.Messages.BetaContainerParams,
  context_management: Anthropic.Beta.Messages.BetaContextManagementConfig,
  mcp_servers: Anthropic.Beta.Messages.BetaRequestMCPServerURLDefinition[],
): MessageParams => ({
  ...continued,
  tool_choice: choice,
  thinking,
  metadata,
  cache_control,
  output_config,
  container,
  context_management,
  mcp_servers,
});
const taken = ({ tools = [], tool_choice = { type: 'auto' }, thinking = { type: 'disabled' } }: MessageParams) => {
  tools satisfies Anthropic.Messages.ToolUnion[];
  tool_choice satisfies Anthropic.Messages.ToolChoice;
  thinking satisfies Anthropic.Messages.ThinkingConfigParam;
};

// The client stands where the SDK's batches stand.
client.messages.batches satisfies {
  create(params: Anthropic.Messages.BatchCreateParams): PromiseLike<Anthropic.Messages.MessageBatch>;
  retrieve(id: string): PromiseLike<Anthropic.Messages.MessageBatch>;
  cancel(id: string): PromiseLike<Anthropic.Messages.MessageBatch>;
  delete(id: string): PromiseLike<Anthropic.Messages.DeletedMessageBatch>;
  list(params?: Anthropic.Messages.BatchListParams): AsyncIterable<Anthropic.Messages.MessageBatch>;
  results(id: string): PromiseLike<AsyncIterable<Anthropic.Messages.MessageBatchIndividualResponse>>;
};

// Interfaces of users have no index signature.
interface Part {
  type: 'text';
  text: string;
}
interface Turn {
  role: 'user' | 'assistant';
  content: Part[];
}
interface Widened {
  type: string;
  text: string;
}
interface Newer {
  type: 'newer_block';
  note: number;
}
declare const turns: Turn[];
declare const parts: Part[];
declare const widened: Widened[];
declare const newer: Newer[];
client.create([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: turns, system: parts } }]);
client.create([
  { custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: widened }] } },
]);
const params: MessageParams = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: newer }] };
interface Body {
  model: string;
  max_tokens: number;
  messages: Turn[];
  mine: number;
}
declare const bodies: { custom_id: string; params: Body }[];
client.create(bodies);
bodies satisfies BatchRequest[];

// An answer can be used as the history of the next request, and each block has its type.
declare const answer: Message;
const history: MessageParam[] = [
  { role: 'user', content: 'Who are you?' },
  { role: 'assistant', content: answer.content },
  { role: 'user', content: 'Go on.' },
];
for (const block of answer.content) {
  block.text satisfies string | undefined;
  if (block.type === 'text') block.text satisfies string;
  else if (block.type === 'tool_use') [block.name, block.input] satisfies [string, unknown];
  else if (block.type === 'thinking') block.signature satisfies string;
  // @ts-expect-error not every block has a name
  block.name;
}
// @ts-expect-error a block has a type
params.messages[0] = { role: 'user', content: [{ text: 'x' }] };
// @ts-expect-error not a role
history.push({ role: 'tool', content: 'x' });

export { history, params, put, taken };
