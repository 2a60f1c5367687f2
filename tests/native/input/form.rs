use message_batches::requests::framing::{Form, Framer};

use super::{events, of};

fn is_body(pieces: &[&str]) -> bool {
    let mut framer = Framer::new(Form::Auto);
    for piece in pieces {
        framer.push(piece.as_bytes(), |_| {});
    }
    framer.finish(|_| {});
    framer.is_body()
}

#[test]
fn the_first_key_tells_a_create_body_from_one_request_a_line() {
    let bodies = [
        r#"{"requests":[]}"#,
        r#" { "requests" : [] } "#,
        "\n\t{\r\n\"requests\": 7",
        "\u{feff}{\"requests\":[]}",
        "\u{feff} \n{\"requests\"",
        "[1]",
        " [",
        // Laid out over lines: no line of it could be a request.
        "{\n",
        "{\n  \"betas\": [],\n  \"requests\": []\n}",
        "{ \r\"custom_id\": \"a\"}",
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
fn the_form_is_told_in_whatever_pieces_the_first_key_comes() {
    let body = "\u{feff} {\n \"requests\" :[]}";
    for at in (0..=body.len()).filter(|at| body.is_char_boundary(*at)) {
        assert!(is_body(&[&body[..at], &body[at..]]), "{at}");
    }
}

#[test]
fn one_request_a_line_with_blank_lines_and_any_line_ending() {
    let text = "\u{feff}{\"a\":1}\n\n  {\"b\":2} \t\r\n\r\n{\"c\":3}\r[4]\nnot json\n\"last\"";
    assert_eq!(
        of(text),
        [
            "1:3 request {\"a\":1}",
            "3:14 request {\"b\":2}",
            "5:27 request {\"c\":3}",
            "6:35 request [4]",
            "7:39 request not json",
            "8:48 request \"last\"",
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
fn a_told_form_is_not_guessed() {
    let body = r#"{"requests":[1]}"#.as_bytes();
    assert_eq!(events(Form::Jsonl, [body]), [r#"1:0 request {"requests":[1]}"#]);
    let line = r#"{"custom_id":"a"}"#.as_bytes();
    assert_eq!(events(Form::Body, [line]), ["1:1 key custom_id", "1:17 no requests"]);
}

#[test]
fn an_array_of_requests_is_told_what_to_be() {
    let problem = "expected a JSON object such as {\"requests\":[…]}, found \"[\"";
    assert_eq!(of(r#"[{"custom_id":"a"}]"#), [format!("1:0 {problem}")]);
    assert_eq!(of("\n\n []"), [format!("3:3 {problem}")]);
}
