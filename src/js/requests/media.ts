// Loads images and documents, and detects their formats with the core.
import {
  type DocumentBlock,
  type DocumentOptions,
  documentAt,
  type ImageBlock,
  type ImageOptions,
  imageAt,
  imageOf,
  type MediaOptions,
  pdfOf,
  textOf,
} from '../../wire/blocks.ts';
import type { ImageFacts } from '../../wire/estimate.ts';
import { BatchError } from '../errors.ts';
import { classify } from '../input/classify.ts';
import { refusePath } from '../input/document_path.ts';
import { check, type Names, notify, wrong } from '../options.ts';
import { isUrl, reasonOf } from '../realms.ts';
import { type Checks, checks } from '../runtime/modules.ts';
import { readFile } from '../runtime/runtime.ts';

/**
 * Bytes, a `Blob` or `File`, or a URL. The API fetches `https:` URLs. This package decodes `data:` URLs, and reads `file:` URLs
 * in runtimes with files.
 *
 * @example
 * const source: MediaSource = new URL('https://example.com/cat.png');
 * const image = await imageBlock(source);
 */
export type MediaSource = Uint8Array | ArrayBuffer | ArrayBufferView | Blob | URL;

/** Number of bytes of a document that are encoded at a time: a multiple of three, so that the base64 pieces can be joined. */
const PIECE = 3 * 1_048_576;
/** Number of first and last bytes from which a document is recognized. */
const ENDS = 65_536;

interface MediaBytes {
  bytes: Uint8Array;
  /** The declared media type. */
  label?: string;
}

/** Implements `imageBlock` of the package. */
export async function imageBlock(source: MediaSource | string, options: ImageOptions = {}): Promise<ImageBlock> {
  checkMedia(options, IMAGE);
  const place = typeof source === 'string' ? placeOf(source) : source;
  if (isWeb(place)) return imageAt(place.href, options);
  const { bytes, label } = await find('image', place);
  const loaded = await checks.instance();
  const read = (bytes: Uint8Array, label: string | undefined, scale: ImageOptions['scale']): ImageFacts =>
    loaded.sync((glue) => glue.readImage(bytes, label, { scale }));
  const facts = read(bytes, label, options.scale);
  for (const note of facts.notes) notify(options.onNote, note);
  if (!facts.fit) return imageOf(facts, options);
  return imageOf(await scaleDown(bytes, facts, (smaller) => read(smaller, undefined, false)), options);
}

/** Implements `documentBlock` of the package. */
export async function documentBlock(
  source: MediaSource | string,
  options: DocumentOptions = {},
): Promise<DocumentBlock> {
  checkMedia(options, DOCUMENT);
  const isPlace = typeof source === 'string' && (URL_LIKE.test(source) || PDF_PATH.test(source));
  if (typeof source === 'string' && !isPlace) {
    refusePath('document', source);
    return text(source, options);
  }
  const place = typeof source === 'string' ? placeOf(source) : source;
  if (isWeb(place)) return documentAt(place.href, options);
  const { bytes, label } = await find('document', place);
  const loaded = await checks.instance();
  const { kind, notes } = loaded.sync((glue) =>
    glue.readDocument(bytes.subarray(0, ENDS), bytes.subarray(-ENDS), bytes.length, label),
  );
  for (const note of notes) notify(options.onNote, note);
  if (kind === 'pdf') return pdfOf(base64(loaded, bytes), options);
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid('document: expected a PDF or a text in UTF-8, found bytes that are neither', cause);
  }
  return text(decoded, options);
}

function text(data: string, options: DocumentOptions): DocumentBlock {
  if (data.trim() === '') throw invalid('document: expected a PDF or a text, found an empty text');
  return textOf(data, options);
}

/** Encodes in pieces, so that the core never holds a whole large file. */
function base64(loaded: Checks, bytes: Uint8Array): string {
  let encoded = '';
  for (let start = 0; start < bytes.length; start += PIECE) {
    encoded += loaded.sync((glue) => glue.base64(bytes.subarray(start, start + PIECE)));
  }
  return encoded;
}

/** A string that starts with one of these schemes and contains no white space. */
const URL_LIKE = /^(?:https?|data|file):\S+$/i;
const PDF_PATH = /^[^\r\n]{1,1000}\.pdf$/i;

/** Returns a URL, or a path unchanged. */
function placeOf(text: string): URL | string {
  if (!URL_LIKE.test(text)) return text;
  try {
    return new URL(text);
  } catch {
    throw wrong('source', 'a URL', text);
  }
}

