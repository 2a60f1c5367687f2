import type { ChunkText } from '../../wire/later.ts';
import type { Results } from '../runtime/modules.ts';

/** What makes texts of chunks in this instance. Records outlive it: they read their own bytes then. */
export function chunkText(core: Results): ChunkText {
  const text = core.sync((glue) => new glue.ChunkText());
  const unlessEnded = <T>(work: () => T): T | undefined => {
    try {
      return core.sync(work);
    } catch {
      return undefined;
    }
  };
  return {
    array: (chunk, places) => unlessEnded(() => text.array(chunk, places)),
    strings: (chunk, places) => unlessEnded(() => text.strings(chunk, places)),
  };
}
