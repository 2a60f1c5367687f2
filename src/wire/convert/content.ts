// Converts content of OpenAI messages (chat completions and responses) to content of this API.
import { type Fields, isFields, listOf, type Note, textOf } from './notes.ts';

/** Converts content to blocks; a string stays a string. Content without a counterpart is noted and left out. */
export function contentOf(content: unknown, field: string, note: Note): string | Fields[] {
  if (typeof content === 'string') return content;
  return listOf(content).flatMap((part, index): Fields[] => {
    const place = `${field}[${index}]`;
    const block = isFields(part) ? blockOf(part, place, note) : undefined;
    if (block === undefined) note(place, `left out: no counterpart for ${kindOf(part)}`);
    return block === undefined ? [] : [block];
  });
}

const kindOf = (part: unknown): string =>
  isFields(part) ? `a part of type ${JSON.stringify(part.type)}` : 'this part';

function blockOf(part: Fields, place: string, note: Note): Fields | undefined {
  switch (part.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { type: 'text', text: part.text };
    case 'refusal':
      return { type: 'text', text: part.refusal };
    case 'image_url':
    case 'input_image': {
      const { image_url: image } = part;
      const url = isFields(image) ? image.url : image;
      if ((isFields(image) && image.detail !== undefined) || part.detail !== undefined) {
        note(`${place}.detail`, 'left out: this API has no such setting');
      }
      return typeof url === 'string' ? { type: 'image', source: sourceOf(url) } : undefined;
    }
    case 'file':
    case 'input_file':
      return documentOf(isFields(part.file) ? part.file : part);
    default:
      return undefined;
  }
}

/** A file id belongs to another account, so it cannot be converted. */
function documentOf({ file_data: data, file_url: url, filename: title }: Fields): Fields | undefined {
  const place = typeof data === 'string' ? data : url;
  if (typeof place !== 'string') return undefined;
  return { type: 'document', source: sourceOf(place), ...(typeof title === 'string' ? { title } : {}) };
}

function sourceOf(url: string): Fields {
  const data = /^data:([^;,]+)(?:;[^,]*)?;base64,(.*)$/s.exec(url);
  return data ? { type: 'base64', media_type: data[1], data: data[2] } : { type: 'url', url };
}

/** Returns the text of content, for a system prompt. */
export function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  return listOf(content)
    .map((part) => (isFields(part) ? (textOf(part.text) ?? '') : ''))
    .join('\n');
}
