// Lines of an OpenAI batch file, for chat completions and responses: https://platform.openai.com/docs/guides/batch
import type { BatchRequest } from '../types.ts';
import { conversationOf, conversationOfItems } from './conversation.ts';
import { BODY, FORMAT, LINE, TEXT } from './keys.ts';
import { foundOf, idOf, limitOf, modelOf } from './line.ts';
import { type ConversionSettings, type Fields, type Note, optional, Unconvertible } from './notes.ts';
import { read, type Source, shown } from './source.ts';
import { choiceOf, toolsOf } from './tools.ts';

/** Makes a request of a line. */
export function fromOpenAILine(fields: Fields, settings: ConversionSettings, note: Note): BatchRequest {
  return read(fields, '', note, LINE, (line) => {
    const url = line.text('url') ?? '';
    const params = line.inner('body', BODY, (body) => paramsOf(body, url, settings));
    if (params === undefined) {
      const found = foundOf(line, 'body');
      throw new Unconvertible('body', `expected an object, found ${found}: this is not a line of an OpenAI batch file`);
    }
    return { ...idOf(line, 'custom_id'), params } as unknown as BatchRequest;
  });
}

function paramsOf(body: Source, url: string, settings: ConversionSettings): Fields {
  const { system, messages } = conversationIn(body, url);
  const limit = limitOf(body, ['max_completion_tokens', 'max_tokens', 'max_output_tokens'], settings);
  const stop = body.take('stop');
  const user = body.take(body.pick('user', 'safety_identifier'));
  const tools = toolsOf(body);
  const format = formatOf(body);
  return {
    model: modelOf(body, settings),
    max_tokens: limit,
    ...(system.length === 0 ? {} : { system: system.join('\n\n') }),
    messages,
    ...temperatureOf(body),
    ...optional('top_p', body.take('top_p')),
    ...optional('top_k', body.peek('top_k') === -1 ? undefined : body.take('top_k')),
    ...optional('stop_sequences', typeof stop === 'string' ? [stop] : stop),
    ...optional('metadata', user === undefined ? undefined : { user_id: user }),
    ...optional('tools', tools.length > 0 ? tools : undefined),
    ...optional('tool_choice', choiceOf(body, tools.length > 0)),
    ...optional('output_config', format && { format }),
  };
}

/** The system prompts and messages, of a body for chat completions or for responses. */
function conversationIn(body: Source, url: string): { system: string[]; messages: Fields[] } {
  const isUnnamed = url === '' && body.peek('input') !== undefined && body.peek('messages') === undefined;
  if (!isUnnamed && !url.endsWith('/responses')) {
    if (url !== '' && !url.endsWith('/chat/completions')) {
      throw new Unconvertible('url', `expected /v1/chat/completions or /v1/responses, found ${shown(url)}`);
    }
    const messages = body.take('messages');
    if (Array.isArray(messages)) return conversationOf(messages, body.at('messages'), body.note);
    throw new Unconvertible('body.messages', 'expected messages, found none');
  }
  const input = body.take('input');
  if (typeof input !== 'string' && !Array.isArray(input)) {
    throw new Unconvertible('body.input', 'expected a string or an array of items, found none');
  }
  const instructions = body.text('instructions') ?? '';
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  const { system, messages } = conversationOfItems(items, body.at('input'), body.note);
  return { system: instructions === '' ? system : [instructions, ...system], messages };
}

function temperatureOf(body: Source): Fields {
  const temperature = body.take('temperature');
  if (typeof temperature !== 'number' || temperature <= 1) return optional('temperature', temperature);
  body.note(body.at('temperature'), `set to 1 instead of ${temperature}: this API takes 0 to 1`);
  return { temperature: 1 };
}

/** The format of the answer: a schema. A response has it in `text`. */
function formatOf(body: Source): Fields | undefined {
  const name = body.pick('response_format', 'text');
  if (name === 'response_format') return body.inner(name, FORMAT, schemaOf);
  return body.inner(name, TEXT, (text) => text.inner('format', FORMAT, schemaOf));
}

function schemaOf(format: Source): Fields | undefined {
  if (format.peek('type') === 'text') return undefined;
  const schema = format.inner('json_schema', FORMAT, (nested) => nested.object('schema')) ?? format.object('schema');
  if (schema === undefined) return format.leaveOut('without a schema, ask for JSON in the prompt');
  return { type: 'json_schema', schema };
}
