use message_batches::requests::framing::Form;

use super::events;
use crate::cut;

/// Inputs that are short enough for all cuts in three pieces.
const SHORT: [&str; 9] = [
    "\u{feff}\u{feff}{\"a\":1}\r\n\r\n {\"b\":\"é\\n\"} \n[3]\rlast",
    "\u{feff}\u{feff} {\n \"requests\" : [ {\"a\":\"]\\\"}\"} ,\r\n[2],\"é\",-4e1 ,null ] } \n",
    r#"{"requests":[1],"k\"ey":{"x":["]"]},"requests":[2]}"#,
    r#"{"requests":{"a":[]}}"#,
    r#"{"requests":[1,é]}"#,
    r#"{"requests":[1]} é"#,
    r#"{"requests":[{"a":1]"#,
    "{\"request\":1}\n{\"requests\":2}",
    "[é]",
];

#[test]
fn every_cut_gives_the_same_events() {
    for text in SHORT {
        for form in [Form::Auto, Form::Jsonl, Form::Body, Form::Elements] {
            let expected = events(form, [text.as_bytes()]);
            for pieces in cut::everywhere(text.as_bytes()) {
                assert_eq!(events(form, pieces.iter().copied()), expected, "{form:?} {pieces:?}");
            }
        }
    }
}

#[test]
fn a_longer_body_cut_once_anywhere_gives_the_same_events() {
    let request = |id: usize| {
        format!(
            "\n    {{ \"custom_id\": \"r-{id}\", \"params\": {{ \"messages\": [ {{ \"content\": \"{{[\\\"é😀\\\\\" }} ] }} }}"
        )
    };
    let requests: Vec<String> = (0..8).map(request).collect();
    let text = format!(
        "{{\n  \"requests\": [{}\n  ],\n  \"betas\": []\n}}\n",
        requests.join(",")
    );
    let expected = events(Form::Auto, [text.as_bytes()]);
    assert_eq!(expected.len(), 9);
    for pieces in cut::once(text.as_bytes()) {
        assert_eq!(events(Form::Auto, pieces.iter().copied()), expected);
    }
}

/// Cases that a reader of 64 bytes at a time may get wrong: strings, escapes and brackets at every position of a block, and text
/// that is not JSON.
#[test]
fn long_requests_cut_once_anywhere_give_the_same_events() {
    let long = "text that is plain, for longer than a block is, and then for some more of it";
    for odd in [
        r#""\",""]}","\"{[","\\""#,
        r#"{"a":[{},[],{"b":[1,-2.5e3,true]}]},[[[]]],"é😀""#,
        r#"{"a":"]},{["}"#,
        r#"\,"#,
    ] {
        for shift in 0..64 {
            let pad = "x".repeat(shift);
            let item = format!(r#"{{"pad":"{pad}","odd":[{odd}],"long":"{long}{long}"}}"#);
            let text = format!("{item},{item}]");
            let bytes = text.as_bytes();
            let expected = events(Form::Elements, bytes.chunks(1));
            assert_eq!(events(Form::Elements, [bytes]), expected, "{text}");
            let (one, other) = bytes.split_at(bytes.len() / 2 + shift);
            assert_eq!(events(Form::Elements, [one, other]), expected, "{text}");
        }
    }
}

#[test]
fn elements_have_their_places_in_lines_of_them() {
    let items = [r#"{"a":"],["}"#, "null", "[1,2]", "\"b\"", "-4e1"];
    let elements = events(Form::Elements, [format!("{}]", items.join(",")).as_bytes()]);
    let lines = events(Form::Jsonl, [items.join("\n").as_bytes()]);
    let offset = |event: &String| event.split_once(':').map(|(_, rest)| rest.to_string());
    assert_eq!(
        elements.iter().map(offset).collect::<Vec<_>>(),
        lines.iter().map(offset).collect::<Vec<_>>()
    );
    assert_eq!(lines.len(), 5);
    assert_eq!(events(Form::Elements, [b"]".as_slice()]), [""; 0]);
}

#[test]
fn empty_pieces_change_nothing() {
    let text: &[u8] = br#"{"requests":[{"a":1},2]}"#;
    let expected = events(Form::Auto, [text]);
    let mut pieces: Vec<&[u8]> = Vec::new();
    for byte in text.chunks(1) {
        pieces.extend([b"".as_slice(), byte, b""]);
    }
    assert_eq!(events(Form::Auto, pieces), expected);
}
