// The errors of results that were read or cancelled before.
import { BatchError } from '../errors.ts';
import { alreadyRead } from '../input/once.ts';

/**
 * The error of a second reading. `call` opens the results again.
 * @internal
 */
export const resultsRead = (call: string): BatchError =>
  alreadyRead(`These results are being read, or were read already. Open them again with ${call}.`);

/**
 * The error of a reader whose results were cancelled, which must not look like their end.
 * @internal
 */
export const cancelled = (): BatchError =>
  new BatchError('The results were cancelled before they were read to the end.', { code: 'canceled' });
