//! Reads the first bytes of an image: its format, its size in pixels, and whether it is animated.

use crate::media::base64::Decoder;

/// The formats that the API accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Gif,
    Webp,
}

impl Format {
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jpeg => "image/jpeg",
            Format::Png => "image/png",
            Format::Gif => "image/gif",
            Format::Webp => "image/webp",
        }
    }
}

/// Returns the format of an image with these first bytes.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    match bytes {
        _ if bytes.starts_with(&[0xff, 0xd8, 0xff]) => Some(Format::Jpeg),
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(Format::Png),
        _ if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") => Some(Format::Gif),
        _ if is_webp => Some(Format::Webp),
        _ => None,
    }
}

/// Describes these first bytes if they are not an image that the API accepts.
pub fn describe_other(bytes: &[u8]) -> &'static str {
    const KNOWN: &[(usize, &[u8], &str)] = &[
        (0, b"%PDF-", "a PDF"),
        (0, b"BM", "a BMP image"),
        (0, b"II*\0", "a TIFF image"),
        (0, b"MM\0*", "a TIFF image"),
        (4, b"ftyp", "an AVIF or HEIC image, or a video"),
        (0, b"<", "SVG, HTML or other text"),
        (0, b"iVBOR", "base64 inside base64"),
        (0, b"/9j/", "base64 inside base64"),
        (0, b"R0lGOD", "base64 inside base64"),
        (0, b"UklGR", "base64 inside base64"),
    ];
    KNOWN
        .iter()
        .find(|(at, start, _)| bytes.get(*at..).is_some_and(|bytes| bytes.starts_with(start)))
        .map_or("an unknown format", |(_, _, name)| name)
}

/// The size of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// Whether it has several frames.
    pub is_animated: bool,
}

/// Reads the header of an image. Returns `None` if it is cut off or has no size.
pub fn read(format: Format, bytes: Decoder<'_>) -> Option<Picture> {
    match format {
        Format::Jpeg => jpeg(bytes),
        Format::Png => png(bytes),
        Format::Gif => gif(bytes),
        Format::Webp => webp(bytes),
    }
}

/// Reads the segments of a JPEG, each with its length, up to the one that begins a frame.
fn jpeg(mut bytes: Decoder<'_>) -> Option<Picture> {
    bytes.skip(2)?;
    loop {
        let mut marker = bytes.byte()?;
        if marker != 0xff {
            return None;
        }
        while marker == 0xff {
            marker = bytes.byte()?;
        }
        match marker {
            // These markers have no length.
            0x01 | 0xd0..=0xd7 => continue,
            // The picture itself, or the end.
            0xd9 | 0xda => return None,
            // Frames, but not tables whose markers are in the same range.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                bytes.skip(3)?;
                let height = u16::from_be_bytes(bytes.bytes()?);
                let width = u16::from_be_bytes(bytes.bytes()?);
                // A height of 0 means that it follows later, after the picture.
                return (height > 0).then_some(Picture {
                    width: width.into(),
                    height: height.into(),
                    is_animated: false,
                });
            }
            _ => {
                let length = u16::from_be_bytes(bytes.bytes()?);
                bytes.skip(usize::from(length).checked_sub(2)?)?;
            }
        }
    }
}

/// Reads the chunks of a PNG. The first one has the size, and a chunk before the picture shows whether there are several frames.
fn png(mut bytes: Decoder<'_>) -> Option<Picture> {
    bytes.skip(12)?;
    if &bytes.bytes::<4>()? != b"IHDR" {
        return None;
    }
    let width = u32::from_be_bytes(bytes.bytes()?);
    let height = u32::from_be_bytes(bytes.bytes()?);
    let is_animated = bytes.skip(9).and_then(|()| apng(bytes)).unwrap_or(false);
    Some(Picture {
        width,
        height,
        is_animated,
    })
}

fn apng(mut bytes: Decoder<'_>) -> Option<bool> {
    loop {
        let length = u32::from_be_bytes(bytes.bytes()?);
        match &bytes.bytes::<4>()? {
            b"acTL" => return Some(u32::from_be_bytes(bytes.bytes()?) > 1),
            b"IDAT" | b"IEND" => return Some(false),
            _ => bytes.skip(usize::try_from(length).ok()?.checked_add(4)?)?,
        }
    }
}

fn gif(mut bytes: Decoder<'_>) -> Option<Picture> {
    bytes.skip(6)?;
    let width = u16::from_le_bytes(bytes.bytes()?).into();
    let height = u16::from_le_bytes(bytes.bytes()?).into();
    let is_animated = frames(bytes).unwrap_or(false);
    Some(Picture {
        width,
        height,
        is_animated,
    })
}

/// Whether a second frame follows the first.
fn frames(mut bytes: Decoder<'_>) -> Option<bool> {
    let table = |flags: u8| {
        if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
    };
    let flags = bytes.byte()?;
    bytes.skip(2 + table(flags))?;
    let mut seen = 0;
    loop {
        match bytes.byte()? {
            b',' if seen == 1 => return Some(true),
            b',' => {
                seen += 1;
                bytes.skip(8)?;
                let flags = bytes.byte()?;
                // The color table, and the width of the codes.
                bytes.skip(table(flags) + 1)?;
            }
            b'!' => bytes.skip(1)?,
            _ => return Some(false),
        }
        loop {
            match bytes.byte()? {
                0 => break,
                length => bytes.skip(length.into())?,
            }
        }
    }
}

/// Reads the first chunk of a WebP: lossy, lossless, or extended. The extended one has a flag for animation.
fn webp(mut bytes: Decoder<'_>) -> Option<Picture> {
    bytes.skip(12)?;
    let kind = bytes.bytes::<4>()?;
    bytes.skip(4)?;
    let (width, height, is_animated) = match &kind {
        b"VP8 " => {
            bytes.skip(3)?;
            if bytes.bytes::<3>()? != [0x9d, 0x01, 0x2a] {
                return None;
            }
            let width = u16::from_le_bytes(bytes.bytes()?) & 0x3fff;
            let height = u16::from_le_bytes(bytes.bytes()?) & 0x3fff;
            (width.into(), height.into(), false)
        }
        b"VP8L" => {
            if bytes.byte()? != 0x2f {
                return None;
            }
            let packed = u32::from_le_bytes(bytes.bytes()?);
            ((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1, false)
        }
        b"VP8X" => {
            let flags = bytes.byte()?;
            bytes.skip(3)?;
            let mut side = || {
                let [a, b, c] = bytes.bytes::<3>()?;
                Some(u32::from_le_bytes([a, b, c, 0]) + 1)
            };
            (side()?, side()?, flags & 2 != 0)
        }
        _ => return None,
    };
    Some(Picture {
        width,
        height,
        is_animated,
    })
}
