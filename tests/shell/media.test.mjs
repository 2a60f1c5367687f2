// Images and documents from every kind of source, as blocks that pass the checks.
import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { BatchError, cached, documentBlock, imageBlock, jsonOutput, turns, validate } from 'message-batches';
import { bytesOf, failure, question } from './setup.mjs';

const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'media-'));
after(() => fs.rm(folder, { recursive: true, force: true }));

const concat = (...parts) => Uint8Array.from(Buffer.concat(parts.map((part) => Buffer.from(part))));
const chunk = (kind, data) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return concat(length, Buffer.from(kind), data, [0, 0, 0, 0]);
};
function png(width, height, filler = 30) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  const start = [0x89, ...Buffer.from('PNG\r\n\x1a\n')];
  return concat(start, chunk('IHDR', header), chunk('IDAT', new Uint8Array(filler)), chunk('IEND', []));
}
const JPEG = concat([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 1, 0, 1, 0, 1, 1, 0x11, 0], [0xff, 0xda, 0, 2, 5, 0xff, 0xd9]);
const GIF = concat(Buffer.from('GIF89a'), [0, 1, 0, 1, 0, 0, 0, 44, 0, 0, 0, 0, 0, 1, 0, 1, 0, 2, 1, 9, 0, 59]);
const WEBP = concat(
  Buffer.from('RIFF'),
  [17, 0, 0, 0],
  Buffer.from('WEBPVP8L'),
  [5, 0, 0, 0, 0x2f, 0xff, 0xc0, 0x3f, 0],
);
const PDF = bytesOf('%PDF-1.7\n1 0 obj<</Type/Page>>endobj\ntrailer<<>>\n%%EOF\n');

const KINDS = { 'image/png': png(256, 256), 'image/jpeg': JPEG, 'image/gif': GIF, 'image/webp': WEBP };
const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const image = (media_type, bytes, more = {}) => ({
  type: 'image',
  source: { type: 'base64', media_type, data: base64(bytes) },
  ...more,
});
const dataURL = (type, bytes) => new URL(`data:${type};base64,${base64(bytes)}`);

async function file(name, bytes) {
  const place = path.join(folder, name);
  await fs.writeFile(place, bytes);
  return place;
}

/** Asserts why a block is rejected. */
async function refused(promise, message) {
  const error = await failure(promise);
  assert.ok(error instanceof BatchError, String(error));
  assert.deepEqual([error.code, error.message], ['invalid_media', message]);
}

for (const [type, bytes] of Object.entries(KINDS)) {
  test(`an image of type ${type} becomes the same block from wherever it comes, whatever it is called`, async () => {
    const expected = image(type, bytes);
    const place = await file(`an image.${type.slice(6)}.txt`, bytes);
    const padded = new Uint8Array([1, 2, ...bytes, 3]);
    const sources = [
      bytes,
      bytes.buffer,
      padded.subarray(2, -1),
      new DataView(padded.buffer, 2, bytes.length),
      new Blob([bytes], { type }),
      new Blob([bytes]),
      new File([bytes], 'a.bmp', { type: 'image/bmp' }),
      dataURL(type, bytes),
      dataURL('text/html', bytes),
      dataURL(type, bytes).href,
      place,
      pathToFileURL(place),
      pathToFileURL(place).href,
    ];
    for (const source of sources) assert.deepEqual(await imageBlock(source), expected);
  });

  test(`an image of type ${type} with a wrong label is corrected and noted`, async () => {
    const notes = [];
    const block = await imageBlock(new Blob([bytes], { type: 'image/tiff' }), { onNote: (note) => notes.push(note) });
    assert.deepEqual(block, image(type, bytes));
    const message = `expected an image of type image/tiff, found one of type ${type}`;
    assert.deepEqual(notes, [{ code: 'image.magic_mismatch', message }]);
  });

  test(`an image of type ${type} that is truncated is refused`, async () => {
    const length = bytes.length - (type === 'image/gif' ? 3 : 1);
    const name = { png: 'PNG', jpeg: 'JPEG', gif: 'GIF', webp: 'WebP' }[type.slice(6)];
    const message = `image: expected a complete ${name} image, found one that is cut off after ${length} bytes`;
    await refused(imageBlock(bytes.subarray(0, length)), message);
  });
}

