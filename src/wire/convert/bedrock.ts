// Lines of Amazon Bedrock batch inference: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html
import type { BatchRequest } from '../types.ts';
import { INPUT, LINE } from './keys.ts';
import { foundOf, idOf, limitOf, modelOf } from './line.ts';
import { type ConversionSettings, type Fields, type Note, Unconvertible } from './notes.ts';
import { read, type Source, shown } from './source.ts';

/** Makes a request of a line, which names no model. */
export function fromBedrockLine(fields: Fields, settings: ConversionSettings, note: Note): BatchRequest {
  return read(fields, '', note, LINE, (line) => {
    const params = line.inner('modelInput', INPUT, (input) => paramsOf(input, settings));
    if (params === undefined) {
      const found = foundOf(line, 'modelInput');
      throw new Unconvertible(
        'modelInput',
        `expected an object, found ${found}: this is not a line of an Amazon Bedrock batch file`,
      );
    }
    return { ...idOf(line, 'recordId'), params } as unknown as BatchRequest;
  });
}

/** The params are those of this API already. */
function paramsOf(input: Source, settings: ConversionSettings): Fields {
  if (!Array.isArray(input.peek('messages')) || input.peek('inferenceConfig') !== undefined) {
    throw new Unconvertible(
      'modelInput',
      'expected the fields of a Claude model (messages, max_tokens …), found others',
    );
  }
  // It names the format of the line.
  input.text('anthropic_version');
  const betas = input.list('anthropic_beta').map(shown);
  if (betas.length > 0) {
    const option = `{ betas: [${betas.join(',')}] }`;
    input.note(input.at('anthropic_beta'), `left out: betas are an option of the call, ${option}`);
  }
  return { model: modelOf(input, settings), max_tokens: limitOf(input, ['max_tokens'], settings), ...input.others() };
}
