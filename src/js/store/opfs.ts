import { check } from '../options.ts';
import type { Store } from './store.ts';

/**
 * Keeps bytes in a file of the origin's private file system, which is on disk. In pages and their workers, where the
 * runtime has `navigator.storage.getDirectory`. A page that is closed meanwhile leaves the file: name a `folder` and remove
 * it, or let the browser do it with the site's data.
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
