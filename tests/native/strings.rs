use message_batches::json::BlockWriter;
use message_batches::json::cursor::JsonStr;
use message_batches::json::transcode::{Form, append_str, append_string};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::property::holds;

/// Returns the contents of the buffer, decoded according to its form.
fn read(buffer: &[u8], start: usize, end: usize, form: Form) -> String {
    let bytes = &buffer[start..end];
    match form {
        Form::Narrow => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Form::Wide => {
            assert_eq!(start % 2, 0);
            let units: Vec<u16> = bytes
                .chunks(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
                .collect();
            String::from_utf16(&units).unwrap()
        }
        Form::Json => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn transcoded(inner: &str) -> (String, Form) {
    let string = JsonStr {
        start: 1,
        end: 1 + inner.len(),
        escaped: inner.contains('\\'),
        ascii: inner.is_ascii(),
    };
    // The previous content must not matter, nor whether its length is even.
    let mut buffer = BlockWriter::default();
    buffer.append(&b"  "[..1 + inner.len() % 2]);
    let span = append_string(&mut buffer, format!("\"{inner}\"").as_bytes(), string);
    (read(buffer.text(), span.start, span.end, span.form), span.form)
}

#[test]
fn strings_take_the_narrowest_form_that_holds_them() {
    let cases = [
        ("", "", Form::Narrow),
        ("plain", "plain", Form::Narrow),
        (r#"a\n\"b\"\\\/\t\r\b\f"#, "a\n\"b\"\\/\t\r\u{8}\u{c}", Form::Narrow),
        ("naïve ÿ\u{a0}", "naïve ÿ\u{a0}", Form::Narrow),
        (r"\u00e9\u0041", "éA", Form::Narrow),
        ("\u{85}", "\u{85}", Form::Wide),
        (r"\u0080", "\u{80}", Form::Wide),
        ("€", "€", Form::Wide),
        (r"naïve \u20ac", "naïve €", Form::Wide),
        (
            "a long run of plain text, then 東京 and 😀\\n",
            "a long run of plain text, then 東京 and 😀\n",
            Form::Wide,
        ),
        (r"\ud83d\ude00", "😀", Form::Wide),
        (r"\ud83d", r#""\ud83d""#, Form::Json),
        (r"\ude00\ud83d", r#""\ude00\ud83d""#, Form::Json),
        (r"\ud83dx\ude00 é", r#""\ud83dx\ude00 é""#, Form::Json),
        (r"\ud83d\ud83d\ude00", r#""\ud83d\ud83d\ude00""#, Form::Json),
    ];
    for (inner, value, form) in cases {
        assert_eq!(transcoded(inner), (value.to_string(), form), "{inner}");
    }
}

#[test]
fn strings_of_any_parts_are_read_as_serde_json_reads_them() {
    const PARTS: [&str; 17] = [
        "a",
        "plain text that is longer than a block of sixteen",
        "é",
        "ü",
        "€",
        "東京",
        "😀",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\u00e9",
        "\\u0085",
        "\\u20ac",
        "\\ud83d\\ude00",
        "\u{85}",
    ];
    let inner = vec(select(&PARTS[..]), 0..24).prop_map(|parts| parts.concat());
    holds(20_000, inner, |inner| {
        let expected: String = serde_json::from_str(&format!("\"{inner}\"")).unwrap();
        assert_eq!(transcoded(&inner).0, expected);
    });
}

#[test]
fn a_resolved_string_is_wide() {
    let mut buffer = BlockWriter::default();
    buffer.append(b" ");
    let span = append_str(&mut buffer, "é😀");
    assert_eq!(read(buffer.text(), span.start, span.end, span.form), "é😀");
}
