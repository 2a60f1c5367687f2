// Access to the differences between runtimes.

import { runtime } from '#runtime';
import type { Strings } from '../../wire/strings.ts';
import { wrong } from '../options.ts';
import { blobSpill } from '../store/spills/blob.ts';
import type { Spill } from '../store/spills/spill.ts';
import type { ModuleName, ModuleSource, Runtime } from './interface.ts';

export type { ModuleName, ModuleSource, Runtime, WasmModule } from './interface.ts';

export const environment = (name: string): string | undefined => runtime.environment?.(name) || undefined;
/** @internal */
export const streams = (): Runtime['upload'] => runtime.upload;

/** Reads a file, in runtimes with files. */
export async function readFile(place: string | URL): Promise<Uint8Array> {
  if (!runtime.readFile) {
    throw wrong(
      'source',
      'bytes, a Blob, or a URL with https: or data:',
      undefined,
      'a path, and this runtime has no files',
    );
  }
  return runtime.readFile(place);
}

export const hasFiles = (): boolean => runtime.readFile !== undefined;

export const strings = (): Strings | undefined => runtime.strings;
export const spill = (): Spill => runtime.spill?.() ?? blobSpill();
/** What this runtime's `fetch` may do with a request, which the core uses for its decisions. */
export const sending = () => ({ resends: runtime.resends(), canStream: runtime.canStream });
/** @internal */
export const { turn } = runtime;
export const isPage = (): boolean => runtime.isPage();
/** Lets any number of calls share a signal. */
export const allowListeners = (signal: AbortSignal | null | undefined): void => {
  if (signal) runtime.allowListeners?.(signal);
};
export const controllers = (): typeof AbortController => runtime.controllers?.() ?? AbortController;
export const adviceFor = (name: ModuleName): string => runtime.advice(name);
export const sourceOf = (name: ModuleName): ModuleSource | Promise<ModuleSource> => runtime.sources[name]();
