//! Checks bytes that become an image or a document of a request: their type, whether they are complete, and whether the API
//! accepts them.

use crate::catalog::limits::MAX_BODY_BYTES;
use crate::cost::tokens::WIDEST;
use crate::media as probe;
use crate::media::{Format, MAX_CHARACTERS, MAX_SIDE};
use crate::requests::error::Error;

/// Number of bytes of a large file that are searched for its header.
const HEADER: usize = 1_500_000;
/// Most PDF readers ignore up to this many bytes before the header.
const PDF_HEADER_WITHIN: usize = 1_024;

/// An image that the API accepts, or would accept at a smaller size.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Its actual type, independently of its label.
    pub media_type: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Its base64; empty if it must be scaled first.
    pub data: String,
    /// The size to scale it to, if needed.
    pub fit: Option<(u32, u32)>,
    /// Irregularities that do not prevent its use.
    pub notes: Vec<Note>,
}

/// An irregularity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The code of the rule.
    pub code: &'static str,
    /// What was expected and what was found.
    pub message: String,
}

/// Which images are scaled down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scale {
    /// None: images that are too large cause errors.
    #[default]
    Never,
    /// Images that are too large for the API, to the size that its models use.
    TooLarge,
    /// Images with a longer edge than this.
    Edge(u32),
}

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// A PDF.
    Pdf,
    /// Possibly a text.
    Text,
}

fn media_error(what: &'static str, expected: impl Into<String>, found: impl Into<String>) -> Error {
    Error::Media {
        what,
        expected: expected.into(),
        found: found.into(),
    }
}

/// Reads an image. `label` is the media type that the caller declared.
///
/// # Errors
/// `Error::Media` if the bytes are not a complete image that the API accepts, and scaling is not allowed or does not help.
pub fn image(bytes: &[u8], label: Option<&str>, scale: Scale) -> Result<Image, Error> {
    if bytes.is_empty() {
        return Err(media_error("image", "an image", "no bytes"));
    }
    let format = probe::format(bytes.get(..16).unwrap_or(bytes))
        .map_err(|found| media_error("image", "a JPEG, PNG, GIF or WebP image", found))?;
    let characters = bytes.len().div_ceil(3) * 4;
    let is_heavy = characters > MAX_CHARACTERS;
    if is_heavy && scale == Scale::Never {
        let expected = format!("at most {MAX_CHARACTERS} characters of base64");
        let found = format!("{characters} (an image of {} bytes)", bytes.len());
        return Err(media_error("image", expected, found));
    }
    let name = name(format);
    if is_cut_off(format, bytes) {
        let found = format!("one that is cut off after {} bytes", bytes.len());
        return Err(media_error("image", format!("a complete {name} image"), found));
    }
    let header = if is_heavy {
        bytes.get(..HEADER).unwrap_or(bytes)
    } else {
        bytes
    };
    let data = base64_simd::STANDARD.encode_to_string(header);
    let picture = probe::picture(probe::encoded(data.as_bytes()));
    let Some(picture) = picture.filter(|picture| picture.width > 0 && picture.height > 0) else {
        let found = "one whose header gives no size";
        return Err(media_error("image", format!("a {name} image"), found));
    };
    let (width, height) = (picture.width, picture.height);
    let fit = longest_edge(width.max(height), is_heavy, scale);
    if fit.is_none() && width.max(height) > MAX_SIDE {
        let expected = format!("at most {MAX_SIDE} pixels on a side");
        return Err(media_error("image", expected, format!("{width} x {height}")));
    }
    let fit = fit.map(|edge| within(width, height, edge));
    let media_type = format.media_type();
    Ok(Image {
        media_type,
        width,
        height,
        data: if fit.is_some() { String::new() } else { data },
        fit,
        notes: notes(media_type, label, &picture, fit),
    })
}

/// Returns the long edge to scale an image to, if needed.
fn longest_edge(long: u32, is_heavy: bool, scale: Scale) -> Option<u32> {
    match scale {
        // The API would refuse an image with a longer edge than its limit.
        Scale::Edge(edge) if long > edge && edge <= MAX_SIDE => Some(edge),
        // The file is too large at its current size, so the edge alone does not decide.
        Scale::Edge(edge) if is_heavy => Some(edge.min(WIDEST)),
        Scale::TooLarge if is_heavy || long > MAX_SIDE => Some(WIDEST),
        _ => None,
    }
}

/// Returns the irregularities of an image of this type.
fn notes(
    media_type: &'static str,
    label: Option<&str>,
    picture: &probe::Picture,
    fit: Option<(u32, u32)>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(label) = label.filter(|label| !label.is_empty() && *label != media_type) {
        let label = excerpt(label);
        notes.push(Note {
            code: "image.magic_mismatch",
            message: format!("expected an image of type {label}, found one of type {media_type}"),
        });
    }
    if picture.is_animated {
        let message = "expected a still image, found one with several frames, of which the model sees only the first";
        notes.push(Note {
            code: "image.animated",
            message: message.to_string(),
        });
    }
    if let Some((to_width, to_height)) = fit {
        let (width, height) = (picture.width, picture.height);
        notes.push(Note {
            code: "image.dimensions",
            message: format!("scaled from {width} x {height} to {to_width} x {to_height}"),
        });
    }
    notes
}

