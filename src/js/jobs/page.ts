// The network and visibility of a page. Other runtimes count as online and visible.

/** Whether every call would fail. */
export const isOffline = (): boolean => (globalThis.navigator as Partial<Navigator> | undefined)?.onLine === false;

/** Whether this page is hidden. */
export const isHidden = (): boolean =>
  (globalThis.document as Partial<Document> | undefined)?.visibilityState === 'hidden';
