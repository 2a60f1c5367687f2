//! The inputs of both readers: texts that are JSON, texts that are not, and mutations between them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::de::IgnoredAny;

use crate::property::{Bytes, Edit};

/// Texts that RFC 8259 allows.
pub const ACCEPTED: [&str; 33] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "10",
    "1.0",
    "0.001",
    "1e1",
    "1E+1",
    "1e-01",
    "-0.0e-0",
    "123456789012345678901234567890",
    "1e999999",
    "\"\"",
    "\"a\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u0000\\uABCD\\uabcd\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\u{7f}\u{80}é\u{ffff}😀\u{2028}\"",
    "\"\u{feff}\"",
    "[]",
    "[ ]",
    "[1]",
    "[1,2]",
    " [ 1 , [ ] , { } ] ",
    "{}",
    "{ }",
    "{\"\":0}",
    "{\"a\":{\"a\":[{}]},\"a\":1}",
    "\t\n\r {\t\n\r \"a\"\t\n\r :\t\n\r 1\t\n\r ,\"b\":2}\t\n\r ",
];

/// Strings and their values.
pub const STRINGS: [(&str, &str); 19] = [
    (r#""plain""#, "plain"),
    (r#""""#, ""),
    (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    (r#""a\u0041b""#, "aAb"),
    (r#""\u00e9\u20AC""#, "é€"),
    (r#""\u0000""#, "\0"),
    (r#""\ud83d\ude00""#, "😀"),
    (r#""\uDBFF\uDFFF""#, "\u{10ffff}"),
    (r#""\ud83d\ude00\ud83d\ude01""#, "😀😁"),
    // Lone surrogates.
    (r#""\ud83d""#, "\u{fffd}"),
    (r#""\ude00""#, "\u{fffd}"),
    (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
    (r#""\ud83dx""#, "\u{fffd}x"),
    (r#""\ud83d\n""#, "\u{fffd}\n"),
    (r#""\ud83d\u0041""#, "\u{fffd}A"),
    (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
    (r#""\ud83d\\ude00""#, "\u{fffd}\\ude00"),
    (r#""\\u0041""#, "\\u0041"),
    ("\"\u{7f}é😀\u{2029}\"", "\u{7f}é😀\u{2029}"),
];

/// Documents to cut and to mutate.
pub const DOCUMENTS: [&str; 9] = [
    "null",
    " [ -0.5e+10 , true,false , null ] ",
    r#"{"a":{"b":[{"c":"d"},[],{}]},"":[[[1]]]}"#,
    r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00 é😀""#,
    "[0,-1,12.34,1e5,1E-5,0.0,123456789012345678901234567890,-0]",
    r#"{"custom_id":"a-1","params":{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Hi \ud83d\ude00"}]}}"#,
    r#"{"custom_id":"b","result":{"type":"errored","error":{"type":"error","error":{"type":"api_error","message":"no\n"},"request_id":null}}}"#,
    "{\r\n\t\"key\" : [ \"v\\u0041lue\" ],\r\n\t\"key\" : { }\r\n}\r\n",
    "[\"\u{7f}\u{80}\u{2028}\u{ffff}\",\"\\ud800\",\"\\udc00x\"]",
];

/// The bytes that mutations insert: everything with a meaning in JSON, and some bytes that are never allowed.
const ALPHABET: &[u8] = b"{}[]\",:\\/0123456789eE+-.truefalsnubx \t\n\r\x00\x0c\x1f\x7f\x80\xc3\xa9\xef\xbb\xbf\xff";

/// Texts that RFC 8259 does not allow, with the position and the message of the fault.
pub fn refused() -> Vec<(&'static str, usize, String)> {
    const ESCAPE: &str = "expected one of \" \\ / b f n r t u after a backslash";
    const HEX: &str = "expected four hexadecimal digits after \\u";
    const CONTROL: &str = "expected an escape such as \\n for a control character";
    const OPEN: &str = "expected '\"' at the end of a string, found the end of the text";
    vec![
        ("", 0, "expected a value, found the end of the text".to_string()),
        (" \n", 2, "expected a value, found the end of the text".into()),
        ("nul", 0, "expected true, false or null, found 'n'".into()),
        ("True", 0, "expected a value, found 'T'".into()),
        ("trux", 0, "expected true, false or null, found 't'".into()),
        ("falsey", 5, "expected the end, found 'y'".into()),
        ("nullnull", 4, "expected the end, found 'n'".into()),
        ("NaN", 0, "expected a value, found 'N'".into()),
        ("Infinity", 0, "expected a value, found 'I'".into()),
        ("undefined", 0, "expected a value, found 'u'".into()),
        ("-", 1, "expected a digit, found the end of the text".into()),
        ("-a", 1, "expected a digit, found 'a'".into()),
        ("-Infinity", 1, "expected a digit, found 'I'".into()),
        ("+1", 0, "expected a value, found '+'".into()),
        ("01", 1, "expected the end, found '1'".into()),
        ("-01", 2, "expected the end, found '1'".into()),
        ("1.", 2, "expected a digit, found the end of the text".into()),
        (".5", 0, "expected a value, found '.'".into()),
        ("1.e1", 2, "expected a digit, found 'e'".into()),
        ("1e", 2, "expected a digit, found the end of the text".into()),
        ("1e+", 3, "expected a digit, found the end of the text".into()),
        ("1 2", 2, "expected the end, found '2'".into()),
        ("0x10", 1, "expected the end, found 'x'".into()),
        ("1_000", 1, "expected the end, found '_'".into()),
        ("'a'", 0, "expected a value, found '\\''".into()),
        ("\"", 1, OPEN.into()),
        ("\"a", 2, OPEN.into()),
        ("\"a\\\"", 4, OPEN.into()),
        ("\"\\\"", 3, OPEN.into()),
        ("\"\\", 2, format!("{ESCAPE}, found the end of the text")),
        ("\"\\x\"", 2, format!("{ESCAPE}, found 'x'")),
        ("\"\\U0041\"", 2, format!("{ESCAPE}, found 'U'")),
        ("\"\\u\"", 3, format!("{HEX}, found '\"'")),
        ("\"\\u12g4\"", 5, format!("{HEX}, found 'g'")),
        ("\"\\u123", 6, format!("{HEX}, found the end of the text")),
        ("\"\n\"", 1, format!("{CONTROL}, found '\\n'")),
        ("\"a\u{0}\"", 2, format!("{CONTROL}, found '\\0'")),
        ("\"a b \t\"", 5, format!("{CONTROL}, found '\\t'")),
        ("\"\u{1f}\"", 1, format!("{CONTROL}, found '\\u{{1f}}'")),
        ("[", 1, "expected a value, found the end of the text".into()),
        (
            "[1",
            2,
            "expected ',' or ']' after a value, found the end of the text".into(),
        ),
        ("[1,", 3, "expected a value, found the end of the text".into()),
        ("[1,]", 3, "expected a value, found ']'".into()),
        ("[,1]", 1, "expected a value, found ','".into()),
        ("[1 2]", 3, "expected ',' or ']' after a value, found '2'".into()),
        ("[1}", 2, "expected ',' or ']' after a value, found '}'".into()),
        ("]", 0, "expected a value, found ']'".into()),
        ("[]]", 2, "expected the end, found ']'".into()),
        (
            "{",
            1,
            "expected a key in double quotes, found the end of the text".into(),
        ),
        ("{]", 1, "expected a key in double quotes, found ']'".into()),
        ("{a:1}", 1, "expected a key in double quotes, found 'a'".into()),
        ("{1:1}", 1, "expected a key in double quotes, found '1'".into()),
        ("{\"a\"}", 4, "expected ':' after a key, found '}'".into()),
        ("{\"a\" 1}", 5, "expected ':' after a key, found '1'".into()),
        ("{\"a\":}", 5, "expected a value, found '}'".into()),
        (
            "{\"a\":1",
            6,
            "expected ',' or '}' after a value, found the end of the text".into(),
        ),
        ("{\"a\":1,}", 7, "expected a key in double quotes, found '}'".into()),
        (
            "{\"a\":1 \"b\":2}",
            7,
            "expected ',' or '}' after a value, found '\"'".into(),
        ),
        ("{\"a\":1]", 6, "expected ',' or '}' after a value, found ']'".into()),
        ("// c\n1", 0, "expected a value, found '/'".into()),
        ("[1 /* c */]", 3, "expected ',' or ']' after a value, found '/'".into()),
        ("\u{feff}1", 0, "expected a value, found '\\u{feff}'".into()),
        ("\u{a0}1", 0, "expected a value, found '\\u{a0}'".into()),
        ("\x0c1", 0, "expected a value, found '\\u{c}'".into()),
        ("é", 0, "expected a value, found 'é'".into()),
        ("[“a”]", 1, "expected a value, found '“'".into()),
    ]
}

/// Returns whether serde_json accepts the text. It requires text, so bytes that are not UTF-8 count as rejected.
pub fn serde_accepts(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

/// Checks the documents with all their prefixes and suffixes.
pub fn parts(mut check: impl FnMut(&[u8])) {
    for document in DOCUMENTS {
        for at in 0..=document.len() {
            check(&document.as_bytes()[..at]);
            check(&document.as_bytes()[at..]);
        }
    }
}

/// Checks the documents with every single byte replaced, inserted or removed.
pub fn single_changes(mut check: impl FnMut(&[u8])) {
    for document in DOCUMENTS {
        let bytes = document.as_bytes();
        for at in 0..bytes.len() {
            check(&[&bytes[..at], &bytes[at + 1..]].concat());
            for byte in ALPHABET {
                check(&[&bytes[..at], &[*byte], &bytes[at + 1..]].concat());
                check(&[&bytes[..at], &[*byte], &bytes[at..]].concat());
            }
        }
    }
}

/// Documents with several changes.
pub fn mutated() -> impl Strategy<Value = Bytes> {
    let byte = || select(ALPHABET).prop_map(|byte| vec![byte]);
    // A piece of another document, with random ends.
    let piece = (select(&DOCUMENTS[..]), any::<Index>(), 0..12_usize).prop_map(|(other, start, length)| {
        let rest = &other.as_bytes()[start.index(other.len())..];
        rest[..length.min(rest.len())].to_vec()
    });
    let edit = prop_oneof![
        Edit::of(0..=0, byte()),
        Edit::of(1..=1, Just(Vec::new())),
        Edit::of(1..=1, byte()),
        Edit::of(0..=0, piece),
    ];
    (select(&DOCUMENTS[..]), vec(edit, 1..=4)).prop_map(|(document, edits)| Edit::all(document.as_bytes(), &edits))
}

/// Strings composed of pieces of escapes.
pub fn escapes() -> impl Strategy<Value = String> {
    const PIECES: [&str; 15] = [
        "a", "\"", "é", "0041", "u", "d8", "3d", "dc", "00", "\\", "\\\\", "\\n", "\\u", "\\ud83d", "\\ude00",
    ];
    vec(select(&PIECES[..]), 0..7).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}