test('images that the API would refuse are refused before they are sent', async () => {
  const nothing = 'image: expected an image, found no bytes';
  await refused(imageBlock(new Uint8Array()), nothing);
  await refused(imageBlock(new Blob([])), nothing);
  const kinds = 'image: expected a JPEG, PNG, GIF or WebP image, found';
  await refused(imageBlock(PDF), `${kinds} a PDF`);
  await refused(imageBlock(bytesOf('<svg/>')), `${kinds} SVG, HTML or other text`);
  await refused(imageBlock(bytesOf('hello')), `${kinds} an unknown format`);
  await refused(imageBlock(png(8001, 3)), 'image: expected at most 8000 pixels on a side, found 8001 x 3');
  const heavy = 'image: expected at most 10485760 characters of base64, found 13333436 (an image of 10000076 bytes)';
  await refused(imageBlock(png(300, 300, 10_000_019)), heavy);
});

test('what was refused is what the checks refuse, and what was made they let pass', async () => {
  const content = [
    ...(await Promise.all(Object.values(KINDS).map((bytes) => imageBlock(bytes)))),
    await documentBlock(PDF, { title: 'A', context: 'B', citations: true }),
    await documentBlock('A text.', { citations: true }),
  ];
  const messages = [{ role: 'user', content: [...content, { type: 'text', text: 'What?' }] }];
  const { ok, issues } = await validate([question('a', { messages })]);
  assert.deepEqual([ok, issues], [true, []]);
});

test('a runtime without a canvas says so when there is something to scale', async () => {
  assert.deepEqual(await imageBlock(png(900, 900), { scale: true }), image('image/png', png(900, 900)));
  assert.deepEqual(await imageBlock(png(900, 900), { scale: 900 }), image('image/png', png(900, 900)));
  for (const [bytes, scale] of [
    [png(9000, 10), true],
    [png(900, 900), 899],
  ]) {
    const error = await failure(imageBlock(bytes, { scale }));
    assert.deepEqual(
      [error.name, error.code, error.message],
      [
        'TypeError',
        'invalid_option',
        'scale: expected a runtime with createImageBitmap and OffscreenCanvas, found one without',
      ],
    );
  }
});

test('a URL of the web is passed on and not fetched', async () => {
  const url = 'https://example.com/a%20b.png?c';
  assert.deepEqual(await imageBlock(url), { type: 'image', source: { type: 'url', url } });
  assert.deepEqual(await imageBlock(new URL(url)), { type: 'image', source: { type: 'url', url } });
  assert.deepEqual(await documentBlock(new URL(url), { title: 'A' }), {
    type: 'document',
    source: { type: 'url', url },
    title: 'A',
  });
});

test('options become fields of the block, and only those that were passed', async () => {
  const cache_control = { type: 'ephemeral', ttl: '1h' };
  const bytes = KINDS['image/gif'];
  assert.deepEqual(await imageBlock(bytes, { cache_control }), image('image/gif', bytes, { cache_control }));
  const source = { type: 'text', media_type: 'text/plain', data: 'A text.' };
  const fields = { title: 'A', context: 'B', citations: { enabled: true }, cache_control };
  assert.deepEqual(await documentBlock('A text.', { ...fields, citations: true }), {
    type: 'document',
    source,
    ...fields,
  });
  assert.deepEqual(await documentBlock('A text.', fields), { type: 'document', source, ...fields });
  assert.deepEqual(await documentBlock('A text.'), { type: 'document', source });
});

