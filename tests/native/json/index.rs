//! The index: accepts what the reader accepts, reports the same faults, and has the values that serde_json reads.

use std::fmt;

use message_batches::json::{Fault, Index, Kind, Lossy, Span, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::{inputs, whole};
use crate::property::holds;

/// A value with all entries in order, including duplicate keys.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Null,
    Bool(bool),
    /// Absent if the number is too large for a double.
    Number(Option<Number>),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Tree, D::Error> {
        struct Builder;
        impl<'de> Visitor<'de> for Builder {
            type Value = Tree;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Number(Some(value.into())))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Number(Some(value.into())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Number(Number::from_f64(value)))
            }
            fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree::String(value.into()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = from.next_element()? {
                    items.push(item);
                }
                Ok(Tree::Array(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = from.next_entry()? {
                    entries.push(entry);
                }
                Ok(Tree::Object(entries))
            }
        }
        from.deserialize_any(Builder)
    }
}

/// Builds a tree by walking the index, and checks the index's data about each value.
fn tree(value: Value<'_>) -> Tree {
    assert!(value.kind() == Kind::Object || value.entries().next().is_none());
    assert!(value.kind() == Kind::Array || value.items().next().is_none());
    match value.kind() {
        Kind::Null => {
            assert!(value.is_null() && value.raw() == b"null");
            Tree::Null
        }
        Kind::Bool => Tree::Bool(value.bool().unwrap()),
        Kind::Number => Tree::Number(serde_json::from_slice(value.raw()).ok()),
        Kind::String => Tree::String(string(value)),
        Kind::Array => Tree::Array(value.items().map(tree).collect()),
        Kind::Object => {
            let entries = value.entries().map(|(key, value)| (string(key), tree(value)));
            let entries: Vec<(String, Tree)> = entries.collect();
            for (key, _) in &entries {
                let last = entries.iter().rev().find(|(name, _)| name == key);
                assert_eq!(
                    value.get(key).map(tree).as_ref(),
                    last.map(|(_, value)| value),
                    "the last {key:?} counts"
                );
            }
            Tree::Object(entries)
        }
    }
}

fn string(value: Value<'_>) -> String {
    let text = value.text().unwrap().value().into_owned();
    assert!(value.is(&text) && !value.is(&format!("{text}.")), "{value:?}");
    let (inner, escaped) = value.inner().unwrap();
    assert_eq!([b"\"", inner, b"\""].concat(), value.raw());
    assert_eq!(escaped, inner.contains(&b'\\'));
    text
}

/// Returns the text of a value without white space, composed of the spans of its parts.
fn compact(value: Value<'_>) -> Vec<u8> {
    let put = |brackets: [&[u8]; 2], parts: Vec<Vec<u8>>| {
        assert!(value.raw().starts_with(brackets[0]) && value.raw().ends_with(brackets[1]));
        let made = [brackets[0], &parts.join(b",".as_slice()), brackets[1]].concat();
        assert_eq!(made, without_space(value.raw()), "{value:?}");
        made
    };
    match value.kind() {
        Kind::Array => put([b"[", b"]"], value.items().map(compact).collect()),
        Kind::Object => {
            let entry = |(key, value): (Value<'_>, Value<'_>)| [key.raw(), b":", &compact(value)].concat();
            put([b"{", b"}"], value.entries().map(entry).collect())
        }
        _ => value.raw().to_vec(),
    }
}

/// Removes white space outside strings.
fn without_space(text: &[u8]) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    let kept = text.iter().filter(|byte| {
        if in_string {
            in_string = escaped || **byte != b'"';
            escaped = !escaped && **byte == b'\\';
            return true;
        }
        in_string = **byte == b'"';
        !b" \t\r\n".contains(byte)
    });
    kept.copied().collect()
}

fn assert_same(index: &mut Index, bytes: &[u8]) {
    let shown = String::from_utf8_lossy(bytes);
    let ours = index.read(bytes);
    assert_eq!(ours.is_ok(), inputs::serde_accepts(bytes), "{shown:?}: {ours:?}");
    let by_reader = whole(bytes);
    match ours {
        Ok(value) => {
            assert_eq!(Ok(value.span()), by_reader, "{shown:?}");
            assert_eq!(compact(value), without_space(bytes), "{shown:?}");
            let found = tree(value);
            // serde_json rejects a lone surrogate and a number that is too large for a double.
            match serde_json::from_slice::<Tree>(bytes) {
                Ok(expected) => assert_eq!(found, expected, "{shown:?}"),
                Err(error) if error.to_string().starts_with("number out of range") => {}
                Err(error) => assert!(
                    value.lossy().iter().any(|(lossy, _)| *lossy == Lossy::LoneSurrogate),
                    "{shown:?}: {error}"
                ),
            }
        }
        Err(fault) => assert_eq!(Err(fault), by_reader, "{shown:?}"),
    }
}

