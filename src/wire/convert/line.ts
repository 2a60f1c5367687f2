// What lines of every format have.
import { type ConversionSettings, type Fields, optional } from './notes.ts';
import { type Source, typeOf } from './source.ts';

/** The id of a line, as a text. */
export function idOf(line: Source, name: string): Fields {
  const id = typeof line.peek(name) === 'number' ? line.take(name) : line.text(name);
  if (typeof id === 'number') line.note(line.at(name), `set to the text "${id}" instead of a number`);
  else if (line.peek(name) === undefined && id === undefined)
    line.note(line.at(name), 'missing: the request has no custom_id');
  return optional('custom_id', id === undefined ? undefined : String(id));
}

/** `max_tokens`, of the first of some keys that has a value. */
export function limitOf(params: Source, names: [string, ...string[]], { maxTokens }: ConversionSettings): unknown {
  const limit = params.take(params.pick(...names));
  if (limit !== undefined) return limit;
  params.note(params.at('max_tokens'), `missing: max_tokens is set to ${maxTokens}`);
  return maxTokens;
}

/** The model for the one that a request names. */
export const modelOf = (params: Source, { model }: ConversionSettings): string => model(params.text('model') ?? '');

/** The type of what is found where an object is expected. */
export const foundOf = (line: Source, name: string): string => typeOf(line.peek(name));