test('a document is a PDF or a text, from wherever it comes', async () => {
  const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: base64(PDF) } };
  const place = await file('a report.pdf', PDF);
  for (const source of [PDF, PDF.buffer, new Blob([PDF]), dataURL('text/plain', PDF), place, pathToFileURL(place)]) {
    assert.deepEqual(await documentBlock(source), pdf);
  }
  const text = (data) => ({ type: 'document', source: { type: 'text', media_type: 'text/plain', data } });
  const notes = await file('notes.txt', 'Grüße');
  for (const source of [
    bytesOf('Grüße'),
    new Blob(['Grüße']),
    pathToFileURL(notes),
    'Grüße',
    new URL('data:,Gr%C3%BC%C3%9Fe'),
  ]) {
    assert.deepEqual(await documentBlock(source), text('Grüße'));
  }
  // A text that merely mentions a path is a text.
  for (const value of [
    'See https://example.com',
    'Open a.txt',
    'and/or',
    'One line.\nand two.pdf',
    'https://a.example b',
  ]) {
    assert.deepEqual(await documentBlock(value), text(value));
  }
});

test('one line that looks like a path is no document, as it is no input', async () => {
  for (const path of ['notes.txt', './notes.txt', 'C:\\a b\\contract.docx', '~/a.md', '/etc/hosts', ' report.html ']) {
    const shown = JSON.stringify(path.trim());
    await assert.rejects(documentBlock(path), {
      name: 'TypeError',
      code: 'invalid_option',
      message: `document: expected the text itself, found the path ${shown}. Pass await openAsBlob(${shown}) (from node:fs), or the File in a page`,
    });
  }
  for (const path of ['x.png', 'a/b.JPEG', './my cat.webp']) {
    await assert.rejects(documentBlock(path), {
      name: 'TypeError',
      code: 'invalid_option',
      message: `document: expected the text itself, found the path ${JSON.stringify(path)}. Pass it to imageBlock`,
    });
  }
});

test('a document with a wrong label is corrected and noted', async () => {
  const notesOf = async (source) => {
    const notes = [];
    const { source: made } = await documentBlock(source, { onNote: (note) => notes.push(note) });
    return [made.media_type, ...notes];
  };
  const code = 'document.base64.media_type';
  const message = 'expected a document of type text/plain, found one of type application/pdf';
  for (const source of [new Blob([PDF], { type: 'text/plain' }), dataURL('text/plain', PDF)]) {
    assert.deepEqual(await notesOf(source), ['application/pdf', { code, message }]);
  }
  assert.deepEqual(await notesOf(new Blob(['A text.'], { type: 'application/pdf' })), [
    'text/plain',
    { code, message: 'expected a document of type application/pdf, found a text' },
  ]);
  const right = [PDF, new Blob([PDF]), new Blob([PDF], { type: 'application/pdf' })];
  for (const source of right) assert.deepEqual(await notesOf(source), ['application/pdf']);
  for (const type of ['', 'text/markdown', 'application/json']) {
    assert.deepEqual(await notesOf(new Blob(['A text.'], { type })), ['text/plain']);
  }
});

test('a large PDF is encoded whole', async () => {
  const bytes = concat(PDF.subarray(0, 9), Buffer.alloc(7_000_001, 'filler '), PDF.subarray(9));
  const { source } = await documentBlock(bytes);
  assert.equal(source.data, base64(bytes));
});

test('documents that the API would refuse are refused before they are sent', async () => {
  const kinds = 'document: expected a PDF or a text in UTF-8, found';
  await refused(documentBlock(new Uint8Array()), 'document: expected a PDF or a text, found no bytes');
  await refused(documentBlock(' \n'), 'document: expected a PDF or a text, found an empty text');
  await refused(
    documentBlock(PDF.subarray(0, -6)),
    'document: expected a complete PDF, found one that is cut off after 49 bytes',
  );
  await refused(documentBlock(png(3, 3)), `${kinds} a PNG image: use imageBlock`);
  await refused(documentBlock(new Uint8Array([0xff, 0xfe, 0x20])), `${kinds} bytes that are neither`);
  await refused(documentBlock(new Uint8Array([0x61, 0])), `${kinds} bytes that are neither`);
});

