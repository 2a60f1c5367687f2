//! The reader, compared with serde_json, on documents, all their prefixes and mutations of them.

use message_batches::json::{Fault, Kind, Reader};
use serde_json::{Map, Value};

use super::{inputs, whole};
use crate::property::holds;

fn assert_same(bytes: &[u8]) {
    let ours = whole(bytes);
    assert_eq!(
        ours.is_ok(),
        inputs::serde_accepts(bytes),
        "{:?}: {ours:?}",
        String::from_utf8_lossy(bytes)
    );
    // serde_json rejects a lone surrogate, which the reader replaces with U+FFFD.
    if let Ok(expected) = serde_json::from_slice::<Value>(bytes) {
        assert_eq!(
            value(&mut Reader::new(bytes)),
            Ok(expected),
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

/// Builds a tree with the reader.
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
    inputs::DOCUMENTS
        .iter()
        .for_each(|text| assert!(whole(text.as_bytes()).is_ok(), "{text}"));
    inputs::parts(assert_same);
}

#[test]
fn every_single_byte_replaced_inserted_or_removed_is_judged_as_serde_json_does() {
    inputs::single_changes(assert_same);
}

#[test]
fn many_mutations_at_once_are_judged_as_serde_json_does() {
    let mut accepted = 0;
    holds(40_000, inputs::mutated(), |bytes| {
        accepted += usize::from(whole(&bytes).is_ok());
        assert_same(&bytes);
    });
    assert!(
        accepted > 1_000,
        "the mutations must not all break the document: {accepted}"
    );
}

#[test]
fn strings_made_of_pieces_of_escapes_are_judged_as_serde_json_does() {
    holds(40_000, inputs::escapes(), |text| assert_same(text.as_bytes()));
}
