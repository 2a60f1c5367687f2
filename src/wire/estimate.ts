// Types of an estimate. The declarations that wasm-bindgen generates refer to them.

/**
 * An estimate with its bounds.
 *
 * @example
 * const show = ({ low, likely, high }: Band) => `${likely} (${low} to ${high ?? 'unknown'})`;
 * console.log(show((await estimate(requests)).input_tokens));
 */
export interface Band {
  low: number;
  likely: number;
  /** Upper bound; `null` if there is none, as for a document given by URL or a tool that the API runs. */
  high: number | null;
}

/**
 * Price of tokens and server tools in a batch, in US dollars.
 *
 * @example
 * const { cost } = await estimate(requests);
 * const upperBound = ({ input, output, fees }: Cost) => (input.high ?? NaN) + (output ?? NaN) + (fees ?? NaN);
 * if (cost) console.log(upperBound(cost));
 */
export interface Cost {
  /** Price of the input tokens. */
  input: Band;
  /**
   * Upper bound for the output tokens, reached if every answer uses all of `max_tokens`; `null` if a request has no
   * `max_tokens`.
   */
  output: number | null;
  /**
   * Upper bound for web search fees, reached if each request searches `max_uses` times. 0 if no request may search,
   * `null` if one may search without limit.
   */
  fees: number | null;
}

/**
 * The part of an estimate that is about one model.
 *
 * @example
 * const perModel = ({ model, requests, cost }: ModelEstimate) => [model, requests, cost?.input.likely];
 * console.table((await estimate(requests)).models.map(perModel));
 */
export interface ModelEstimate {
  model: string;
  requests: number;
  input_tokens: Band;
  /** Upper bound for the output tokens: the sum of `max_tokens`; `null` if a request has none. */
  max_tokens: number | null;
  /** `null` if there is no price; `unknown` says why. */
  cost: Cost | null;
  /**
   * Why there is no price: the table does not list the `model`, the model is `retired`, or the table lists no `price` for
   * it. `null` if there is a price.
   */
  unknown: 'model' | 'retired' | 'price' | null;
  /** Server tools that may run and whose fees are not included, such as `code_execution`, which is charged by the hour. */
  unpricedTools: string[];
  /** Date of the model's prices, such as `2026-10-08`. */
  pricesAsOf: string | null;
  /** Number of requests whose tokens the API counted. */
  counted: number;
}

/**
 * Estimated tokens and cost of some requests. Unknown figures are `null`, never 0.
 *
 * @example
 * const { input_tokens, cost }: CostEstimate = await estimate(requests);
 * console.log(`${input_tokens.likely} tokens, about $${cost?.input.likely ?? '?'} for the input`);
 */
export interface CostEstimate {
  requests: number;
  /** Number of entries that are not requests. No other number includes them. */
  unreadable: number;
  input_tokens: Band;
  /** Upper bound for the output tokens: the sum of `max_tokens`; `null` if a request has none. */
  max_tokens: number | null;
  /** `null` if any model has no price; `models` has the prices that are known. */
  cost: Cost | null;
  currency: 'USD';
  /** Date of the table of models and prices. */
  tableWritten: string;
  models: ModelEstimate[];
  /** Server tools that may run and whose fees are not included. */
  unpricedTools: string[];
  /** Why the cost has no upper bound, in words; empty if it has one. */
  unbounded: string[];
  /** Number of images and documents given by URL or file id. Images count as large ones; documents are not counted. */
  elsewhere: { images: number; documents: number };
  /** Prefixes that requests share, and what caching them would save. */
  prefix: PrefixReport;
  /** The assumptions behind the estimate, one sentence each. */
  assumptions: string[];
}

/**
 * The prefixes that requests share, in the order in which the cache reads a request: tools, system, messages.
 *
 * @example
 * const { prefix } = await estimate(requests);
 * const best = ({ groups: [first] }: PrefixReport) => first?.caching?.['1h'].saves;
 * console.log(best(prefix));
 */
