// Images and documents as the API has them: their types, and what writes them.
import type { ImageFacts, MediaNote } from './estimate.ts';
import type { ContentBlockParam } from './messages.ts';

/** A cache breakpoint: everything up to the block it stands on can be read from the cache by later requests. */
export interface CacheControl {
  type: 'ephemeral';
  /** How long an entry lasts. Default: `5m`; `1h` is recommended for batches. */
  ttl?: '5m' | '1h';
}

export interface ImageBlock extends ContentBlockParam {
  type: 'image';
  source: { type: 'base64'; media_type: ImageFacts['media_type']; data: string } | { type: 'url'; url: string };
  cache_control?: CacheControl;
}

export interface DocumentBlock extends ContentBlockParam {
  type: 'document';
  source:
    | { type: 'base64'; media_type: 'application/pdf'; data: string }
    | { type: 'text'; media_type: 'text/plain'; data: string }
    | { type: 'url'; url: string };
  title?: string;
  context?: string;
  citations?: { enabled: boolean };
  cache_control?: CacheControl;
}

export interface MediaOptions {
  /** A cache breakpoint on the block. Default: none. */
  cache_control?: CacheControl | undefined;
  /** Called with what was odd and dealt with: a wrong type, an image that moves, one that was scaled. */
  onNote?: ((note: MediaNote) => void) | undefined;
}

export interface ImageOptions extends MediaOptions {
  /**
   * Scale images down, where the runtime has a canvas (browsers): `true` those that the API would refuse for their size, a
   * number those with a longer edge in pixels. Default: false, and too large images are errors.
   */
  scale?: boolean | number | undefined;
}

export interface DocumentOptions extends MediaOptions {
  title?: string | undefined;
  /** What the model is to know about the document; it is not cited. */
  context?: string | undefined;
  /** Whether answers cite the document. All documents of a request must agree. */
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
