use message_batches::requests::framing::Form;

use super::events;
use crate::cut;

/// Inputs short enough to be cut in three everywhere.
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
        for form in [Form::Auto, Form::Jsonl, Form::Body] {
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
