// What a page knows of its network and of who sees it. Elsewhere the network is there, and somebody sees.

/** Whether every call would fail. */
export const isOffline = (): boolean => (globalThis.navigator as Partial<Navigator> | undefined)?.onLine === false;

/** Whether nobody sees this page. */
export const isHidden = (): boolean =>
  (globalThis.document as Partial<Document> | undefined)?.visibilityState === 'hidden';
