// The option `encoding`.
import { outOfRange, wrong } from '../options.ts';

/**
 * A decoder for the option `encoding`; none for UTF-8.
 * @internal
 */
export function decoderOf(encoding: unknown): TextDecoder | undefined {
  if (encoding === undefined || encoding === null) return undefined;
  const expected = 'a label that TextDecoder knows, such as "gbk" or "windows-1251"';
  if (typeof encoding !== 'string') throw wrong('encoding', expected, encoding);
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return decoder.encoding === 'utf-8' ? undefined : decoder;
  } catch {
    throw outOfRange('encoding', expected, JSON.stringify(encoding));
  }
}
