// A page with images that are too large: draws them in sizes and colors that can be checked, and has them scaled.
export async function media({ imageBlock, estimate }) {
  const drawn = async (width, height, type) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context.fillStyle = 'rgb(200, 0, 0)';
    context.fillRect(0, 0, width, height);
    context.fillStyle = 'rgb(0, 0, 200)';
    context.fillRect(0, 0, width / 2, height);
    return canvas.convertToBlob({ type });
  };
  /** Noise does not compress: its PNG is as large as its pixels. */
  const noise = async (side) => {
    const canvas = new OffscreenCanvas(side, side);
    const context = canvas.getContext('2d');
    const image = context.createImageData(side, side);
    const words = new Uint32Array(image.data.buffer);
    let state = 1;
    for (let at = 0; at < words.length; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      words[at] = state | 0xff000000;
    }
    context.putImageData(image, 0, 0);
    return canvas.convertToBlob({ type: 'image/png' });
  };
  const reported = async (blob, options) => {
    const notes = [];
    const { source } = await imageBlock(blob, { ...options, onNote: ({ message }) => notes.push(message) });
    const bytes = Uint8Array.from(atob(source.data), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const pixel = (x) =>
      [...context.getImageData(Math.floor(x * width), Math.floor(height / 2), 1, 1).data].slice(0, 3);
    return { type: source.media_type, size: [width, height], left: pixel(0.25), right: pixel(0.75), notes };
  };
  const refused = (promise) =>
    promise.then(
      () => 'made',
      ({ code, message }) => [code, message],
    );
  const heavy = await noise(2000);
  const small = await drawn(600, 300, 'image/png');
  const broken = (await drawn(300, 300, 'image/png')).slice(0, 60);
  // Only a header and an end: it can be read, but not drawn.
  const bytes = new Uint8Array(await small.arrayBuffer());
  const hollow = new Blob([bytes.subarray(0, 33), bytes.subarray(-12)]);
  return {
    wide: await reported(await drawn(9000, 450, 'image/png'), { scale: true }),
    jpeg: await reported(await drawn(1200, 600, 'image/jpeg'), { scale: 400 }),
    webp: await reported(await drawn(1200, 600, 'image/webp'), { scale: 400 }),
    fits: await reported(small, { scale: true }),
    heavy: heavy.size > 7_864_320,
    heavyScaled: (await reported(heavy, { scale: true })).type,
    heavyRefused: (await refused(imageBlock(heavy)))[0],
    wideRefused: await refused(imageBlock(await drawn(9000, 450, 'image/png'))),
    broken: await refused(imageBlock(broken, { scale: true })),
    hollow: await refused(imageBlock(hollow, { scale: 100 })),
    path: await refused(imageBlock('a.png')),
    estimated: (await estimate([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages: [] } }])).requests,
  };
}
