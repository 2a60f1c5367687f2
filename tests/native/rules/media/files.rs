//! Creates minimal files of every format, byte by byte, and their base64.

/// Returns base64 as in RFC 4648.
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            match at <= group.len() {
                true => out.push(char::from(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize])),
                false => out.push('='),
            }
        }
    }
    out
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&(data.len() as u32).to_be_bytes(), name.as_slice(), data, &[0; 4]].concat()
}

/// Returns a PNG, animated if it has several frames.
pub fn png(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let mut bytes = [
        b"\x89PNG\r\n\x1a\n".as_slice(),
        &chunk(b"IHDR", &header),
        &chunk(b"gAMA", &[0, 1, 2, 3]),
    ]
    .concat();
    if frames > 0 {
        bytes.extend(chunk(b"acTL", &[frames.to_be_bytes(), [0; 4]].concat()));
    }
    bytes.extend(chunk(b"IDAT", &[7; 20]));
    bytes.extend(chunk(b"IEND", &[]));
    bytes
}

/// Returns a JPEG with a smaller one as a thumbnail, tables before the frame, and this marker of the frame.
pub fn jpeg(width: u16, height: u16, frame: u8) -> Vec<u8> {
    let sof = |width: u16, height: u16, marker: u8| {
        let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
        [&[0xff, marker, 0, 11, 8], size.as_slice(), &[1, 1, 0x11, 0]].concat()
    };
    let thumbnail = [&[0xff, 0xd8], sof(16, 12, 0xc0).as_slice(), &[0xff, 0xd9]].concat();
    let exif = [b"Exif\0\0".as_slice(), &thumbnail].concat();
    [
        &[0xff, 0xd8, 0xff, 0xe0, 0, 16],
        b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0".as_slice(),
        &[0xff, 0xe1],
        &(exif.len() as u16 + 2).to_be_bytes(),
        &exif,
        // A table numbered like a frame, fill bytes, and a marker without a length.
        &[0xff, 0xc4, 0, 5, 1, 2, 3, 0xff, 0xff, 0xff, 0x01],
        &sof(width, height, frame),
        &[0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
    ]
    .concat()
}

/// Returns a GIF with global and local color tables.
pub fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0x81, 0, 0]);
    bytes.extend([9; 12]);
    bytes.extend(b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    for _ in 0..frames {
        bytes.extend(b"!\xf9\x04\0\0\0\0\0");
        bytes.extend([b',', 0, 0, 0, 0, 1, 0, 1, 0, 0x80]);
        bytes.extend([9; 6]);
        bytes.extend([2, 3, 1, 2, 3, 2, 1, 2, 0]);
    }
    bytes.push(b';');
    bytes
}

fn riff(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let size = |bytes: usize| (bytes as u32).to_le_bytes();
    [
        b"RIFF".as_slice(),
        &size(data.len() + 12),
        b"WEBP",
        kind,
        &size(data.len()),
        data,
    ]
    .concat()
}

/// Returns a lossy WebP.
pub fn webp(width: u16, height: u16) -> Vec<u8> {
    // The two bits above a size define its scaling.
    let side = |side: u16| (side | 0x4000).to_le_bytes();
    riff(
        b"VP8 ",
        &[
            [0x30, 1, 0, 0x9d, 1, 0x2a].as_slice(),
            &side(width),
            &side(height),
            &[0; 8],
        ]
        .concat(),
    )
}

/// Returns a lossless WebP.
pub fn webp_lossless(width: u32, height: u32) -> Vec<u8> {
    let packed = (width - 1) | (height - 1) << 14 | 1 << 28;
    riff(b"VP8L", &[[0x2f].as_slice(), &packed.to_le_bytes(), &[0; 8]].concat())
}

/// Returns an extended WebP.
pub fn webp_extended(width: u32, height: u32, moves: bool) -> Vec<u8> {
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    let flags = if moves { 0x12 } else { 0x10 };
    riff(
        b"VP8X",
        &[[flags, 0, 0, 0].as_slice(), &side(width), &side(height), &[0; 8]].concat(),
    )
}

/// Returns a PDF with `pages` uncompressed pages, and additional entries of its trailer.
pub fn pdf(pages: usize, trailer: &str) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /PageLabels 9 0 R >>\nendobj\n");
    text.push_str("2 0 obj\n<< /Type /Pages /Kids [] >>\nendobj\n");
    for page in 0..pages {
        let name = ["/Type /Page", "/Type/Page", "/Type\r\n/Page"][page % 3];
        text.push_str(&format!("{} 0 obj\n<< {name} /Parent 2 0 R >>\nendobj\n", page + 10));
    }
    text.push_str(&format!(
        "trailer\n<< /Size 3 /Root 1 0 R {trailer} >>\nstartxref\n0\n%%EOF\n"
    ));
    text.into_bytes()
}
