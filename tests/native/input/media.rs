use message_batches::requests::media::{Document, Image, Note, Scale, base64, document, image};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::property::{Edit, holds};

/// Returns a chunk of a PNG. The tested code does not check its checksum.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, kind.as_slice(), data, &[0; 4]].concat()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = chunk(b"IHDR", &[size.as_slice(), &[8, 2, 0, 0, 0]].concat());
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        header,
        chunk(b"IDAT", &[7; 20]),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), data].concat()
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    // With an embedded preview that has its own end, as cameras write it.
    let preview = segment(0xe1, b"Exif\0\0\xff\xd8\xff\xda\x01\x02\xff\xd9");
    let [frame_height, frame_width] = [height.to_be_bytes(), width.to_be_bytes()];
    let frame = segment(
        0xc0,
        &[
            &[8],
            frame_height.as_slice(),
            &frame_width,
            &[3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1],
        ]
        .concat(),
    );
    let scan = segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    [
        b"\xff\xd8".to_vec(),
        preview,
        vec![0xff],
        frame,
        scan,
        vec![1, 2, 0xff, 0, 3],
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

fn gif(width: u16, height: u16, frames: usize) -> Vec<u8> {
    let frame = [
        b"!\xf9\x04\0\x0a\0\0\0".to_vec(),
        b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0".to_vec(),
    ]
    .concat();
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    [
        b"GIF89a".to_vec(),
        size,
        b"\x80\0\0".to_vec(),
        vec![0; 6],
        frame.repeat(frames),
        b";".to_vec(),
    ]
    .concat()
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let packed = (width - 1) | (height - 1) << 14;
    let data = [b"\x2f".to_vec(), packed.to_le_bytes().to_vec(), vec![0; 7]].concat();
    let body = [
        b"WEBPVP8L".to_vec(),
        u32::try_from(data.len()).unwrap().to_le_bytes().to_vec(),
        data,
    ]
    .concat();
    [
        b"RIFF".to_vec(),
        u32::try_from(body.len()).unwrap().to_le_bytes().to_vec(),
        body,
    ]
    .concat()
}

fn of(bytes: &[u8]) -> Result<Image, String> {
    image(bytes, None, Scale::Never).map_err(|error| error.to_string())
}

const KINDS: [(&str, &str, fn() -> Vec<u8>); 4] = [
    ("image/png", "PNG", || png(300, 200)),
    ("image/jpeg", "JPEG", || jpeg(300, 200)),
    ("image/gif", "GIF", || gif(300, 200, 1)),
    ("image/webp", "WebP", || webp(300, 200)),
];

#[test]
fn every_kind_of_image_is_known_by_its_bytes_whatever_it_is_called() {
    for (media_type, _, make) in KINDS {
        let bytes = make();
        let data = base64(&bytes);
        let expected = Image {
            media_type,
            width: 300,
            height: 200,
            data,
            fit: None,
            notes: vec![],
        };
        assert_eq!(of(&bytes), Ok(expected.clone()));
        assert_eq!(image(&bytes, Some(media_type), Scale::Never).unwrap(), expected);
        assert_eq!(image(&bytes, Some(""), Scale::TooLarge).unwrap(), expected);
        for label in ["image/jpg", "application/octet-stream", "text/html"] {
            let message = format!("expected an image of type {label}, found one of type {media_type}");
            let notes = vec![Note {
                code: "image.magic_mismatch",
                message,
            }];
            let found = image(&bytes, Some(label), Scale::Never).unwrap();
            assert_eq!(
                found,
                Image {
                    notes,
                    ..expected.clone()
                }
            );
        }
    }
}

#[test]
fn an_image_that_is_cut_off_anywhere_is_refused() {
    for (media_type, name, make) in KINDS {
        let bytes = make();
        // A GIF is complete without its last byte: many programs omit it.
        let whole = if name == "GIF" { bytes.len() - 1 } else { bytes.len() };
        for length in 0..whole {
            let error = of(&bytes[..length]).unwrap_err();
            let expected = match length {
                0 => "image: expected an image, found no bytes".to_string(),
                _ if error.contains("JPEG, PNG, GIF or WebP") => continue,
                _ => format!("image: expected a complete {name} image, found one that is cut off after {length} bytes"),
            };
            assert_eq!(error, expected, "{media_type} of {length} bytes");
            assert!(length == 0 || length >= 3, "a format needs to be seen to be named");
        }
        assert!(of(&bytes[..whole]).is_ok());
        let followed = [bytes, b"what a camera adds \xff\xda".to_vec()].concat();
        assert!(of(&followed).is_ok(), "{media_type} with something behind it");
    }
}

#[test]
fn what_is_no_image_is_named() {
    let cases: [(&[u8], &str); 6] = [
        (b"%PDF-1.7", "a PDF"),
        (b"BM123456", "a BMP image"),
        (b"\0\0\0 ftypavif", "an AVIF or HEIC image, or a video"),
        (b"<svg xmlns=", "SVG, HTML or other text"),
        (b"iVBORw0KGgo", "base64 inside base64"),
        (b"\0\0\0\0", "an unknown format"),
    ];
    for (bytes, found) in cases {
        assert_eq!(
            of(bytes).unwrap_err(),
            format!("image: expected a JPEG, PNG, GIF or WebP image, found {found}")
        );
    }
}

#[test]
fn sizes_up_to_the_limit_are_taken() {
    let too_large =
        |width: u32, height: u32| format!("image: expected at most 8000 pixels on a side, found {width} x {height}");
    assert!(of(&png(8_000, 8_000)).is_ok());
    for (width, height) in [(8_001, 1), (1, 8_001), (u32::MAX, u32::MAX)] {
        assert_eq!(of(&png(width, height)).unwrap_err(), too_large(width, height));
    }
    assert_eq!(of(&jpeg(65_535, 65_535)).unwrap_err(), too_large(65_535, 65_535));
    assert_eq!(of(&webp(16_384, 1)).unwrap_err(), too_large(16_384, 1));
    assert_eq!(of(&gif(9_000, 1, 1)).unwrap_err(), too_large(9_000, 1));
    for bytes in [png(0, 5), png(5, 0), jpeg(0, 5), gif(0, 0, 1)] {
        let error = of(&bytes).unwrap_err();
        assert!(
            error.ends_with("image, found one whose header gives no size"),
            "{error}"
        );
    }
}

/// Returns a PNG of exactly `bytes` bytes.
fn heavy(bytes: usize, side: u32) -> Vec<u8> {
    let empty = png(side, side);
    let filler = chunk(b"tEXt", &vec![1; bytes - empty.len() - 12]);
    let (start, end) = empty.split_at(33);
    [start, &filler, end].concat()
}

#[test]
fn weight_counts_as_base64() {
    // 10 MiB of base64.
    let most = 10 * 1024 * 1024 / 4 * 3;
    assert_eq!(of(&heavy(most, 300)).unwrap().data.len(), 10 * 1024 * 1024);
    assert_eq!(
        of(&heavy(most + 1, 300)).unwrap_err(),
        "image: expected at most 10485760 characters of base64, found 10485764 (an image of 7864321 bytes)"
    );
}

#[test]
fn what_is_too_large_is_scaled_if_the_caller_wants_that() {
    let fit = |bytes: &[u8], scale| image(bytes, None, scale).map(|image| image.fit);
    let cases = [
        (png(8_000, 100), Scale::TooLarge, None),
        (png(8_001, 100), Scale::TooLarge, Some((2_576, 32))),
        (png(100, 50_000), Scale::TooLarge, Some((5, 2_576))),
        (png(1, 4_000_000), Scale::TooLarge, Some((1, 2_576))),
        (heavy(8_000_000, 300), Scale::TooLarge, Some((300, 300))),
        (heavy(8_000_000, 3_000), Scale::TooLarge, Some((2_576, 2_576))),
        (png(1_000, 500), Scale::Edge(1_000), None),
        (png(1_000, 500), Scale::Edge(999), Some((999, 500))),
        (png(1_000, 500), Scale::Edge(1), Some((1, 1))),
        (heavy(8_000_000, 3_000), Scale::Edge(9_000), Some((2_576, 2_576))),
    ];
    for (bytes, scale, expected) in cases {
        assert_eq!(fit(&bytes, scale).unwrap(), expected, "{scale:?}");
    }
    let result = |scale| fit(&png(9_000, 1), scale).unwrap_err().to_string();
    let message = "image: expected at most 8000 pixels on a side, found 9000 x 1";
    assert_eq!(result(Scale::Never), message);
    // The requested size is larger than the API accepts.
    assert_eq!(result(Scale::Edge(9_000)), message);
    assert_eq!(result(Scale::Edge(8_001)), message);
    assert_eq!(fit(&png(9_000, 1), Scale::Edge(8_000)).unwrap(), Some((8_000, 1)));
    let found = image(&png(9_000, 900), None, Scale::TooLarge).unwrap();
    assert_eq!(
        (found.data, found.notes[0].message.as_str()),
        (String::new(), "scaled from 9000 x 900 to 2576 x 258")
    );
}

#[test]
fn an_image_that_moves_is_noted() {
    let found = of(&gif(300, 300, 2)).unwrap();
    assert_eq!(found.notes.len(), 1);
    assert_eq!(found.notes[0].code, "image.animated");
    assert_eq!(of(&gif(300, 300, 1)).unwrap().notes, []);
}

#[test]
fn hostile_images_are_read_to_an_end() {
    for (_, _, make) in KINDS {
        let bytes = make();
        let edit = Edit::of(1..=1, any::<u8>().prop_map(|byte| vec![byte]));
        let broken = vec(edit, 1..=5).prop_map(move |edits| Edit::all(&bytes, &edits));
        holds(3_000, broken, |broken| {
            match image(&broken, Some("image/png"), Scale::TooLarge) {
                Ok(read) => {
                    assert!(KINDS.iter().any(|(media_type, ..)| *media_type == read.media_type));
                    assert!(read.width > 0 && read.height > 0, "{read:?}");
                    assert!(read.fit.is_some() || read.data == base64(&broken), "{read:?}");
                }
                Err(error) => assert!(error.to_string().starts_with("image: expected "), "{error}"),
            }
        });
    }
}

#[test]
fn documents_are_identified_by_their_first_and_last_bytes() {
    let result = |head: &[u8], tail: &[u8], length| document(head, tail, length).map_err(|error| error.to_string());
    assert_eq!(result(b"%PDF-1.7 x", b"x\n%%EOF\n", 5_000), Ok(Document::Pdf));
    assert_eq!(result(b"junk before %PDF-1.7", b"%%EOF", 5_000), Ok(Document::Pdf));
    assert_eq!(result("Grüße".as_bytes(), b"", 7), Ok(Document::Text));
    let cases: [(&[u8], &[u8], u64, &str); 5] = [
        (b"", b"", 0, "a PDF or a text, found no bytes"),
        (
            b"%PDF-1.7",
            b"trail",
            9_000,
            "a complete PDF, found one that is cut off after 9000 bytes",
        ),
        (
            &png(3, 3),
            b"",
            100,
            "a PDF or a text in UTF-8, found a PNG image: use imageBlock",
        ),
        (
            b"a\0b",
            b"",
            3,
            "a PDF or a text in UTF-8, found bytes that are neither",
        ),
        (
            b"%PDF-1.7",
            b"%%EOF",
            200_000_000,
            "at most 256000000 characters of base64, the most that a batch can hold, found 266666668 (a PDF of \
             200000000 bytes)",
        ),
    ];
    for (head, tail, length, message) in cases {
        assert_eq!(
            result(head, tail, length).unwrap_err(),
            format!("document: expected {message}")
        );
    }
}

#[test]
fn base64_is_that_of_the_standard() {
    for (text, expected) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64(text.as_bytes()), expected);
    }
    assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
}
