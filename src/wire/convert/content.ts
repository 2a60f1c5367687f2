// Content of OpenAI messages, of chat completions and of responses, as content of this API.
import { PART } from './keys.ts';
import type { Fields } from './notes.ts';
import { eachOf, type Source, shown, typeOf } from './source.ts';

/** Content as blocks; a text stays a text. What cannot be carried over is noted and left out. */
export function contentOf(message: Source, name: string): string | Fields[] {
  const parts = partsOf(message, name);
  return typeof parts === 'string' ? parts : eachOf(parts, message.at(name), message.note, PART, blockOf);
}

/** Content as text alone, as a system prompt is. */
export function plainText(message: Source): string {
  const parts = partsOf(message, 'content');
  if (typeof parts === 'string') return parts;
  return eachOf(parts, message.at('content'), message.note, PART, systemText).join('\n');
}

function partsOf(message: Source, name: string): string | unknown[] {
  const content = message.take(name);
  if (typeof content === 'string' || Array.isArray(content)) return content;
  if (content !== undefined) {
    message.note(message.at(name), `left out: expected a string or an array of parts, found ${typeOf(content)}`);
  }
  return [];
}

function systemText(part: Source): string | undefined {
  const type = part.take('type');
  if (isText(type)) return part.text('text');
  return part.leaveOut('the system prompt is text; move other parts to a message of the user');
}

const isText = (type: unknown): boolean => type === 'text' || type === 'input_text' || type === 'output_text';

function blockOf(part: Source): Fields | undefined {
  const type = part.take('type');
  if (isText(type)) return { type: 'text', text: part.take('text') };
  switch (type) {
    case 'refusal':
      return { type: 'text', text: part.take('refusal') };
    case 'image_url':
    case 'input_image': {
      const url = part.hasObject('image_url')
        ? part.inner('image_url', PART, (image) => image.text('url'))
        : part.text('image_url');
      return url === undefined ? part.leaveOut(NO_DATA) : { type: 'image', source: sourceOf(url) };
    }
    case 'file':
    case 'input_file': {
      const document = part.hasObject('file') ? part.inner('file', PART, documentOf) : documentOf(part);
      return document ?? part.leaveOut(NO_DATA);
    }
    default:
      return part.leaveOut(`no counterpart for a part of type ${shown(type)}`);
  }
}

const NO_DATA = 'expected a URL or base64; a file given by id is in an account of the other API';

function documentOf(file: Source): Fields | undefined {
  const place = file.text('file_data') ?? file.text('file_url');
  if (place === undefined) return undefined;
  const title = file.text('filename');
  return { type: 'document', source: sourceOf(place), ...(title === undefined ? {} : { title }) };
}

function sourceOf(url: string): Fields {
  const data = /^data:([^;,]+)(?:;[^,]*)?;base64,(.*)$/s.exec(url);
  return data ? { type: 'base64', media_type: data[1], data: data[2] } : { type: 'url', url };
}
