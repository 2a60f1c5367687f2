//! Words: each string of the list is recognized, whatever its context, and no other string is.

use message_batches::json::{Index, Word};

/// Returns the word of a JSON string, in the middle of a text and at its very end.
fn written(inner: &str) -> Word {
    let mut index = Index::default();
    let alone = format!("\"{inner}\"");
    let first = index.read(alone.as_bytes()).unwrap().word();
    let among = format!("[\"{inner}\",\"0123456789abcdef\"]");
    let value = index.read(among.as_bytes()).unwrap();
    assert_eq!(value.items().next().unwrap().word(), first, "{inner}");
    let as_key = format!("{{\"{inner}\":\"0123456789abcdef\"}}");
    let value = index.read(as_key.as_bytes()).unwrap();
    assert_eq!(value.entries().next().unwrap().0.word(), first, "{inner}");
    assert!(first == Word::NONE || value.get(first).is_some(), "{inner}");
    first
}

#[test]
fn every_word_is_found_plain_and_escaped() {
    assert!(Word::all().count() > 300);
    for word in Word::all() {
        let text = word.as_str();
        assert_eq!(written(text), word, "{text}");
        assert_eq!(Word::of(text), word, "{text}");
        for at in 0..text.len() {
            let (start, rest) = text.split_at(at);
            let (char, end) = rest.split_at(1);
            let escaped = format!("{start}\\u{:04x}{end}", char.as_bytes()[0]);
            assert_eq!(written(&escaped), word, "{escaped}");
        }
    }
}

#[test]
fn what_is_nearly_a_word_is_none() {
    let words: Vec<&str> = Word::all().map(Word::as_str).collect();
    let is_none = |text: &str| {
        let plain = !text.contains('\\') && words.contains(&text);
        assert!(plain || written(text) == Word::NONE, "{text}");
    };
    for text in &words {
        for at in 0..text.len() {
            // One character less, one more, a different one; also in the middle of long words.
            is_none(&[&text[..at], &text[at + 1..]].concat());
            is_none(&[&text[..at], "~", &text[at..]].concat());
            is_none(&[&text[..at], "~", &text[at + 1..]].concat());
            is_none(&[&text[..at], "é", &text[at + 1..]].concat());
        }
        is_none(&format!("{text}\\u0000"));
        is_none(&format!("\\u0000{text}"));
        is_none(&format!("{text}{text}{text}"));
        // The two ends of a long word, joined.
        if text.len() > 16 {
            is_none(&[&text[..8], &text[text.len() - 8..]].concat());
        }
    }
    is_none("");
    is_none("\\u0000");
}

#[test]
fn what_is_no_string_has_no_word() {
    let mut index = Index::default();
    for text in ["null", "true", "1", "[]", "{}"] {
        assert_eq!(index.read(text.as_bytes()).unwrap().word(), Word::NONE, "{text}");
    }
}
