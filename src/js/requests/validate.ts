import type { EncoderOptions, RuleOptions, ValidationReport } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { ValidationError } from '../errors.ts';
import { type BatchInput, type CreateBody, feed, type Progress, source } from '../input/source.ts';
import { check, type Names, RULES } from '../options.ts';
import { type Checks, checks } from '../runtime/modules.ts';

export interface CheckOptions extends RuleOptions {
  /**
   * The encoding of an input that is bytes: any label of `TextDecoder`, such as `gbk` or `windows-1251`. Default: UTF-8, or
   * UTF-16 with a byte order mark. Byte positions in issues are those of the text in UTF-8.
   */
  encoding?: string | undefined;
  /** Aborting rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
  /** Called after each piece of the input. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What can be done with the report of a check that something else is done after. */
export interface ReportOptions {
  /**
   * Called once with what the check found, warnings among it, before anything is sent; also if there are errors, which are
   * thrown after it. A promise is awaited. What it throws or rejects with ends the call, and nothing is sent. Not called where
   * nothing is checked.
   */
  onReport?: ((report: ValidationReport) => void) | undefined;
}

/**
 * Ends a check: gives its report, to `onReport` first, and throws its errors.
 * @internal
 */
export async function finished(
  loaded: Checks,
  encoder: InstanceType<Checks['glue']['Encoder']>,
  isChecked: boolean,
  { onReport, signal }: ReportOptions & Pick<CheckOptions, 'signal'>,
): Promise<ValidationReport> {
  const report = async (found: ValidationReport) => {
    if (isChecked) await abortable(Promise.resolve<unknown>(onReport?.(found)), signal);
    return found;
  };
  let found: ValidationReport;
  try {
    found = loaded.sync(() => encoder.finish(isChecked));
  } catch (error) {
    if (error instanceof ValidationError) await report(error.report);
    throw error;
  }
  return report(found);
}

/** @internal */
export const CHECK: Names<CheckOptions> = { ...RULES, encoding: true, signal: true, onProgress: true };

/**
 * Checks requests without sending them: finds what the API would refuse, all of it, with its place. Never rejects for
 * what is in the input; see the report's `ok`.
 */
export async function validate(input: BatchInput | CreateBody, options: CheckOptions = {}): Promise<ValidationReport> {
  check(options, CHECK);
  const { encoding, signal, onProgress, ...rules } = options;
  const from = await abortable(source(input, encoding), signal);
  const loaded = await checks.instance();
  const settings: EncoderOptions = { ...rules, form: from.form, lines: from.lines, oneBatch: from.oneBatch === true };
  const encoder = loaded.sync((glue) => new glue.Encoder({}, settings, false));
  try {
    for await (const _ of feed(loaded, encoder, from, { signal, onProgress }));
    return loaded.sync(() => encoder.finish(false));
  } finally {
    loaded.release(encoder);
  }
}
