//! The requests found in an input do not depend on cuts, and are those that `serde_json` finds.

use message_batches::bytes::Position;
use message_batches::bytes::sniff::{SNIFF_LEN, Sniffed, sniff};
use message_batches::requests::framing::{Event, Form, Framer};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::naive;
use crate::cuts;

#[derive(Debug, PartialEq)]
pub enum Framed {
    Request(Vec<u8>, Position),
    Other(String),
}

pub fn frame<'a>(form: Form, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Framed>, Form) {
    let mut framer = Framer::new(form);
    let mut framed = Vec::new();
    let mut take = |event: Event<'_>| {
        framed.push(match event {
            Event::Request(text, position) => Framed::Request(text.to_vec(), position),
            other => Framed::Other(format!("{other:?}")),
        });
    };
    for piece in pieces {
        framer.push(piece, &mut take);
    }
    framer.finish(&mut take);
    (framed, framer.form())
}

pub fn framer(data: &[u8]) {
    for form in [
        Form::Auto,
        Form::Jsonl,
        Form::Body,
        Form::Array,
        Form::Elements,
        Form::Values,
    ] {
        let whole = frame(form, [data]);
        for pieces in cuts::ways(data) {
            let cut = frame(form, pieces.iter().copied());
            assert_eq!(cut, whole, "{form:?}, cut as {pieces:?}");
        }
        requests_stand_where_they_are_said_to(data, &whole.0);
        match whole.1 {
            Form::Array if form == Form::Elements => assert_elements(data, whole.0),
            Form::Jsonl if !whole.0.iter().any(|event| matches!(event, Framed::Other(_))) => {
                assert_lines(data, &whole.0)
            }
            Form::Body => assert_body(data, &whole.0),
            Form::Array => assert_array(data, &whole.0),
            _ => {}
        }
    }
}

fn requests_stand_where_they_are_said_to(data: &[u8], framed: &[Framed]) {
    let mut end = 0;
    for event in framed {
        let Framed::Request(text, Position { offset, line }) = event else {
            continue;
        };
        let start = *offset as usize;
        assert!(!text.is_empty() && start >= end, "a request of its own: {event:?}");
        end = start + text.len();
        assert_eq!(data.get(start..end), Some(text.as_slice()));
        assert!((1..=1 + start as u64).contains(line), "{event:?}");
    }
}

fn assert_lines(data: &[u8], framed: &[Framed]) {
    let expected: Vec<Framed> = naive::lines(data)
        .into_iter()
        .map(|(text, line, offset)| Framed::Request(text.to_vec(), Position { line, offset }))
        .collect();
    assert_eq!(framed, expected);
}

/// The inside of an array has the requests of the array.
fn assert_elements(data: &[u8], framed: Vec<Framed>) {
    let requests = |framed: Vec<Framed>, before: u64| -> Vec<(Vec<u8>, u64)> {
        let request = |event| match event {
            Framed::Request(text, at) => Some((text, at.offset + before)),
            Framed::Other(_) => None,
        };
        framed.into_iter().filter_map(request).collect()
    };
    let (array, _) = frame(Form::Array, [b"[", data]);
    assert_eq!(requests(framed, 1), requests(array, 0));
}

/// Returns the requests of a text according to `serde_json`, with their positions.
fn raw<'a>(data: &'a [u8], items: Vec<&'a RawValue>) -> Vec<Framed> {
    let place = |item: &RawValue| {
        let offset = item.get().as_ptr() as usize - data.as_ptr() as usize;
        let line = 1 + data[..offset].iter().filter(|byte| **byte == b'\n').count() as u64;
        Position {
            line,
            offset: offset as u64,
        }
    };
    items
        .into_iter()
        .map(|item| Framed::Request(item.get().as_bytes().to_vec(), place(item)))
        .collect()
}

fn without_mark(data: &[u8]) -> &[u8] {
    data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data)
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    requests: Vec<&'a RawValue>,
}

fn assert_body(data: &[u8], framed: &[Framed]) {
    // `serde` would also accept an array as a body, with its items as the fields.
    if without_mark(data).trim_ascii_start().first() != Some(&b'{') {
        return;
    }
    let Ok(body) = serde_json::from_slice::<Body<'_>>(without_mark(data)) else {
        return;
    };
    let is_other = |event: &&Framed| matches!(event, Framed::Other(other) if !other.starts_with("UnknownKey"));
    // A key may contain an escape; only `serde_json` resolves it.
    if without_mark(data).contains(&b'\\') && framed.iter().any(|event| is_other(&event)) {
        return;
    }
    let requests: Vec<&Framed> = framed
        .iter()
        .filter(|event| !matches!(event, Framed::Other(other) if other.starts_with("UnknownKey")))
        .collect();
    assert_eq!(requests, raw(data, body.requests).iter().collect::<Vec<_>>());
}

fn assert_array(data: &[u8], framed: &[Framed]) {
    if matches!(sniff(data.get(..SNIFF_LEN).unwrap_or(data), true), Sniffed::Foreign(_)) {
        return;
    }
    if let Ok(items) = serde_json::from_slice::<Vec<&RawValue>>(without_mark(data)) {
        assert_eq!(framed, raw(data, items));
    }
}