test('sources and options of a wrong type are reported by name', async () => {
  const cases = [
    [imageBlock(7), 'TypeError', 'image: expected bytes, a Blob, a URL or a string, found 7'],
    [documentBlock(null), 'TypeError', 'document: expected bytes, a Blob, a URL or a string, found null'],
    [imageBlock(new URL('ftp://a/b')), 'TypeError', 'image: expected a URL with https:, data: or file:, found "ftp:"'],
    [imageBlock('https://['), 'TypeError', 'source: expected a URL, found "https://["'],
    [imageBlock(JPEG, 7), 'TypeError', 'options: expected an object, found 7'],
    [imageBlock(JPEG, { onNote: 1 }), 'TypeError', 'onNote: expected a function, found 1'],
    [
      imageBlock(JPEG, { scale: 0 }),
      'RangeError',
      'scale: expected true, false or a whole number of pixels from 1 to 65535, found 0',
    ],
    [
      imageBlock(JPEG, { scale: 'yes' }),
      'TypeError',
      'scale: expected true, false or a whole number of pixels from 1 to 65535, found "yes"',
    ],
  ];
  for (const [promise, name, message] of cases) {
    const error = await failure(promise);
    assert.deepEqual([error.name, error.code, error.message], [name, 'invalid_option', message]);
  }
  await refused(imageBlock('data:image/png;base64'), 'image: expected a data: URL with a comma, found none');
  for (const body of ['*', '%zz']) {
    const message = 'image: expected base64 or percent-encoded text in a data: URL, found something else';
    await refused(imageBlock(`data:image/png;base64,${body}`), message);
  }
  const missing = await failure(imageBlock('no such file.png'));
  assert.equal(missing.message, 'image: the file "no such file.png" cannot be read (ENOENT)');
  assert.deepEqual([missing.name, missing.code, missing.cause.code], ['BatchError', 'invalid_media', 'ENOENT']);
});

test('base64 in the place of a path is named, and not shown', async () => {
  const message =
    'image: expected bytes, a Blob, a URL or a path, found text in base64. Pass its bytes: Uint8Array.from(atob(text), (char) => char.charCodeAt(0))';
  for (const text of ['iVBORw0KGgo=', '/9j/4AAQ', Buffer.from(JPEG).toString('base64')]) {
    await assert.rejects(imageBlock(text), { name: 'TypeError', code: 'invalid_option', message });
  }
  await assert.rejects(imageBlock('x'.repeat(2000)), {
    name: 'TypeError',
    code: 'invalid_option',
    message: 'image: expected bytes, a Blob, a URL or a path, found a text of 2000 characters',
  });
});

/** Returns the object with a `~standard` that does not enumerate. */
const hidden = (object) => Object.defineProperty(object, '~standard', { value: { version: 1, vendor: 'zod' } });

test('a JSON schema that Zod marked with a hidden ~standard is no validator', () => {
  const schema = hidden({ type: 'object', properties: {}, additionalProperties: false });
  assert.equal(jsonOutput(schema).output_config.format.schema, schema);
  const bare = hidden(Object.create(null));
  assert.equal(jsonOutput(bare).output_config.format.schema, bare);
});

