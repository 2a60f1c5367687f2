// The keys that are not converted: which mean nothing, and what the notes say of the others.
import { ANY, type Keys } from './source.ts';

const NO_FIELD = 'this API has no such field';
const AUDIO = 'this API has no audio';
const CACHE = 'this API has cache_control too: set it in the requests';
const CALLS = 'only messages of an assistant have calls';
const DOCUMENTS = 'put the text of the documents in a message';
const EFFORT = 'not every model has the counterpart, output_config.effort';
const OURS = 'it is a parameter of this API: set it in the requests';
const STORED = 'this API does not store conversations: put the earlier messages in the input';
const STREAM = 'the results of a batch are not a stream';
const VERBOSITY = 'say in the prompt how long the answer should be';
const THOUGHTS = 'this API takes only thinking of its own models, with its signature';

/** A line of any format. */
export const LINE: Keys = {
  otherwise: 'a request has only custom_id and params; keep this in your own data, by custom_id',
  // This package knows the method.
  idle: { method: ['POST', 'post'] },
};

/** Parameters. Where the counterpart is not the same, the note names it. */
export const BODY: Keys = {
  otherwise: 'this API has no such parameter',
  why: {
    audio: AUDIO,
    cache_control: CACHE,
    conversation: STORED,
    data_sources: DOCUMENTS,
    documents: DOCUMENTS,
    metadata: 'the counterpart takes only user_id; keep this in your own data, by custom_id',
    modalities: 'this API answers only with text',
    n: 'a request has one answer; repeat the request with other ids',
    output_config: OURS,
    previous_response_id: STORED,
    prompt: 'this API does not store prompts: put the text in the request',
    prompt_cache_key: 'the counterpart is cache_control',
    reasoning: EFFORT,
    reasoning_effort: EFFORT,
    service_tier: 'the counterpart has other values',
    stop_sequences: OURS,
    stream: STREAM,
    stream_options: STREAM,
    system: OURS,
    thinking: OURS,
    verbosity: VERBOSITY,
    web_search_options: 'the counterpart is a tool, web_search',
  },
  // Defaults.
  idle: {
    background: [false],
    echo: [false],
    frequency_penalty: [0],
    logit_bias: [{}],
    logprobs: [false],
    metadata: [{}],
    min_p: [0],
    modalities: [['text']],
    n: [1],
    presence_penalty: [0],
    reasoning: [{}],
    repetition_penalty: [1],
    safe_prompt: [false],
    service_tier: ['auto', 'default'],
    store: [false],
    stream: [false],
    stream_options: [{}],
    top_k: [-1],
    top_logprobs: [0],
    truncation: ['disabled'],
    verbosity: ['medium'],
  },
};

/** A message of a chat. */
export const MESSAGE: Keys = {
  otherwise: NO_FIELD,
  why: {
    annotations: 'this API takes no annotations of other models',
    audio: `${AUDIO}; write its transcript in the content`,
    cache_control: CACHE,
    function_call: CALLS,
    name: 'messages of this API have no name; write in the text who speaks',
    prefix: 'the answer continues the last message of an assistant, if the model can do so',
    reasoning: THOUGHTS,
    reasoning_content: THOUGHTS,
    reasoning_details: THOUGHTS,
    refusal: 'the message has content too',
    tool_calls: CALLS,
    weight: 'it concerns training',
  },
  // The default.
  idle: { prefix: [false] },
};

/** An item of the input of a response. It has the id and the status under which the other API stores it. */
export const ITEM: Keys = { ...MESSAGE, idle: { ...MESSAGE.idle, id: ANY, status: ANY } };

/** A part of the content of a message, also the object in it that has the URL or the file. */
export const PART: Keys = {
  otherwise: NO_FIELD,
  why: {
    annotations: 'this API takes no annotations of other models',
    cache_control: CACHE,
    file_id: 'the URL or base64 is used instead',
  },
  // The default.
  idle: { detail: ['auto'] },
};

/** A call of a tool. Its index is its place in the array. */
export const CALL: Keys = { otherwise: NO_FIELD, idle: { type: ['function'], index: ANY } };

export const TOOL: Keys = {
  otherwise: NO_FIELD,
  why: {
    cache_control: CACHE,
    strict: 'this API has strict too, for fewer kinds of schemas: set it in the requests',
  },
  // The default.
  idle: { strict: [false] },
};

export const CHOICE: Keys = { otherwise: NO_FIELD, idle: { type: ['function'] } };

/** `text` of a response. */
export const TEXT: Keys = { otherwise: NO_FIELD, why: { verbosity: VERBOSITY }, idle: { verbosity: ['medium'] } };

/** A format of the answer. The counterpart is always strict, and its schema has no name. */
export const FORMAT: Keys = {
  otherwise: NO_FIELD,
  why: { description: 'write in the prompt or in the schema what the format is for' },
  idle: { type: ['text', 'json_object', 'json_schema'], name: ANY, strict: [true, false] },
};

/** `modelInput` of a line of Bedrock. */
export const INPUT: Keys = { otherwise: NO_FIELD };