/// Returns the size scaled to this long edge, or unchanged if it is smaller.
fn within(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let scale = (f64::from(edge) / f64::from(width.max(height))).min(1.0);
    let side = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).max(1);
    (side(width), side(height))
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Jpeg => "JPEG",
        Format::Png => "PNG",
        Format::Gif => "GIF",
        Format::Webp => "WebP",
    }
}

/// Shortens a label, which is untrusted text, to the length of a media type.
fn excerpt(label: &str) -> String {
    label.chars().take(60).collect()
}

/// Returns whether the end of an image is missing.
fn is_cut_off(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Jpeg => !jpeg_ends(bytes).unwrap_or(false),
        Format::Png => !png_ends(bytes),
        Format::Gif => !gif_ends(bytes).unwrap_or(false),
        Format::Webp => {
            let length = bytes.get(4..8).and_then(|length| length.first_chunk::<4>());
            length.is_none_or(|length| (bytes.len() as u64) < u64::from(u32::from_le_bytes(*length)) + 8)
        }
    }
}

/// Returns whether an end marker follows the picture, which is after the other segments. An earlier end marker may belong to a
/// preview. Data that cameras append does not matter.
fn jpeg_ends(bytes: &[u8]) -> Option<bool> {
    let mut at = 2;
    loop {
        match *bytes.get(at..)?.first_chunk::<2>()? {
            [0xff, 0xda] => return Some(memchr::memmem::find(bytes.get(at..)?, b"\xff\xd9").is_some()),
            // A fill byte, and markers without a length.
            [0xff, 0xff] => at += 1,
            [0xff, 0x01 | 0xd0..=0xd7] => at += 2,
            [0xff, _] => at += 2 + usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?)).max(2),
            // Not a JPEG; the header reader reports that.
            _ => return Some(true),
        }
    }
}

/// Returns whether all blocks are complete; many files omit the trailer.
fn gif_ends(bytes: &[u8]) -> Option<bool> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = 13 + table(*bytes.get(10)?);
    let mut frames = 0;
    loop {
        match bytes.get(at) {
            Some(b',') => {
                at += 11 + table(*bytes.get(at + 9)?);
                frames += 1;
            }
            Some(b'!') => at += 2,
            _ => return Some(frames > 0),
        }
        loop {
            let length = usize::from(*bytes.get(at)?);
            at += 1 + length;
            if length == 0 {
                break;
            }
        }
    }
}

/// Returns whether the chunks end with IEND.
fn png_ends(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, kind @ ..] = *head;
        if &kind == b"IEND" {
            return after.len() >= 4;
        }
        let length = u64::from(u32::from_be_bytes([a, b, c, d])) + 4;
        rest = usize::try_from(length)
            .ok()
            .and_then(|length| after.get(length..))
            .unwrap_or_default();
    }
    false
}

/// Identifies a document by its first and last bytes.
///
/// # Errors
/// `Error::Media` if it is empty, neither a PDF nor text, too large, or cut off.
pub fn document(head: &[u8], tail: &[u8], length: u64) -> Result<Document, Error> {
    if length == 0 {
        return Err(media_error("document", "a PDF or a text", "no bytes"));
    }
    let start = head.get(..PDF_HEADER_WITHIN).unwrap_or(head);
    if memchr::memmem::find(start, b"%PDF-").is_none() {
        let other = match probe::format(head) {
            Ok(format) => Some(format!("a {} image: use imageBlock", name(format))),
            Err(_) if start.contains(&0) => Some("bytes that are neither".to_string()),
            Err(_) => None,
        };
        return match other {
            Some(found) => Err(media_error("document", "a PDF or a text in UTF-8", found)),
            None => Ok(Document::Text),
        };
    }
    let characters = length.div_ceil(3) * 4;
    if characters > MAX_BODY_BYTES {
        let expected = format!("at most {MAX_BODY_BYTES} characters of base64, the most that a batch can hold");
        let found = format!("{characters} (a PDF of {length} bytes)");
        return Err(media_error("document", expected, found));
    }
    if memchr::memmem::find(tail, b"%%EOF").is_none() {
        let found = format!("one that is cut off after {length} bytes");
        return Err(media_error("document", "a complete PDF", found));
    }
    Ok(Document::Pdf)
}

/// Returns the note about a document for which the caller declared the media type `label`. For a text, every label except that of
/// a PDF is correct.
pub fn document_note(document: Document, label: Option<&str>) -> Option<Note> {
    let label = label.filter(|label| !label.is_empty())?;
    let found = match (document, label == PDF) {
        (Document::Pdf, false) => "one of type application/pdf",
        (Document::Text, true) => "a text",
        _ => return None,
    };
    let label = excerpt(label);
    Some(Note {
        code: "document.base64.media_type",
        message: format!("expected a document of type {label}, found {found}"),
    })
}

/// The media type of a PDF.
const PDF: &str = "application/pdf";

/// Encodes bytes as base64. Results for pieces whose length is a multiple of three can be concatenated.
pub fn base64(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}
