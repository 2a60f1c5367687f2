//! Our reader against serde_json, on documents, on all their prefixes and on seeded mutations of them. serde_json works
//! on text, so bytes that are not UTF-8 are refused for it.

use message_batches::json::{Fault, Kind, Reader};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::whole;
use crate::chance::Chance;

const DOCUMENTS: [&str; 9] = [
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

/// What mutations put in: everything that means something to JSON, and some that never may stand there.
const ALPHABET: &[u8] = b"{}[]\",:\\/0123456789eE+-.truefalsnubx \t\n\r\x00\x0c\x1f\x7f\x80\xc3\xa9\xef\xbb\xbf\xff";

fn serde_accepts(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn assert_same(bytes: &[u8]) {
    let ours = whole(bytes);
    assert_eq!(
        ours.is_ok(),
        serde_accepts(bytes),
        "{:?}: {ours:?}",
        String::from_utf8_lossy(bytes)
    );
    // serde_json makes no value of a lone surrogate, where ours is U+FFFD.
    if let Ok(expected) = serde_json::from_slice::<Value>(bytes) {
        assert_eq!(
            value(&mut Reader::new(bytes)),
            Ok(expected),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

/// Builds a tree by the reader.
fn value(reader: &mut Reader<'_>) -> Result<Value, Fault> {
    Ok(match reader.kind()? {
        Kind::Object => {
            let mut map = Map::new();
            reader.object(|reader, key, _| {
                map.insert(key.value().into_owned(), value(reader)?);
                Ok(())
            })?;
            Value::Object(map)
        }
        Kind::Array => {
            let mut items = Vec::new();
            reader.array(|reader, _| {
                items.push(value(reader)?);
                Ok(())
            })?;
            Value::Array(items)
        }
        Kind::String => Value::String(reader.string()?.0.value().into_owned()),
        Kind::Number | Kind::Bool | Kind::Null => {
            let span = reader.skip()?;
            serde_json::from_slice(reader.raw(span)).unwrap()
        }
    })
}

#[test]
fn the_documents_and_all_their_prefixes_and_suffixes_are_judged_as_serde_json_does() {
    for document in DOCUMENTS {
        assert!(whole(document.as_bytes()).is_ok(), "{document}");
        for at in 0..=document.len() {
            assert_same(&document.as_bytes()[..at]);
            assert_same(&document.as_bytes()[at..]);
        }
    }
}

#[test]
fn every_single_byte_replaced_inserted_or_removed_is_judged_as_serde_json_does() {
    for document in DOCUMENTS {
        let bytes = document.as_bytes();
        for at in 0..bytes.len() {
            assert_same(&[&bytes[..at], &bytes[at + 1..]].concat());
            for byte in ALPHABET {
                assert_same(&[&bytes[..at], &[*byte], &bytes[at + 1..]].concat());
                assert_same(&[&bytes[..at], &[*byte], &bytes[at..]].concat());
            }
        }
    }
}

#[test]
fn many_mutations_at_once_are_judged_as_serde_json_does() {
    let mut chance = Chance::new(2026);
    let mut accepted = 0;
    for _ in 0..40_000 {
        let mut bytes = chance.pick(&DOCUMENTS).as_bytes().to_vec();
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len() + 1);
            match chance.below(4) {
                0 => bytes.insert(at, *chance.pick(ALPHABET)),
                1 if at < bytes.len() => drop(bytes.remove(at)),
                2 if at < bytes.len() => bytes[at] = *chance.pick(ALPHABET),
                _ => {
                    // A piece of another document, wherever it begins and ends.
                    let other = chance.pick(&DOCUMENTS).as_bytes();
                    let start = chance.below(other.len());
                    let end = start + chance.below((other.len() - start).min(12));
                    bytes.splice(at..at, other[start..end].iter().copied());
                }
            }
        }
        accepted += usize::from(whole(&bytes).is_ok());
        assert_same(&bytes);
    }
    assert!(
        accepted > 1_000,
        "the mutations must not all break the document: {accepted}"
    );
}

#[test]
fn strings_made_of_pieces_of_escapes_are_judged_as_serde_json_does() {
    let pieces = [
        "\\", "u", "d8", "3d", "dc", "00", "\\u", "\\ud83d", "\\ude00", "\\n", "\"", "a", "é", "0041", "\\\\",
    ];
    let mut chance = Chance::new(8259);
    for _ in 0..40_000 {
        let inside: String = (0..chance.below(7)).map(|_| *chance.pick(&pieces)).collect();
        assert_same(format!("\"{inside}\"").as_bytes());
    }
}
