import type { AnswerText } from './text.ts';

/** The style of ordinary answers. */
export interface AnswerStyle {
  text: AnswerText;
  /** Length of `prose`, in tokens. */
  tokens: readonly [number, number];
  cacheHits: number;
}
