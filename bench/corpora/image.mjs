// Images in requests: the header and the end of a PNG, and random bytes between them.

/** Returns an image as a base64 source, with about this many bytes. */
export function imageOf(chance, length) {
  const bytes = Buffer.concat([header(chance), Buffer.from(chance.base64(Math.ceil(length / 3) * 4), 'base64')]);
  bytes.writeUInt32BE(bytes.length - 57, 33);
  bytes.writeUInt32BE(0, bytes.length - 12);
  bytes.write('IEND', bytes.length - 8);
  return { type: 'base64', media_type: 'image/png', data: bytes.toString('base64') };
}

function header(chance) {
  const bytes = Buffer.alloc(41);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12);
  bytes.writeUInt32BE(chance.between(200, 1_500), 16);
  bytes.writeUInt32BE(chance.between(200, 1_500), 20);
  bytes.writeUInt32BE(0x08_02_00_00, 24);
  bytes.write('IDAT', 37);
  return bytes;
}
