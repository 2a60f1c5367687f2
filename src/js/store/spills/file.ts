// A store in a file, in Node, Bun and Deno.
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../options.ts';
import { readRange, writeAll } from '../disk.ts';
import type { Store } from './store.ts';

/**
 * Returns a store in a file that only this user can read, in `folder` (default: the system's folder for temporary files). On
 * systems that allow it the file has no name, so it is removed when the process ends for any reason.
 *
 * @throws TypeError for a wrong option.
 *
 * @example
 * const spill = fileSpill({ folder: '/var/tmp' });
 * for await (const record of results.inOrder(requests, { spill })) console.log(record.text);
 */
export function fileSpill(options: { folder?: string | undefined } = {}): Store {
  check(options, { folder: true });
  const { folder = tmpdir() } = options;
  const name = join(folder, `message-batches-${crypto.randomUUID()}.jsonl`);
  let file: Promise<FileHandle> | undefined;
  let named = true;
  const opened = () => {
    file ??= open(name, 'wx+', 0o600).then(async (handle) => {
      // Windows cannot remove an open file.
      await unlink(name).then(
        () => {
          named = false;
        },
        () => {},
      );
      return handle;
    });
    return file;
  };
  return {
    async write(bytes) {
      await writeAll(await opened(), bytes);
    },
    seal: () => {},
    read: async (start, end) => readRange(await opened(), start, end),
    async close() {
      const handle = await file?.catch(() => undefined);
      await handle?.close();
      if (handle && named) await unlink(name);
    },
  };
}
