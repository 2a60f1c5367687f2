use std::borrow::Cow;

use message_batches::json::Reader;

use super::{inputs, whole};

#[test]
fn strings_have_the_value_that_their_escapes_mean() {
    for (text, value) in inputs::STRINGS {
        let (found, span) = Reader::new(text.as_bytes()).string().unwrap();
        assert_eq!(found.value(), value, "{text}");
        assert!(found.is(value) && !found.is("something else"), "{text}");
        assert_eq!((span.start, span.end), (0, text.len()));
    }
}

#[test]
fn a_string_without_escapes_is_not_copied() {
    let (plain, _) = Reader::new("\"é😀\"".as_bytes()).string().unwrap();
    assert!(matches!(plain.value(), Cow::Borrowed("é😀")));
}

#[test]
fn spans_cover_a_value_and_nothing_around_it() {
    let text = " { \"a\" : [ 1.5e3 , \"x\\n\" , { } ] , \"\\u0062\" : null } ";
    let mut reader = Reader::new(text.as_bytes());
    let mut found = Vec::new();
    let whole = reader
        .object(|reader, key, key_span| {
            found.push((key.value().into_owned(), key_span));
            if key.is("a") {
                let span = reader.array(|reader, index| {
                    found.push((index.to_string(), reader.skip()?));
                    Ok(())
                })?;
                found.push(("array".into(), span));
            } else {
                found.push(("value".into(), reader.skip()?));
            }
            Ok(())
        })
        .unwrap();
    reader.end().unwrap();
    let found: Vec<(String, &str)> = found
        .into_iter()
        .map(|(name, span)| (name, &text[span.start..span.end]))
        .collect();
    let expected = [
        ("a", "\"a\""),
        ("0", "1.5e3"),
        ("1", "\"x\\n\""),
        ("2", "{ }"),
        ("array", "[ 1.5e3 , \"x\\n\" , { } ]"),
        ("b", "\"\\u0062\""),
        ("value", "null"),
    ];
    assert_eq!(found, expected.map(|(name, text)| (name.to_string(), text)));
    assert_eq!(reader.raw(whole), text.trim().as_bytes());
}

#[test]
fn a_skipped_value_is_checked_all_the_same() {
    assert!(whole(br#"{"a":{"b":[1,{"c":"\x"}]}}"#).is_err());
    assert!(whole(br#"{"a":{"b":[1,{"c":"\n"}]}}"#).is_ok());
}

#[test]
fn values_of_another_kind_than_wanted_can_be_passed_over() {
    let text = br#"["text",7,{"a":1},-1,1.5,1e3,18446744073709551616,"7",null]"#;
    let mut strings = Vec::new();
    let mut counts = Vec::new();
    Reader::new(text)
        .array(|reader, _| reader.string_if().map(|text| strings.push(text)))
        .unwrap();
    Reader::new(text)
        .array(|reader, _| reader.count_if().map(|count| counts.push(count)))
        .unwrap();
    let strings: Vec<_> = strings.iter().map(|text| text.as_deref()).collect();
    assert_eq!(
        strings,
        [Some("text"), None, None, None, None, None, None, Some("7"), None]
    );
    assert_eq!(counts, [None, Some(7), None, None, None, None, None, None, None]);
}
