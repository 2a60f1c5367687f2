//! Headers of images and PDFs.

use message_batches::media as probe;
use message_batches::media::{Format, pages};
use message_batches::requests::media::{Document, Image, Scale, base64, document, image};

use super::base64::decode;
use crate::random::Random;

pub fn media(data: &[u8]) {
    let mut random = Random::of(data);
    let edge = 1 + random.below(10_000) as u32;
    let as_is = image(data, None, Scale::Never);
    for scale in [Scale::Never, Scale::TooLarge, Scale::Edge(edge)] {
        match (image(data, Some("image/png"), scale), &as_is) {
            (Ok(image), _) => assert_image(data, &image, scale),
            (Err(error), Ok(image)) => panic!("{scale:?} refuses {image:?}: {error}"),
            (Err(_), Err(_)) => {}
        }
    }
    let (head, tail) = (
        &data[..data.len().min(1_024)],
        &data[data.len().saturating_sub(1_024)..],
    );
    if let Ok(Document::Pdf) = document(head, tail, data.len() as u64) {
        assert!(contains(data, b"%PDF-") && contains(data, b"%%EOF"));
    }
    assert!(
        document(head, tail, 1 << 40).is_err() || !contains(head, b"%PDF-"),
        "a PDF of a terabyte"
    );
}

fn assert_image(data: &[u8], image: &Image, scale: Scale) {
    assert!(image.width > 0 && image.height > 0);
    let (width, height) = size(data, image.media_type);
    if let Some(width) = width {
        assert_eq!(image.width, width);
    }
    if let Some(height) = height {
        assert_eq!(image.height, height);
    }
    match image.fit {
        None => {
            assert_eq!(decode(&image.data).as_deref(), Some(data));
            assert!(
                image.width.max(image.height) <= 8_000,
                "a side that the API does not take"
            );
        }
        Some((width, height)) => {
            assert_eq!(image.data, "");
            assert!(width >= 1 && height >= 1 && width <= image.width && height <= image.height);
            if let Scale::Edge(edge) = scale {
                assert!(
                    width.max(height) <= edge && edge <= 8_000,
                    "{width} x {height} for {edge}"
                );
            }
        }
    }
    let is_labelled = image.notes.iter().any(|note| note.code == "image.magic_mismatch");
    assert_eq!(is_labelled, image.media_type != "image/png");
    // A rule reads the same facts from the base64 in a request as from the bytes.
    let encoded = base64(data);
    let picture = probe::picture(probe::encoded(encoded.as_bytes())).expect("a picture");
    assert_eq!((picture.width, picture.height), (image.width, image.height));
    assert_eq!(
        probe::format(&data[..data.len().min(16)]).map(Format::media_type),
        Ok(image.media_type)
    );
}

/// Returns width and height if they are at fixed positions.
fn size(data: &[u8], media_type: &str) -> (Option<u32>, Option<u32>) {
    let big = |at: usize| {
        data.get(at..at + 4)
            .map(|bytes| u32::from_be_bytes(bytes.try_into().expect("four")))
    };
    let small = |at: usize| {
        data.get(at..at + 2)
            .map(|bytes| u16::from_le_bytes(bytes.try_into().expect("two")).into())
    };
    let middle = |at: usize| {
        data.get(at..at + 3)
            .map(|bytes| 1 + u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]))
    };
    match (media_type, data.get(12..16)) {
        ("image/png", _) => (big(16), big(20)),
        ("image/gif", _) => (small(6), small(8)),
        ("image/webp", Some(b"VP8X")) => (middle(24), middle(27)),
        ("image/webp", Some(b"VP8 ")) => (
            small(26).map(|side: u32| side & 0x3fff),
            small(28).map(|side: u32| side & 0x3fff),
        ),
        _ => (None, None),
    }
}

fn contains(data: &[u8], word: &[u8]) -> bool {
    data.windows(word.len()).any(|window| window == word)
}

/// Number of bytes of a PDF that are examined together.
const PIECE: usize = 12 * 1024;

/// The number of pages does not depend on where the pieces of a file end.
pub fn pdf(data: &[u8]) {
    // A page count whose parts are far apart may be missed at the end of a piece, as documented.
    if data.len() > 4_096 || has_long_run(data) {
        return;
    }
    let expected = naive_pages(data);
    let mut random = Random::of(data);
    for padding in [
        0,
        PIECE - random.below(data.len() + 2).min(PIECE),
        PIECE - random.below(80),
    ] {
        let file = [vec![b'x'; padding], b" ".to_vec(), data.to_vec(), b"\n".to_vec()].concat();
        let encoded = base64(&file);
        assert_eq!(
            pages(probe::encoded(encoded.as_bytes())),
            expected,
            "behind {padding} bytes"
        );
    }
}

fn has_long_run(data: &[u8]) -> bool {
    data.windows(24)
        .any(|window| window.iter().all(u8::is_ascii_whitespace))
}

fn naive_pages(data: &[u8]) -> usize {
    let ends = data.iter().copied().chain([b'\n']).collect::<Vec<u8>>();
    (0..data.len())
        .filter(|at| {
            let Some(rest) = ends[*at..].strip_prefix(b"/Type") else {
                return false;
            };
            let rest = rest.trim_ascii_start();
            rest.strip_prefix(b"/Page")
                .is_some_and(|rest| rest.first().is_some_and(|byte| !byte.is_ascii_alphanumeric()))
        })
        .count()
}
