import type { EncoderOptions, Rule, RuleOptions, ValidationReport } from '../wasm/types.ts';
import { type BatchInput, type CreateBody, feed, type Progress, source } from './input.ts';
import { core } from './load.ts';
import { check } from './options.ts';

export interface CheckOptions extends RuleOptions {
  /** Aborting rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
  /** Called after each piece of the input. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Checks requests without sending them: finds what the API would refuse, all of it, with its place. Never rejects for
 * what is in the input; see the report's `ok`.
 */
export async function validate(input: BatchInput | CreateBody, options: CheckOptions = {}): Promise<ValidationReport> {
  const { report } = await encode(input, {}, options, { collect: false, refuse: false });
  return report;
}

/** The rules that `validate` checks. */
export async function rules(): Promise<Rule[]> {
  const loaded = await core();
  return loaded.sync((glue) => glue.rules());
}

/**
 * Checks an input and, with `collect`, lays it out as a create body; with `refuse`, errors are thrown.
 * @internal
 */
export async function encode(
  input: BatchInput | CreateBody,
  client: EncoderOptions,
  options: CheckOptions & EncoderOptions,
  { collect, refuse }: { collect: boolean; refuse: boolean },
): Promise<{ report: ValidationReport; parts: Uint8Array<ArrayBuffer>[] }> {
  check(options);
  const { signal, onProgress, ...rules } = options;
  const from = source(input);
  const loaded = await core();
  const settings = { ...rules, form: from.form, lines: from.lines };
  const encoder = loaded.sync((glue) => new glue.Encoder(client, settings, collect));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const take = () => {
    if (!collect) return;
    const part = loaded.sync(() => encoder.take()) as Uint8Array<ArrayBuffer>;
    if (part.length > 0) parts.push(part);
  };
  try {
    await feed(loaded, encoder, from, { signal, onProgress }, take);
    const report = loaded.sync(() => encoder.finish(refuse));
    take();
    return { report, parts };
  } finally {
    loaded.release(encoder);
  }
}
