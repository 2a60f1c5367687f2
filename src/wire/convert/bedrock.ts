// Lines of Amazon Bedrock batch inference: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html
import type { BatchRequest } from '../types.ts';
import { type ConversionSettings, type Fields, isFields, type Note, textOf, Unconvertible } from './notes.ts';

/** Converts a line to a request. `named` is the model of the job, which the line does not contain. */
export function fromBedrockLine(line: Fields, settings: ConversionSettings, note: Note): BatchRequest {
  const input = line.modelInput;
  if (!isFields(input)) {
    throw new Unconvertible(
      'modelInput',
      'expected an object, found none: this is not a line of an Amazon Bedrock batch file',
    );
  }
  if (!Array.isArray(input.messages) || 'inferenceConfig' in input) {
    throw new Unconvertible(
      'modelInput',
      'expected the fields of a Claude model (messages, max_tokens …), found others',
    );
  }
  const { anthropic_version: _, anthropic_beta: betas, ...params } = input;
  if (betas !== undefined) {
    note('modelInput.anthropic_beta', `left out: betas are an option of the call, { betas: ${JSON.stringify(betas)} }`);
  }
  const id = textOf(line.recordId);
  if (id === undefined) note('recordId', 'missing: the request has no custom_id');
  return {
    ...(id === undefined ? {} : { custom_id: id }),
    params: { model: settings.model(''), ...limited(params, settings), ...params },
  } as unknown as BatchRequest;
}

const limited = (params: Fields, { maxTokens }: ConversionSettings) =>
  params.max_tokens === undefined ? { max_tokens: maxTokens } : {};
