use message_batches::requests::framing::{Form, Framer};

use super::{events, of};
use crate::cut;

fn is_body(pieces: &[&str]) -> bool {
    let mut framer = Framer::new(Form::Auto);
    for piece in pieces {
        framer.push(piece.as_bytes(), |_| {});
    }
    framer.finish(|_| {});
    framer.form() == Form::Body
}

#[test]
fn the_first_key_tells_a_create_body_from_one_request_a_line() {
    let bodies = [
        r#"{"requests":[]}"#,
        r#" { "requests" : [] } "#,
        "\n\t{\r\n\"requests\": 7",
        "\u{feff}{\"requests\":[]}",
        "\u{feff}\u{feff}{\"requests\":[]}",
        "\u{feff} \n{\"requests\"",
        // Other keys may come first, on one line too.
        r#"{"model":"m","max_tokens":{"requests":1},"requests":[]}"#,
        // Formatted over several lines: none of them could be a request.
        "{\n",
        "{\n  \"betas\": [],\n  \"requests\": []\n}",
        "{\n  \"a\": 1\n}",
    ];
    let lines = [
        "",
        " \n ",
        "\u{feff}",
        "{",
        "{}",
        "{ \t",
        r#"{"request"#,
        r#"{"requests"#,
        r#"{"requests2":[]}"#,
        r#"{"Requests":[]}"#,
        r#"{"custom_id":"requests","params":{}}"#,
        r#"{"a":{"requests":[]},"b":["requests"],"c":"requests"}"#,
        "{\"a\":1}\n{\"requests\":[]}",
        "[1]",
        " [",
        "{ \r\"custom_id\": \"a\"}",
        r#""requests""#,
        "garbage",
        "7",
    ];
    for text in bodies {
        assert!(is_body(&[text]), "{text:?}");
    }
    for text in lines {
        assert!(!is_body(&[text]), "{text:?}");
    }
}

#[test]
fn the_form_is_detected_wherever_the_first_key_is_cut() {
    let body = "\u{feff} {\n \"requests\" :[]}";
    for at in (0..=body.len()).filter(|at| body.is_char_boundary(*at)) {
        assert!(is_body(&[&body[..at], &body[at..]]), "{at}");
    }
}

#[test]
fn one_request_a_line_with_blank_lines_and_any_line_ending() {
    let text = "\u{feff}{\"a\":1}\n\n  {\"b\":2} \t\r\n\r\n{\"c\":3}\r[4]\n\u{feff}not json\n\"last\"";
    assert_eq!(
        of(text),
        [
            "1:3 request {\"a\":1}",
            "3:14 request {\"b\":2}",
            "5:27 request {\"c\":3}",
            "6:35 request [4]",
            "7:42 request not json",
            "8:51 request \"last\"",
        ]
    );
}

#[test]
fn nothing_at_all_is_nothing() {
    for text in ["", "\n", " \r\n\t\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(of(text), [""; 0], "{text:?}");
        assert_eq!(events(Form::Jsonl, [text.as_bytes()]), [""; 0], "{text:?}");
    }
    let rest = "expected the rest of the create body, found the end of the text";
    assert_eq!(events(Form::Body, [b"".as_slice()]), [format!("1:0 {rest}")]);
    assert_eq!(events(Form::Body, ["\u{feff}\n ".as_bytes()]), [format!("2:5 {rest}")]);
}

