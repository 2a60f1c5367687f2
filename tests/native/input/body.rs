use message_batches::requests::framing::Form;

use super::{events, of};

#[test]
fn requests_are_handed_on_as_they_stand_without_the_white_space_around_them() {
    let text = "{\"requests\": [ {\"a\" : 1} ,\n[ 2 ],\"three\" , -4.0e1 ,null, true ]}";
    assert_eq!(
        of(text),
        [
            "1:15 request {\"a\" : 1}",
            "2:27 request [ 2 ]",
            "2:33 request \"three\"",
            "2:43 request -4.0e1",
            "2:51 request null",
            "2:57 request true",
        ]
    );
}

#[test]
fn brackets_commas_and_quotes_inside_strings_are_text() {
    let request = r#"{"t":"]}{[,\"]},\\","u":"\\\"","v":["}"]}"#;
    let text = format!("{{\"requests\":[{request},{request}]}}");
    assert_eq!(
        of(&text),
        [
            format!("1:13 request {request}"),
            format!("1:{} request {request}", 14 + request.len())
        ]
    );
}

#[test]
fn a_pretty_printed_body_has_the_lines_of_its_requests() {
    let text = "{\n  \"requests\": [\n    {\n      \"custom_id\": \"a\"\n    },\n    {\n      \"custom_id\": \"b\"\n    }\n  ]\n}\n";
    assert_eq!(
        of(text),
        [
            "3:22 request {\n      \"custom_id\": \"a\"\n    }",
            "6:58 request {\n      \"custom_id\": \"b\"\n    }",
        ]
    );
    let crlf = of(&text.replace('\n', "\r\n"));
    assert!(crlf[0].starts_with("3:24 ") && crlf[1].starts_with("6:63 "), "{crlf:?}");
}

#[test]
fn an_empty_array_is_no_request_and_no_problem_of_the_form() {
    for text in [
        r#"{"requests":[]}"#,
        "{ \"requests\" : [ ] }\n",
        "\u{feff}{\"requests\":[]}",
    ] {
        assert_eq!(of(text), [""; 0], "{text:?}");
    }
}

#[test]
fn other_keys_are_reported_and_skipped() {
    let text = r#"{"requests":[1],"betas":["]","}"],"n":-1.5,"s":"a\"}","o":{"requests":[9]},"t":true,"z":null}"#;
    assert_eq!(
        of(text),
        [
            "1:13 request 1",
            "1:16 key betas",
            "1:34 key n",
            "1:43 key s",
            "1:54 key o",
            "1:75 key t",
            "1:84 key z"
        ]
    );
    assert_eq!(
        events(Form::Body, [br#"{"x":{"a":[]},"requests":[1]}"#.as_slice()]),
        ["1:1 key x", "1:26 request 1"]
    );
}

#[test]
fn a_very_long_key_is_shortened() {
    let text = format!("{{\"requests\":[],\"{}\":1}}", "k".repeat(100_000));
    let found = of(&text);
    assert_eq!(found.len(), 1);
    assert!(found[0].len() < 300, "{}", found[0].len());
}

#[test]
fn requests_that_are_not_an_array_are_reported_by_kind() {
    let cases = [
        (r#"{}"#, "an object"),
        (r#""text""#, "a string"),
        ("7", "a number"),
        ("-7", "a number"),
        ("0", "a number"),
        ("true", "a boolean"),
        ("false", "a boolean"),
        ("null", "null"),
    ];
    for (value, kind) in cases {
        let text = format!("{{\"requests\":{value},\"x\":1}}");
        let key = 13 + value.len();
        assert_eq!(
            of(&text),
            [format!("1:12 not an array but {kind}"), format!("1:{key} key x")]
        );
    }
}

#[test]
fn a_broken_envelope_is_reported_with_its_position_and_nothing_after_it_is_read() {
    let cases = [
        (
            r#"{"requests":[1],"requests":[2]}"#,
            "1:27 expected one key \"requests\", found \"[\"",
            1,
        ),
        (
            r#"{"requests":[1]} x"#,
            "1:17 expected the end of the text after the create body, found \"x\"",
            1,
        ),
        (
            r#"{"requests":[1]}{"requests":[2]}"#,
            "1:16 expected the end of the text after the create body, found \"{\"",
            1,
        ),
        (
            r#"{"requests":[1]]}"#,
            "1:15 expected ',' or '}' after a value, found \"]\"",
            1,
        ),
        (
            r#"{"requests":[1,]}"#,
            "1:15 expected a request after the comma, found \"]\"",
            1,
        ),
        (r#"{"requests":[,1]}"#, "1:13 expected a request, found \",\"", 0),
        (r#"{"requests":[}"#, "1:13 expected a request, found \"}\"", 0),
        (
            r#"{"requests":[1 2]}"#,
            "1:15 expected ',' or ']' after a request, found \"2\"",
            1,
        ),
        (
            r#"{"requests":[1}"#,
            "1:14 expected ',' or ']' after a request, found \"}\"",
            1,
        ),
        (r#"{"requests" [1]}"#, "1:12 expected ':' after a key, found \"[\"", 0),
        (r#"{"requests":}"#, "1:12 expected a value, found \"}\"", 0),
        (r#"{"requests":nope}"#, "1:12 not an array but null", 0),
        (
            r#"{"requests":[1],}"#,
            "1:16 expected a key after the comma, found \"}\"",
            1,
        ),
        (
            r#"{"requests":[1],x:1}"#,
            "1:16 expected a key in double quotes, found \"x\"",
            1,
        ),
        (
            r#"{"requests":[1] "x":1}"#,
            "1:16 expected ',' or '}' after a value, found \"\\\"\"",
            1,
        ),
        (
            "{\"requests\":\n[1]\n,é}",
            "3:18 expected a key in double quotes, found a character that is not ASCII",
            1,
        ),
    ];
    for (text, problem, requests) in cases {
        let found = of(text);
        assert_eq!(found.last().map(String::as_str), Some(problem), "{text}");
        assert_eq!(found.len(), requests + 1, "{text}: {found:?}");
    }
}

#[test]
fn a_truncated_body_is_reported() {
    let text = r#"{"requests":[{"a":"]"},2],"k":[3]}"#;
    for end in 11..text.len() {
        let found = of(&text[..end]);
        let last = found.last().unwrap();
        let problem = format!("1:{end} expected the rest of the create body, found the end of the text");
        assert_eq!(last, &problem, "{}", &text[..end]);
    }
    assert_eq!(of(text).len(), 3);
}

#[test]
fn only_whole_byte_order_marks_at_the_start_are_passed_over() {
    let body = br#"{"requests":[1]}"#;
    let framed = |before: &[u8]| events(Form::Body, [[before, body].concat().as_slice()]);
    assert_eq!(framed(b""), ["1:13 request 1"]);
    assert_eq!(framed(b"\xef\xbb\xbf"), ["1:16 request 1"]);
    assert_eq!(framed(b"\xef\xbb\xbf\xef\xbb\xbf"), ["1:19 request 1"]);
    assert_eq!(framed(b" \xef\xbb\xbf"), ["1:17 request 1"]);
    for before in [
        b"\xef".as_slice(),
        b"\xbb",
        b"\xbf",
        b"\xef\xbb",
        b"\xef \xbb\xbf",
        b"\xef\xbb\xbf\xef",
    ] {
        let found = framed(before);
        assert!(
            found.len() == 1 && found[0].contains("expected a JSON object such as"),
            "{before:x?}: {found:?}"
        );
    }
}