#[test]
fn what_rfc_8259_allows_is_accepted_with_the_kind_and_the_text_of_the_value() {
    let mut index = Index::default();
    for text in inputs::ACCEPTED {
        let value = index
            .read(text.as_bytes())
            .unwrap_or_else(|fault| panic!("{text}: {fault}"));
        let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
        assert_eq!(value.raw(), trimmed.as_bytes());
        let start = text.len() - text.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let end = start + trimmed.len();
        assert_eq!(value.span(), Span { start, end });
        let kind = match trimmed.as_bytes()[0] {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b'"' => Kind::String,
            b't' | b'f' => Kind::Bool,
            b'n' => Kind::Null,
            _ => Kind::Number,
        };
        assert_eq!(value.kind(), kind, "{text}");
    }
}

#[test]
fn what_rfc_8259_does_not_allow_is_refused_with_place_and_sentence() {
    let mut index = Index::default();
    for (text, at, sentence) in inputs::refused() {
        let fault = index.read(text.as_bytes()).unwrap_err();
        assert_eq!((fault.at, fault.to_string()), (at, sentence), "{text:?}");
    }
}

#[test]
fn a_byte_that_is_not_utf_8_is_refused_where_it_stands() {
    let mut index = Index::default();
    let found = "expected UTF-8, found a byte that is not";
    let cases: [(&[u8], usize, &str); 8] = [
        (b"[\"ab\xffc\"]", 4, found),
        (b"{\"\x80\":1}", 2, found),
        (b"\"\\n\xc0\xaf\"", 3, found),
        (b"\"\xc3\xa9\\u0041\xed\xa0\x80\"", 9, found),
        (b"\"\xe2\x82\"", 1, found),
        (b"\"\xf0\x9f\x98\\n\x80\"", 1, found),
        (b"\"open \xff", 6, found),
        (b"[\xff]", 1, "expected a value, found a byte that is not UTF-8"),
    ];
    for (text, at, sentence) in cases {
        let fault = index.read(text).unwrap_err();
        assert_eq!((fault.at, fault.to_string().as_str()), (at, sentence), "{text:?}");
    }
}

#[test]
fn strings_and_keys_have_the_value_that_their_escapes_mean() {
    let mut index = Index::default();
    for (text, value) in inputs::STRINGS {
        assert_eq!(string(index.read(text.as_bytes()).unwrap()), value, "{text}");
        let object = format!("{{\"other\":1,{text}:2}}");
        let object = index.read(object.as_bytes()).unwrap();
        assert_eq!(object.get(value).unwrap().integer(), Some(2), "{text}");
    }
}

#[test]
fn the_documents_and_all_their_prefixes_and_suffixes_hold_what_serde_json_reads() {
    let mut index = Index::default();
    inputs::parts(|bytes| assert_same(&mut index, bytes));
}

#[test]
fn every_single_byte_replaced_inserted_or_removed_is_judged_and_read_as_serde_json_does() {
    let mut index = Index::default();
    inputs::single_changes(|bytes| assert_same(&mut index, bytes));
}

#[test]
fn many_mutations_at_once_are_judged_and_read_as_serde_json_does() {
    let mut index = Index::default();
    holds(40_000, inputs::mutated(), |bytes| assert_same(&mut index, &bytes));
}

#[test]
fn strings_made_of_pieces_of_escapes_are_judged_and_read_as_serde_json_does() {
    let mut index = Index::default();
    holds(40_000, inputs::escapes(), |text| {
        assert_same(&mut index, text.as_bytes())
    });
}

#[test]
fn of_a_key_that_stands_twice_the_last_counts_however_it_is_written() {
    let mut index = Index::default();
    let text = br#"{"a":1,"b":{"a":2},"\u0061":3,"b":4,"a ":5,"c":6}"#;
    let value = index.read(text).unwrap();
    let of = |key| value.get(key).and_then(|value| value.integer());
    assert_eq!(
        ["a", "b", "a ", "c", "d"].map(of),
        [Some(3), Some(4), Some(5), Some(6), None]
    );
    let keys: Vec<String> = value.entries().map(|(key, _)| string(key)).collect();
    assert_eq!(keys, ["a", "b", "a", "b", "a ", "c"]);
}

#[test]
fn asking_a_value_for_what_it_is_not_gives_nothing() {
    let mut index = Index::default();
    let texts = ["{\"a\":1}", "[1]", "\"1\"", "1", "true", "null"];
    for (at, text) in texts.into_iter().enumerate() {
        let value = index.read(text.as_bytes()).unwrap();
        let actual = [
            value.entries().count() > 0 && value.get("a").is_some(),
            value.items().count() > 0,
            value.text().is_some() && value.inner().is_some() && value.is("1"),
            value.integer().is_some(),
            value.bool().is_some(),
            value.is_null(),
        ];
        let mut expected = [false; 6];
        expected[at] = true;
        assert_eq!(actual, expected, "{text}");
        assert!(value.get("b").is_none() && !value.is(""), "{text}");
    }
}

#[test]
fn integers_are_read_where_they_fit() {
    let mut index = Index::default();
    let cases = [
        ("0", Some(0)),
        ("-0", Some(0)),
        ("-7", Some(-7)),
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("1.0", None),
        ("1e3", None),
    ];
    for (text, integer) in cases {
        assert_eq!(index.read(text.as_bytes()).unwrap().integer(), integer, "{text}");
    }
}

