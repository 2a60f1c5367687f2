import type { ListParams, MessageBatch, MessageBatchPage } from '../wire/types.ts';

/**
 * A page of batches, with access to the next page. Iterating over it yields the batches of this page and all later ones.
 *
 * @example
 * let page: BatchPage = await client.list();
 * while (page.hasNextPage()) page = await page.getNextPage();
 */
export interface BatchPage extends MessageBatchPage, AsyncIterable<MessageBatch> {
  /**
   * Whether there is another page.
   *
   * @example
   * console.log(page.hasNextPage() ? 'more' : 'all');
   */
  hasNextPage(): boolean;
  /**
   * Returns the next page.
   *
   * @throws RangeError if there is none.
   *
   * @example
   * if (page.hasNextPage()) console.log((await page.getNextPage()).data);
   */
  getNextPage(): Promise<BatchPage>;
}

/**
 * A list of batches. Await it for the first page, or iterate over the batches of all pages.
 *
 * @example
 * const list: BatchList = client.list();
 * for await (const { id, created_at } of list) console.log(id, created_at);
 */
export interface BatchList extends Promise<BatchPage>, AsyncIterable<MessageBatch> {}

/** Reads one page and returns the parameters of the next. */
export type ReadPage = (
  params: ListParams | undefined,
) => Promise<{ page: MessageBatchPage; next: ListParams | undefined }>;

/** Requests the first page immediately, and the others on demand. */
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
        if (!next) throw new RangeError('getNextPage: this is the last page; call hasNextPage() first');
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
