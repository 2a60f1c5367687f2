use message_batches::requests::framing::Form;
use message_batches::rules::Options;

use super::{events, of};
use crate::checked::check;

const TEXT: &str = "{\"custom_id\":\"a\"}\n{\"custom_id\":\"é\"}\n";

fn wide<const N: usize>(text: &str, unit: impl Fn(u16) -> [u8; N]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn encodings(text: &str) -> [(&'static str, Vec<u8>); 4] {
    [
        ("UTF-16LE", wide(text, u16::to_le_bytes)),
        ("UTF-16BE", wide(text, u16::to_be_bytes)),
        ("UTF-32LE", wide(text, |unit| u32::from(unit).to_le_bytes())),
        ("UTF-32BE", wide(text, |unit| u32::from(unit).to_be_bytes())),
    ]
}

#[test]
fn another_encoding_is_reported_once_with_and_without_a_mark_wherever_it_is_cut() {
    for marked in [
        TEXT.to_string(),
        format!("\u{feff}{TEXT}"),
        "[]".into(),
        "\u{feff}[]".into(),
    ] {
        for (name, bytes) in encodings(&marked) {
            for at in 0..=bytes.len() {
                let (one, other) = bytes.split_at(at);
                assert_eq!(
                    events(Form::Auto, [one, other]),
                    [format!("1:0 is {name}")],
                    "{marked:?} at {at}"
                );
            }
            let single = bytes.chunks(1);
            assert_eq!(events(Form::Auto, single), [format!("1:0 is {name}")], "{marked:?}");
        }
    }
}

#[test]
fn utf_8_is_not_taken_for_another_encoding() {
    for text in ["7", "{", "[", "\"é\"", "é", "\u{feff}7", "  7", "\u{10ffff}"] {
        for at in 0..=text.len() {
            let (one, other) = text.as_bytes().split_at(at);
            let found = events(Form::Auto, [one, other]);
            assert!(
                !found.iter().any(|event| event.contains(" is ")),
                "{text:?} at {at}: {found:?}"
            );
        }
    }
    assert_eq!(
        of("["),
        ["1:1 expected the rest of the array, found the end of the text"]
    );
}

#[test]
fn a_zero_inside_a_text_does_not_affect_the_detected_encoding() {
    assert_eq!(of("{}\u{0}"), ["1:0 request {}\u{0}"]);
    assert_eq!(of("ab\u{0}\u{0}"), ["1:0 request ab\u{0}\u{0}"]);
}

#[test]
fn a_check_names_the_encoding_and_how_to_convert() {
    for (name, bytes) in encodings(&format!("\u{feff}{TEXT}")) {
        let report = check(Options::default(), &bytes);
        let [issue] = report.issues.as_slice() else {
            panic!("{:?}", report.issues);
        };
        assert_eq!(issue.code, "batch.input_format");
        assert_eq!(issue.line, Some(1));
        assert_eq!(issue.message, format!("expected requests as UTF-8 text, found {name}"));
        let help = match name {
            "UTF-16LE" | "UTF-16BE" => {
                let label = name.to_lowercase();
                format!("Save it as UTF-8, or pass its encoding in the option encoding: \"{label}\".")
            }
            _ => "Save it as UTF-8.".to_string(),
        };
        assert_eq!(issue.help, Some(help));
        assert_eq!((report.requests, report.errors, report.warnings), (0, 1, 0));
    }
}
