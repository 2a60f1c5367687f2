import type { AnswerText } from './text.ts';

/** How ordinary answers are made. */
export interface AnswerStyle {
  text: AnswerText;
  /** Length of `prose`, in tokens. */
  tokens: readonly [number, number];
  cacheHits: number;
}