const isWeb = (place: unknown): place is URL => isUrl(place) && /^https?:$/.test(place.protocol);

async function find(what: string, source: MediaSource | string): Promise<MediaBytes> {
  const classified = classify(source);
  if (classified.kind === 'bytes') return { bytes: classified.value };
  if (classified.kind === 'blob') {
    return { bytes: new Uint8Array(await classified.value.arrayBuffer()), label: classified.value.type };
  }
  if (isUrl(source) && source.protocol === 'data:') return data(what, source.href);
  if (typeof source === 'string' || (isUrl(source) && source.protocol === 'file:')) {
    return { bytes: await bytesAt(what, source) };
  }
  if (isUrl(source)) throw wrong(what, 'a URL with https:, data: or file:', source.protocol);
  throw wrong(what, 'bytes, a Blob, a URL or a string', source);
}

/** The first characters of image formats and PDF in base64. */
const BASE64 = /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|JVBERi)[\w+/=\s]*$/;
const LONGEST_PATH = 1024;

/** Reads a file. The runtime's error is not passed on, because it quotes the whole path, which may be something else. */
async function bytesAt(what: string, place: string | URL): Promise<Uint8Array> {
  const path = String(place);
  if (BASE64.test(path)) {
    const bytes = 'Uint8Array.from(atob(text), (char) => char.charCodeAt(0))';
    throw wrong(what, 'bytes, a Blob, a URL or a path', place, `text in base64. Pass its bytes: ${bytes}`);
  }
  if (path.length > LONGEST_PATH) {
    throw wrong(what, 'bytes, a Blob, a URL or a path', place, `a text of ${path.length} characters`);
  }
  try {
    return await readFile(place);
  } catch (cause) {
    const { code = reasonOf(cause) } = cause as { code?: string };
    // The runtime has no files.
    if (code === 'invalid_option') throw cause;
    throw invalid(`${what}: the file ${JSON.stringify(path)} cannot be read (${code})`, cause);
  }
}

/** Decodes a `data:` URL. */
function data(what: string, url: string): MediaBytes {
  const [, head, body] = /^data:([^,]*),(.*)$/s.exec(url) ?? [];
  if (head === undefined || body === undefined) throw invalid(`${what}: expected a data: URL with a comma, found none`);
  const label = head.split(';')[0] ?? '';
  try {
    const text = decodeURIComponent(body);
    if (!/;base64$/i.test(head)) return { bytes: new TextEncoder().encode(text), label };
    return { bytes: Uint8Array.from(atob(text), (char) => char.charCodeAt(0)), label };
  } catch (cause) {
    throw invalid(`${what}: expected base64 or percent-encoded text in a data: URL, found something else`, cause);
  }
}

/** Scales an image down. While it is too large, tries formats with smaller files. */
async function scaleDown(
  bytes: Uint8Array,
  { fit, media_type }: ImageFacts,
  read: (bytes: Uint8Array) => ImageFacts,
): Promise<ImageFacts> {
  if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') {
    throw wrong('scale', 'a runtime with createImageBitmap and OffscreenCanvas', undefined, 'one without');
  }
  const { width, height } = fit as { width: number; height: number };
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: media_type }), {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  }).catch((cause: unknown) => {
    throw invalid('image: expected an image that the browser can draw, found one that it cannot', cause);
  });
  try {
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    for (const type of [media_type, 'image/webp']) {
      const blob = await canvas.convertToBlob({ type, quality: 0.9 });
      try {
        return read(new Uint8Array(await blob.arrayBuffer()));
      } catch (error) {
        if (!BatchError.isInstance(error)) throw error;
      }
    }
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
    return read(new Uint8Array(await blob.arrayBuffer()));
  } finally {
    bitmap.close();
  }
}

const MEDIA: Names<MediaOptions> = { cache_control: true, onNote: true };
const IMAGE: Names<ImageOptions> = { ...MEDIA, scale: true };
const DOCUMENT: Names<DocumentOptions> = { ...MEDIA, title: true, context: true, citations: true };

function checkMedia<T extends MediaOptions>(options: T, names: Names<T>): void {
  check(options, names);
  const { onNote } = options;
  if (onNote !== undefined && typeof onNote !== 'function') throw wrong('onNote', 'a function', onNote);
}

const invalid = (message: string, cause?: unknown): BatchError =>
  new BatchError(message, { code: 'invalid_media', cause });