#[test]
fn halves_of_surrogate_pairs_and_integers_beyond_a_double_are_noticed_where_they_stand() {
    const LONE: Lossy = Lossy::LoneSurrogate;
    const BIG: Lossy = Lossy::BigInteger;
    let cases: [(&str, &[(Lossy, &str, usize)]); 16] = [
        (r#""\ud83d\ude00""#, &[]),
        (r#""\\ud83d""#, &[]),
        (r#""\ud83d""#, &[(LONE, r"\ud83d", 1)]),
        (r#""\uDE00""#, &[(LONE, r"\uDE00", 1)]),
        (r#""x\udc00\ud800""#, &[(LONE, r"\udc00", 2), (LONE, r"\ud800", 8)]),
        (r#""\ud83d\ud83d\ude00""#, &[(LONE, r"\ud83d", 1)]),
        (r#""\ud83d\ude00\ude00""#, &[(LONE, r"\ude00", 13)]),
        (r#""\ud83d\u0041""#, &[(LONE, r"\ud83d", 1)]),
        (
            r#"{"\ud83d":["\udfff"]}"#,
            &[(LONE, r"\ud83d", 2), (LONE, r"\udfff", 12)],
        ),
        ("[9007199254740992,-9007199254740992]", &[]),
        ("9007199254740993", &[(BIG, "9007199254740993", 0)]),
        (" -9007199254740993 ", &[(BIG, "-9007199254740993", 1)]),
        (
            "[9007199254740993.0,9007199254740993e0,1e300,0.12345678901234567890]",
            &[],
        ),
        ("[18446744073709551616,1]", &[(BIG, "18446744073709551616", 1)]),
        (
            r#"{"a":123456789012345678901234567890,"b":"\ud800"}"#,
            &[(BIG, "123456789012345678901234567890", 5), (LONE, r"\ud800", 41)],
        ),
        ("\"9007199254740993\"", &[]),
    ];
    let mut index = Index::default();
    for (text, expected) in cases {
        let lossy = index.read(text.as_bytes()).unwrap().lossy();
        let found: Vec<(Lossy, &str, usize)> = lossy
            .iter()
            .map(|(lossy, span)| (*lossy, &text[span.start..span.end], span.start))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_a_string_holds_is_read_the_same_at_every_place_of_a_block() {
    let inner: [&[u8]; 15] = [
        b"a\\\"b",
        b"\\\\",
        br"\u0041\n",
        br"\ud83d\ude00",
        br"\ud83d",
        br"\uDFFF\ud800",
        br"\ud83dx\ude00",
        br"\u12g4",
        br"\u12",
        br"\x",
        b"\n",
        "\u{e9}\u{1f600}".as_bytes(),
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xff",
    ];
    let mut index = Index::default();
    for inner in inner {
        let short = [b"[\"", inner, b"\"]"].concat();
        let lossy = |index: &mut Index, text: &[u8], before: usize| {
            index.read(text).map(|value| {
                let moved = |(lossy, span): &(Lossy, Span)| (*lossy, span.start - before, span.end - before);
                value.lossy().iter().map(moved).collect::<Vec<_>>()
            })
        };
        let alone = lossy(&mut index, &short, 0);
        for (filler, length) in ["x", "\u{e9}", "\\n"]
            .into_iter()
            .flat_map(|filler| (0..=130).map(move |length| (filler, length)))
        {
            let before = filler.repeat(length);
            let text = [b"[\"", before.as_bytes(), inner, b"\"]"].concat();
            assert_same(&mut index, &text);
            let found = lossy(&mut index, &text, before.len()).map_err(|fault| Fault {
                at: fault.at - before.len(),
                ..fault
            });
            assert_eq!(found, alone, "{}", String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn nothing_of_one_text_is_left_when_the_next_is_read() {
    let mut index = Index::default();
    assert!(index.read(br#"{"a":["\ud800",9007199254740993]}"#).is_ok());
    assert!(index.read(br#"[[["\ud800",{"a":"#).is_err());
    let value = index.read(b"[1]").unwrap();
    assert!(value.lossy().is_empty());
    assert_eq!(tree(value), Tree::Array(vec![Tree::Number(Some(1.into()))]));
}

#[test]
fn nesting_is_followed_to_512_levels() {
    let mut index = Index::default();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = if open.len() > 5 { 2 } else { 1 };
        let nested = |times: usize| [open.repeat(times), "1".into(), close.repeat(times)].concat();
        let text = nested(512 / levels);
        let value = index.read(text.as_bytes()).unwrap();
        assert_eq!(compact(value), text.as_bytes());
        for times in [512 / levels + 1, 10_000, 1_000_000] {
            let fault = index.read(nested(times).as_bytes()).unwrap_err();
            let sentence = "expected at most 512 levels of nesting, found one more";
            assert_eq!(
                (fault.at, fault.to_string().as_str()),
                (open.len() * 512 / levels, sentence)
            );
        }
    }
    let wide = format!("[{}1]", "[[]],".repeat(200_000));
    let value = index.read(wide.as_bytes()).unwrap();
    assert_eq!(value.items().count(), 200_001, "width is not depth");
}