export interface PrefixReport {
  requests: number;
  /** The longest prefix that more than half of the requests share. */
  shared: SharedPrefix | null;
  /** The prefixes worth caching, largest saving first, at most eight. None of them is a prefix of another. */
  groups: SharedPrefix[];
}

/**
 * A prefix that several requests share.
 *
 * @example
 * const advice = ({ breakpoint, share }: SharedPrefix) => `a breakpoint at ${breakpoint} serves ${share * 100} %`;
 * console.log((await estimate(requests)).prefix.groups.map(advice));
 */
export interface SharedPrefix {
  /** The model. Each model has a separate cache. */
  model: string;
  /** Minimum number of requests that share the prefix. */
  requests: number;
  /** `requests` as a share of all requests, 0 to 1. */
  share: number;
  /** Index of the first request with the prefix, from 0. */
  first: number;
  /** Number of tools, system prompt blocks and message blocks in the prefix. */
  blocks: number;
  /** Size of the prefix as JSON, in bytes. */
  bytes: number;
  /** Tokens of the prefix, estimated. */
  input_tokens: Band;
  /** Shortest prefix that the model caches, in tokens; `null` if unknown. */
  minCacheable: number | null;
  /** Whether the prefix is long enough to be cached; `null` if unknown. */
  cacheable: boolean | null;
  /** JSON pointer, inside a request, of the block that should carry the breakpoint. */
  breakpoint: string;
  /** Whether `breakpoint` points to a string. If so, make it a text block first: see `cached`. */
  isText: boolean;
  /** Number of the requests that already have a breakpoint there. */
  marked: number;
  /** Cost of caching the prefix; `null` if there is no price. */
  caching: Caching | null;
}

/**
 * Cost of a shared prefix in all requests that have it, in US dollars.
 *
 * @example
 * const gain = (caching: Caching) => caching.uncached - caching['1h'].primed;
 * console.log((await estimate(requests)).prefix.groups.map(({ caching }) => caching && gain(caching)));
 */
export interface Caching {
  /** Without a cache. */
  uncached: number;
  '5m': CacheLifetime;
  /** Recommended for batches. */
  '1h': CacheLifetime;
}

/**
 * Cost of caching a prefix with one cache lifetime, in US dollars.
 *
 * @example
 * const worthIt = ({ saves, hitRate }: CacheLifetime) => saves > 1 && hitRate < 0.5;
 * const [group] = (await estimate(requests)).prefix.groups;
 * if (group?.caching && worthIt(group.caching['1h'])) console.log(group.breakpoint);
 */
export interface CacheLifetime {
  /** Cost if one request writes the cache, in a batch that ends first, and all others read it. */
  primed: number;
  /** Saving compared with no cache. */
  saves: number;
  /**
   * Break-even hit rate, 0 to 1: the share of requests that must read the cache, while the others write it, for caching
   * to cost no more than no caching.
   */
  hitRate: number;
}

/**
 * Input tokens of a request, counted by the API.
 *
 * @example
 * const [first] = requests;
 * if (first) console.log((await client.countTokens(first.params)) satisfies TokenCount);
 */
export interface TokenCount {
  input_tokens: number;
}

/** Facts about an image file: its type, its base64 data, and the size to scale it to if it must be scaled first. */
export interface ImageFacts {
  media_type: 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';
  data: string;
  fit?: { width: number; height: number } | null;
  notes: MediaNote[];
}

/** Facts about a document file. */
export interface DocumentFacts {
  kind: 'pdf' | 'text';
  notes: MediaNote[];
}

/**
 * An irregularity of an image or a document that was corrected.
 *
 * @example
 * const notes: MediaNote[] = [];
 * const image = await imageBlock(input, { onNote: (note) => notes.push(note) });
 */
export interface MediaNote {
  /** Code of the rule concerned, as in `rules()`. */
  code: string;
  message: string;
}
