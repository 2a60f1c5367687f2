// Image and document blocks of the API: their types, and the functions that write them.
import type { ImageFacts, MediaNote } from './estimate.ts';
import type { Unchecked } from './messages.ts';

/**
 * A cache breakpoint. Later requests can read everything up to the end of this block from the cache.
 *
 * @example
 * const hour: CacheControl = { type: 'ephemeral', ttl: '1h' };
 * const scan = await documentBlock(input, { cache_control: hour });
 */
export interface CacheControl {
  type: 'ephemeral';
  /** Lifetime of the cache entry: 5 minutes or 1 hour. Default: `5m`. `1h` is recommended for batches. */
  ttl?: '5m' | '1h';
}

/**
 * An image in a request, as the API accepts it. `imageBlock` makes one.
 *
 * @example
 * const image: ImageBlock = { type: 'image', source: { type: 'url', url: 'https://example.com/cat.png' } };
 * const message = { role: 'user', content: [image, { type: 'text', text: 'What is this?' }] };
 */
export interface ImageBlock {
  type: 'image';
  source: { type: 'base64'; media_type: ImageFacts['media_type']; data: string } | { type: 'url'; url: string };
  cache_control?: CacheControl;
  transformations?: Unchecked;
}

/**
 * A document in a request, as the API accepts it. `documentBlock` makes one.
 *
 * @example
 * const source = { type: 'text', media_type: 'text/plain', data: 'Rain fell all night.' } as const;
 * const document: DocumentBlock = { type: 'document', source, citations: { enabled: true } };
 */
export interface DocumentBlock {
  type: 'document';
  source:
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
    | { type: 'url'; url: string };
  /** Title of the document; citations have it as `document_title`. */
  title?: string;
  /** Background on the document for the model. It is not cited. */
  context?: string;
  citations?: { enabled: boolean };
  cache_control?: CacheControl;
}

/**
 * Options of both `imageBlock` and `documentBlock`.
 *
 * @example
 * const options: MediaOptions = { onNote: ({ message }) => console.warn(message) };
 * const image = await imageBlock(input, options);
 */
export interface MediaOptions {
  /** Puts a cache breakpoint on the block. Default: no breakpoint. */
  cache_control?: CacheControl | undefined;
  /**
   * Called for each irregularity that was corrected: a wrong media type of an image or a document, an animated image, an
   * image that was scaled down. Exceptions and rejections are ignored. Default: not called.
   */
  onNote?: ((note: MediaNote) => void) | undefined;
}

/**
 * Options of `imageBlock`.
 *
 * @example
 * const options: ImageOptions = { scale: 1568 };
 * const image = await imageBlock(await chooseFile(), options);
 */
export interface ImageOptions extends MediaOptions {
  /**
   * Scales images down, in runtimes with a canvas (browsers). `true` scales only images that the API would refuse for
   * their size; a number scales images whose longer edge is longer than that many pixels. Default: false, and an image
   * that is too large is an error.
   */
  scale?: boolean | number | undefined;
}

/**
 * Options of `documentBlock`.
 *
 * @example
 * const options: DocumentOptions = { title: 'Annual report', citations: true };
 * const report = await documentBlock(await chooseFile(), options);
 */
export interface DocumentOptions extends MediaOptions {
  /** Title of the document; citations have it as `document_title`. Default: none. */
  title?: string | undefined;
  /** Background on the document for the model. It is not cited. Default: none. */
  context?: string | undefined;
  /**
   * Whether answers cite the document. All documents of one request must have the same setting. Default: left to the API.
   */
  citations?: boolean | { enabled: boolean } | undefined;
}

export const imageOf = ({ media_type, data }: ImageFacts, options: ImageOptions): ImageBlock => ({
  type: 'image',
  source: { type: 'base64', media_type, data },
  ...common(options),
});

export const imageAt = (url: string, options: ImageOptions): ImageBlock => ({
  type: 'image',
  source: { type: 'url', url },
  ...common(options),
});

export const pdfOf = (data: string, options: DocumentOptions): DocumentBlock =>
  document({ type: 'base64', media_type: 'application/pdf', data }, options);

export const textOf = (data: string, options: DocumentOptions): DocumentBlock =>
  document({ type: 'text', media_type: 'text/plain', data }, options);

export const documentAt = (url: string, options: DocumentOptions): DocumentBlock =>
  document({ type: 'url', url }, options);

function document(source: DocumentBlock['source'], options: DocumentOptions): DocumentBlock {
  const { title, context, citations } = options;
  return {
    type: 'document',
    source,
    ...(title === undefined ? {} : { title }),
    ...(context === undefined ? {} : { context }),
    ...(citations === undefined
      ? {}
      : { citations: typeof citations === 'boolean' ? { enabled: citations } : citations }),
    ...common(options),
  };
}

const common = ({ cache_control }: MediaOptions) => (cache_control === undefined ? {} : { cache_control });
