use message_batches::bytes::Position;
use message_batches::bytes::lines::{Lines, trim};

use crate::cut;

/// Line, number and offset of each, and the position after the last.
type Split = (Vec<(String, u64, u64)>, Position);

fn split<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Split {
    let mut lines = Lines::default();
    let mut found = Vec::new();
    let mut note = |line: &[u8], place: Position| {
        found.push((String::from_utf8(line.to_vec()).unwrap(), place.line, place.offset));
    };
    for piece in pieces {
        lines.push(piece, &mut note);
    }
    lines.finish(&mut note);
    (found, lines.position())
}

#[test]
fn lines_end_in_lf_crlf_or_cr_and_the_last_may_lack_its_end() {
    let cases: [(&str, &[(&str, u64, u64)]); 14] = [
        ("", &[]),
        ("a", &[("a", 1, 0)]),
        ("a\n", &[("a", 1, 0)]),
        ("a\r\n", &[("a", 1, 0)]),
        ("a\r", &[("a", 1, 0)]),
        ("\n", &[("", 1, 0)]),
        ("\r\n\r\n", &[("", 1, 0), ("", 2, 2)]),
        ("\n\r", &[("", 1, 0), ("", 2, 1)]),
        ("\r\r\n\n", &[("", 1, 0), ("", 2, 1), ("", 3, 3)]),
        ("a\nb", &[("a", 1, 0), ("b", 2, 2)]),
        ("a\r\nb\r\n", &[("a", 1, 0), ("b", 2, 3)]),
        ("a\rb\r", &[("a", 1, 0), ("b", 2, 2)]),
        ("a\n\nb", &[("a", 1, 0), ("", 2, 2), ("b", 3, 3)]),
        (
            "é\u{2028}\u{85}\x0b\x0c\nb",
            &[("é\u{2028}\u{85}\x0b\x0c", 1, 0), ("b", 2, 10)],
        ),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> = expected
            .iter()
            .map(|(line, number, offset)| (line.to_string(), *number, *offset))
            .collect();
        assert_eq!(split([text.as_bytes()]).0, expected, "{text:?}");
    }
}

#[test]
fn every_cut_gives_the_same_lines_numbers_and_offsets() {
    let mixed = "\u{feff}one\ntwo\r\n\r\nthree\rfour\r\r\n\n😀 é\n\r\nlast".as_bytes();
    let (lines, end) = split([mixed]);
    assert_eq!(lines.len(), 10);
    for pieces in cut::everywhere(mixed) {
        assert_eq!(split(pieces.iter().copied()), (lines.clone(), end), "{pieces:?}");
    }
}

#[test]
fn offsets_point_at_the_line_in_the_input() {
    let text = "a\r\nbb\rccc\n\ndddd";
    for (line, number, offset) in split([text.as_bytes()]).0 {
        let offset = offset as usize;
        assert_eq!(&text[offset..offset + line.len()], line, "{number}");
    }
}

#[test]
fn the_place_after_the_last_byte_is_where_an_appended_line_would_start() {
    for (text, line, offset) in [
        ("", 1, 0),
        ("a\n", 2, 2),
        ("a\r\n", 2, 3),
        ("a\r", 2, 2),
        ("a\nb\n", 3, 4),
    ] {
        assert_eq!(split([text.as_bytes()]).1, Position { line, offset }, "{text:?}");
    }
    assert_eq!(split([b"a\nbc".as_slice()]).1.offset, 4);
}

#[test]
fn white_space_and_byte_order_marks_at_the_start_of_a_line_are_trimmed() {
    let cases = [
        ("\u{feff} x \t", "x", 4),
        ("\u{feff}", "", 3),
        ("\u{feff}\u{feff}x", "x", 6),
        (" \u{feff}x", "\u{feff}x", 1),
        ("  x y\t", "x y", 2),
        ("\x0cx\x0b", "\x0cx\x0b", 0),
        ("", "", 0),
    ];
    for (line, expected, before) in cases {
        assert_eq!(trim(line.as_bytes()), (expected.as_bytes(), before), "{line:?}");
    }
}