test('arguments of the functions that make parts of params are checked', () => {
  for (const [make, name, message] of [
    [() => cached(5), 'TypeError', 'block: expected a text, a block or a tool, found 5'],
    [() => cached(undefined), 'TypeError', 'block: expected a text, a block or a tool, found undefined'],
    [() => cached([]), 'TypeError', 'block: expected a text, a block or a tool, found an array'],
    [() => cached('x', '2h'), 'RangeError', 'ttl: expected "5m" or "1h", found "2h"'],
    [() => turns('a', null), 'TypeError', 'contents[1]: expected a text or an array of blocks, found null'],
    [() => turns(['a']), 'TypeError', 'contents[0]: expected a text or an array of blocks, found an array'],
    [
      () => jsonOutput({ '~standard': { version: 1, vendor: 'zod' }, def: {} }),
      'TypeError',
      'schema: expected a JSON schema, found a validator, such as those of Zod and Valibot. Convert it first, for example z.toJSONSchema(schema) or toJsonSchema(schema)',
    ],
    [
      () =>
        jsonOutput(
          new (class {
            '~standard' = { version: 1, vendor: 'zod' };
          })(),
        ),
      'TypeError',
      'schema: expected a JSON schema, found a validator, such as those of Zod and Valibot. Convert it first, for example z.toJSONSchema(schema) or toJsonSchema(schema)',
    ],
    [
      // Zod 4.3 hides it on validators too.
      () => jsonOutput(hidden(Object.create({ parse() {} }))),
      'TypeError',
      'schema: expected a JSON schema, found a validator, such as those of Zod and Valibot. Convert it first, for example z.toJSONSchema(schema) or toJsonSchema(schema)',
    ],
    [() => cached(Buffer.from('a')), 'TypeError', 'block: expected a text, a block or a tool, found bytes'],
    [() => cached(new Date()), 'TypeError', 'block: expected a text, a block or a tool, found an object'],
    [() => turns([new Map()]), 'TypeError', 'contents[0]: expected a text or an array of blocks, found an array'],
    [() => jsonOutput(new Date()), 'TypeError', 'schema: expected a JSON schema, found an object'],
    [() => jsonOutput(new Map()), 'TypeError', 'schema: expected a JSON schema, found an object'],
    [() => jsonOutput(new URL('https://a.example')), 'TypeError', 'schema: expected a JSON schema, found an object'],
    [() => jsonOutput(undefined), 'TypeError', 'schema: expected a JSON schema, found undefined'],
    [() => jsonOutput([]), 'TypeError', 'schema: expected a JSON schema, found an array'],
  ]) {
    assert.throws(make, { name, code: 'invalid_option', message });
  }
});

test('parts of params are plain objects that the checks let pass', async () => {
  const block = { type: 'text', text: 'a' };
  const cache_control = { type: 'ephemeral', ttl: '1h' };
  assert.deepEqual(cached('a'), { ...block, cache_control });
  assert.deepEqual(cached(block, '5m'), { ...block, cache_control: { type: 'ephemeral', ttl: '5m' } });
  assert.deepEqual(block, { type: 'text', text: 'a' }, 'the block itself stays as it was');
  assert.deepEqual(turns(), []);
  assert.deepEqual(turns('a', 'b', [block]), [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
    { role: 'user', content: [block] },
  ]);
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  assert.deepEqual(jsonOutput(schema), { output_config: { format: { type: 'json_schema', schema } } });
  const tool = { name: 'a', description: 'b', input_schema: { type: 'object', properties: {} } };
  const params = {
    system: [cached('Be kind. '.repeat(1_000))],
    tools: [cached(tool)],
    messages: turns('a', 'b', 'c'),
    ...jsonOutput(schema),
  };
  const { issues } = await validate([question('a', params)]);
  assert.deepEqual(issues, []);
});

test('where there are no files, a path is refused with what would do', async () => {
  const { imageBlock, init } = await import('../../dist/web.js');
  await init({ checks: await fs.readFile(new URL('../../dist/checks.wasm', import.meta.url)) });
  const error = await failure(imageBlock('a.png'));
  assert.deepEqual(
    [error.code, error.message],
    [
      'invalid_option',
      'source: expected bytes, a Blob, or a URL with https: or data:, found a path, and this runtime has no files',
    ],
  );
});
