// What a job needs of a client.
import type { ListParams, MessageBatch, MessageBatchPage, Upload } from '../../wire/types.ts';
import type { BatchResults } from '../results/results.ts';

/** @internal */
export interface ListedPage {
  page: MessageBatchPage;
  next: ListParams | undefined;
  serverMs: number | undefined;
  rememberedMs: number | undefined;
}

/** @internal */
export interface CallSettings {
  signal?: AbortSignal | undefined;
  apiVersion?: string | undefined;
  betas?: string[] | undefined;
}

/** @internal */
export interface Peer {
  /** Sends a create once. */
  create(
    upload: Upload & { outcome(): { outcome: 'unknown' | 'not_sent' } },
    options: CallSettings,
  ): Promise<MessageBatch>;
  page(params: ListParams | undefined, options: CallSettings): Promise<ListedPage>;
  retrieve(id: string, options: CallSettings): Promise<MessageBatch>;
  cancel(id: string, options: CallSettings): Promise<MessageBatch>;
  results(id: string, options: CallSettings): Promise<BatchResults>;
}
