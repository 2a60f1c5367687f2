import type { ListParams, MessageBatch, MessageBatchPage } from '../wire/types.ts';

/** A page of batches as the API gave it, and the way to the next. */
export interface BatchPage extends MessageBatchPage, AsyncIterable<MessageBatch> {
  hasNextPage(): boolean;
  /** Rejects if there is none. */
  getNextPage(): Promise<BatchPage>;
}

/** A list that was asked for: await it for the first page, or iterate over all batches of all pages. */
export interface BatchList extends Promise<BatchPage>, AsyncIterable<MessageBatch> {}

/** Reads one page and says how to ask for the next. */
export type ReadPage = (
  params: ListParams | undefined,
) => Promise<{ page: MessageBatchPage; next: ListParams | undefined }>;

/** Asks for the first page at once, for the others when they are needed. */
export function list(read: ReadPage, params: ListParams | undefined): BatchList {
  const first = open(read, params);
  const all = async function* () {
    yield* await first;
  };
  return Object.assign(first, { [Symbol.asyncIterator]: all });
}

async function open(read: ReadPage, params: ListParams | undefined): Promise<BatchPage> {
  const { page, next } = await read(params);
  const opened: BatchPage = Object.defineProperties(page as BatchPage, {
    hasNextPage: { value: () => next !== undefined },
    getNextPage: {
      value: async () => {
        if (!next) throw new RangeError('getNextPage: expected a page with a next one, found the last');
        return open(read, next);
      },
    },
    [Symbol.asyncIterator]: {
      value: async function* () {
        for (let current = opened; ; current = await current.getNextPage()) {
          yield* current.data;
          if (!current.hasNextPage()) return;
        }
      },
    },
  });
  return opened;
}
