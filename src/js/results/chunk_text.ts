import type { ChunkText } from '../../wire/later.ts';
import type { Results } from '../runtime/modules.ts';

/** What makes texts of chunks in this instance. */
export function chunkText(core: Results): ChunkText {
  const text = core.sync((glue) => new glue.ChunkText());
  return {
    array: (chunk, places) => core.sync(() => text.array(chunk, places)),
    strings: (chunk, places) => core.sync(() => text.strings(chunk, places)),
  };
}
