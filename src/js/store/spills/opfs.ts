import { check } from '../../options.ts';
import type { Store } from './store.ts';

/**
 * Returns a store in a file of the origin private file system, which is on disk. Works in pages and their workers, in browsers
 * with `navigator.storage.getDirectory`. If the page is closed earlier, the file stays: name a `folder` (default:
 * `message-batches`) and remove it, or let the browser remove it with the site's data.
 *
 * @throws TypeError for a wrong option.
 *
 * @example
 * const spill = opfsSpill();
 * for await (const record of results.inOrder(requests, { spill })) console.log(record.text);
 */
export function opfsSpill(options: { folder?: string | undefined } = {}): Store {
  check(options, { folder: true });
  const { folder = 'message-batches' } = options;
  const name = `${crypto.randomUUID()}.jsonl`;
  let directory: FileSystemDirectoryHandle;
  let handle: FileSystemFileHandle | undefined;
  let writing: FileSystemWritableFileStream | undefined;
  let file: File;
  const open = async () => {
    directory = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true });
    handle = await directory.getFileHandle(name, { create: true });
    writing = await handle.createWritable();
    return writing;
  };
  return {
    async write(bytes) {
      await (writing ?? (await open())).write(bytes);
    },
    async seal() {
      await (writing ?? (await open())).close();
      writing = undefined;
      file = await (handle as FileSystemFileHandle).getFile();
    },
    read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
    async close() {
      await writing?.abort();
      if (handle) await directory.removeEntry(name);
    },
  };
}
