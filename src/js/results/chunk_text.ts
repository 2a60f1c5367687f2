import type { ChunkText } from '../../wire/later.ts';
import type { Results } from '../runtime/modules.ts';

/**
 * Makes a function that decodes texts of chunks in this instance. Records outlive the instance; they then decode their own bytes.
 */
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
