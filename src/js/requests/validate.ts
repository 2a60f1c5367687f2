import type { EncoderOptions, RuleOptions, ValidationReport } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { ValidationError } from '../errors.ts';
import { type BatchInput, type CreateBody, feed, type Progress, sourceUnlessAborted } from '../input/source.ts';
import { check, type Names, RULES } from '../options.ts';
import { type Checks, checks } from '../runtime/modules.ts';

/**
 * Options of `validate`, which `plan` accepts too.
 *
 * @example
 * const options: CheckOptions = { encoding: 'gbk', maxIssues: 50, signal: AbortSignal.timeout(60_000) };
 * const report = await validate(input, options);
 */
export interface CheckOptions extends RuleOptions {
  /**
   * Encoding of input that is bytes: any label of `TextDecoder`, such as `gbk` or `windows-1251`. Byte positions in
   * issues refer to the text in UTF-8. Default: UTF-8, or UTF-16 with a byte order mark.
   */
  encoding?: string | undefined;
  /** Cancels the check, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
  /** Called after each chunk of the input. Exceptions and rejections are ignored. Default: not called. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Options for access to the report of a check that is part of another call.
 *
 * @example
 * const options: ReportOptions = { onReport: ({ issues }) => console.table(issues) };
 * const batch = await client.create(requests, options);
 */
export interface ReportOptions {
  /**
   * Called once with the report, before anything is sent, even if there are no problems. If there are errors, they are thrown
   * afterwards. A returned promise is awaited. If the callback throws or rejects, the call fails with that error, and nothing
   * is sent. Not called if nothing is checked. Default: not called.
   */
  onReport?: ((report: ValidationReport) => void) | undefined;
}

/**
 * Ends a check: passes its report to `onReport`, then throws its errors.
 *
 * @internal
 */
export async function finishCheck(
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

/** Implements `validate` of the package. */
export async function validate(input: BatchInput | CreateBody, options: CheckOptions = {}): Promise<ValidationReport> {
  check(options, CHECK);
  const { encoding, signal, onProgress, ...rules } = options;
  const from = await sourceUnlessAborted(input, encoding, signal);
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
