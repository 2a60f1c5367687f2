// Measures making image blocks, which includes reading and checking, against base64 alone, with the encoder that works in every
// runtime and with Node's. Also estimates against JSON.parse of the same lines.
import assert from 'node:assert/strict';
import { estimate, imageBlock } from 'message-batches';
import { requests } from './corpus.mjs';
import { paired } from './pairs.mjs';

export const name = 'media';

const IMAGE = 6_000_000;
const COUNT = 20_000;

export async function run() {
  const image = png(IMAGE);
  const { chunks, bytes } = requests({ count: COUNT });
  const text = Buffer.concat(chunks);
  const ours = async () => assert.equal((await imageBlock(image)).source.data.length, (IMAGE / 3) * 4);
  return [
    await paired({ name: 'image/btoa', bytes: IMAGE, ours, peer: () => assert.ok(btoaOf(image)) }),
    await paired({
      name: 'image/buffer',
      bytes: IMAGE,
      ours,
      peer: () => assert.ok(Buffer.from(image.buffer, image.byteOffset, image.length).toString('base64')),
    }),
    await paired({
      name: 'estimate/parse',
      bytes,
      ours: async () => assert.equal((await estimate(text)).requests, COUNT),
      peer: () => {
        const lines = text.toString().split('\n');
        assert.equal(lines.filter((line) => line !== '' && JSON.parse(line).params).length, COUNT);
      },
    }),
  ];
}

function btoaOf(bytes) {
  const PIECE = 0x6000;
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += btoa(String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE)));
  }
  return text;
}

/** Returns a PNG of this size: a header and an end, with other bytes between them. */
function png(length) {
  const bytes = Buffer.alloc(length, 'filler that looks like nothing');
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12);
  bytes.writeUInt32BE(1000, 16);
  bytes.writeUInt32BE(1000, 20);
  bytes.writeUInt32BE(length - 57, 33);
  bytes.write('IDAT', 37);
  bytes.writeUInt32BE(0, length - 12);
  bytes.write('IEND', length - 8);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, length);
}