#[test]
fn a_specified_form_is_not_detected() {
    let body = r#"{"requests":[1]}"#.as_bytes();
    assert_eq!(events(Form::Jsonl, [body]), [r#"1:0 request {"requests":[1]}"#]);
    let line = r#"{"custom_id":"a"}"#.as_bytes();
    assert_eq!(events(Form::Body, [line]), ["1:1 key custom_id", "1:17 no requests"]);
}

#[test]
fn an_array_of_requests_is_read() {
    assert_eq!(of(r#"[{"custom_id":"a"}]"#), [r#"1:1 request {"custom_id":"a"}"#]);
    assert_eq!(of("\n\n [ 1 ,\n[2] ] \n"), ["3:5 request 1", "4:9 request [2]"]);
    assert_eq!(of("[]"), [""; 0]);
    let rest = "expected the rest of the array, found the end of the text";
    assert_eq!(of("[1,"), ["1:1 request 1".to_string(), format!("1:3 {rest}")]);
    let end = "expected the end of the text after the array, found \"[\"";
    assert_eq!(of("[1]\n[2]"), ["1:1 request 1".to_string(), format!("2:4 {end}")]);
}

#[test]
fn requests_over_several_lines_are_read_one_after_another() {
    let text = "{\n  \"custom_id\": \"a\",\n  \"params\": {}\n}\n{\n  \"custom_id\": \"b\"\n}\n";
    let expected = [
        "1:0 request {\n  \"custom_id\": \"a\",\n  \"params\": {}\n}",
        "5:39 request {\n  \"custom_id\": \"b\"\n}",
    ];
    for at in 0..=text.len() {
        let (one, other) = text.as_bytes().split_at(at);
        assert_eq!(events(Form::Auto, [one, other]), expected, "{at}");
    }
    assert_eq!(events(Form::Auto, text.as_bytes().chunks(1)), expected);
    // Starting on the first line; with a comma between them; after another key; a single one.
    for (text, requests) in [
        ("{\"custom_id\":\"a\",\n\"params\":{}}\n", 1),
        ("{\"params\":{\n},\"custom_id\":\"a\"},\n{\"params\":{}}", 2),
        ("{\n\"id\": 1,\n\"custom_id\": \"a\"\n}", 1),
        ("\u{feff}\r\n{\r\n\"params\": 1\r\n}", 1),
    ] {
        let found = of(text);
        assert_eq!(found.len(), requests, "{text:?}: {found:?}");
        assert!(found.iter().all(|event| event.contains(" request {")), "{found:?}");
    }
    let rest = "expected the rest of the request, found the end of the text";
    assert_eq!(of("{\n\"custom_id\":1\n"), [format!("3:16 {rest}")]);
}

#[test]
fn a_bracket_behind_requests_over_several_lines_ends_the_reading() {
    // Regression test: this was read as an endless sequence of empty requests, until memory was exhausted.
    let request = "{\n\"custom_id\":1\n}";
    for (end, position, found) in [
        ("]", "3:17", "]"),
        ("}", "3:17", "}"),
        (" ]{}", "3:18", "]"),
        ("\n}}", "4:18", "}"),
    ] {
        let text = format!("{request}{end}");
        let expected = [
            format!("1:0 request {request}"),
            format!("{position} expected a request or the end of the text, found \"{found}\""),
        ];
        for pieces in cut::everywhere(text.as_bytes()) {
            assert_eq!(events(Form::Auto, pieces), expected);
        }
    }
}

#[test]
fn a_first_line_that_broke_off_is_a_line() {
    let text = "{\"custom_id\":\"a\",\"params\":{\"model\":\"m\n{\"custom_id\":\"b\"}\n";
    assert_eq!(
        of(text),
        [
            "1:0 request {\"custom_id\":\"a\",\"params\":{\"model\":\"m",
            "2:38 request {\"custom_id\":\"b\"}",
        ]
    );
    // A line longer than the limit of the detection.
    let long = format!("{{\"custom_id\":\"{}\",\n", "a".repeat(70_000));
    let found = of(&long);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("1:0 request {"), "{}", &found[0][..40]);
}

#[test]
fn a_line_end_in_a_string_ends_the_first_line_wherever_the_pieces_end() {
    // The key `requests` follows the line end. Regression test: in one piece this was read as a body, cut before the key as
    // lines.
    let text = "{\"x\":[1,{\"y\":\"\r]\"}],\"requests\":[],\"z\":null}";
    let expected = [
        "1:0 request {\"x\":[1,{\"y\":\"",
        "2:15 request ]\"}],\"requests\":[],\"z\":null}",
    ];
    for pieces in cut::everywhere(text.as_bytes()) {
        assert_eq!(events(Form::Auto, pieces), expected);
    }
}
