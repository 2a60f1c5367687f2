// Loads parts of the script on demand.

import { BatchError } from '../errors.ts';
import { reasonOf } from '../realms.ts';

/**
 * Loads a part of the script. The error says if a bundle or server lacks it.
 * @internal
 */
export async function part<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const message = `A script of message-batches could not be loaded (${reasonOf(cause)}). Serve all .js files of the bundle side by side.`;
    throw new BatchError(message, { code: 'load_failed', cause });
  }
}
