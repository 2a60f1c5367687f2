// What an estimate is, for TypeScript. The declarations that wasm-bindgen makes take their names from here.

/** Numbers between bounds. */
export interface Band {
  low: number;
  likely: number;
  /** `null` where there is no bound: a document that cannot be seen from here. */
  high: number | null;
}

/** What tokens and server tools cost in a batch, in US dollars. */
export interface Cost {
  input: Band;
  /** At most, if every answer is as long as `max_tokens` allows; `null` if a request has none. */
  output: number | null;
  /**
   * Fees of web searches at most, if each request makes as many as `max_uses` allows; 0 if none may search, `null` if one may
   * without bound.
   */
  fees: number | null;
}

/** Requests of one model. */
export interface ModelEstimate {
  model: string;
  requests: number;
  input_tokens: Band;
  /** Output tokens at most: the sum of `max_tokens`; `null` if a request has none. */
  max_tokens: number | null;
  /** `null` if there is no price: see `unknown`. */
  cost: Cost | null;
  /** Why there is no price: the `model` is not in the table, it is `retired`, or the table has no `price` for it. */
  unknown: 'model' | 'retired' | 'price' | null;
  /** Server tools that may be used and whose fees are in no sum, such as `code_execution`, which is charged by the hour. */
  unpricedTools: string[];
  /** The day of which the model's prices are, `2026-10-08`. */
  pricesAsOf: string | null;
  /** How many of the requests the API counted. */
  counted: number;
}

/** What requests will cost, estimated. */
export interface CostEstimate {
  requests: number;
  /** What could not be read as a request; it is in none of the numbers. */
  unreadable: number;
  input_tokens: Band;
  /** Output tokens at most: the sum of `max_tokens`; `null` if a request has none. */
  max_tokens: number | null;
  /** `null` if any model has no price; `models` then has what is known. */
  cost: Cost | null;
  currency: 'USD';
  /** The day on which the table of models and prices was written. */
  tableWritten: string;
  models: ModelEstimate[];
  /** Server tools that may be used and whose fees are in no sum. */
  unpricedTools: string[];
  /** What stands elsewhere, by URL or file id: images count as large ones, documents not at all. */
  elsewhere: { images: number; documents: number };
  /** What requests have in common, and what caching that would save. */
  prefix: PrefixReport;
  /** What was assumed, a sentence each. */
  assumptions: string[];
}

/** The starts that requests have in common, in the order of the cache: tools, system, messages. */
export interface PrefixReport {
  requests: number;
  /** The longest start that more than half of the requests share. */
  shared: SharedPrefix | null;
  /** The starts that are best cached, those that save most first; none is the start of another. At most eight. */
  groups: SharedPrefix[];
}

/** A start that several requests share. */
export interface SharedPrefix {
  /** Each model has a cache of its own. */
  model: string;
  /** How many requests share it, at least. */
  requests: number;
  /** That as a share of all, 0 to 1. */
  share: number;
  /** Index of the first request that has it, from 0. */
  first: number;
  /** Tools, blocks of the system prompt and blocks of messages in it. */
  blocks: number;
  /** Bytes of their JSON. */
  bytes: number;
  /** Their tokens, estimated. */
  input_tokens: Band;
  /** Shorter starts are not cached by the model; `null` if that is not known. */
  minCacheable: number | null;
  /** Whether it is long enough; `null` if that cannot be told. */
  cacheable: boolean | null;
  /** JSON pointer, in a request, of the block that a breakpoint belongs on. */
  breakpoint: string;
  /** That is a string: make it a text block, see `cached`. */
  isText: boolean;
  /** How many of the requests have a breakpoint there. */
  marked: number;
  /** `null` if there is no price. */
  caching: Caching | null;
}

/** US dollars for the tokens of a start in all requests that share it. */
export interface Caching {
  /** Without a cache. */
  uncached: number;
  '5m': CacheLifetime;
  /** Recommended for batches. */
  '1h': CacheLifetime;
}

export interface CacheLifetime {
  /** If one request writes, in a batch of its own that ends first, and all others read. */
  primed: number;
  /** What that saves. */
  saves: number;
  /** The share of requests that must read for caching to cost no more than its absence; the others write. 0 to 1. */
  hitRate: number;
}

/** How many input tokens a request has, counted by the API. */
export interface TokenCount {
  input_tokens: number;
}

/** What was read of an image: its type, its base64, and the size to which it must be scaled before it has any. */
export interface ImageFacts {
  media_type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';
  data: string;
  fit?: { width: number; height: number } | null;
  notes: MediaNote[];
}

/** Something odd about an image or a document that was dealt with. */
export interface MediaNote {
  /** The rule that it is about, as in `rules()`. */
  code: string;
  message: string;
}
