use super::{GOOD, check_text, good};

#[test]
fn keys_are_escaped_in_pointers_and_not_in_paths() {
    let cases = [
        ("a/b", "requests.0.a/b", "/requests/0/a~1b"),
        ("a~b", "requests.0.a~b", "/requests/0/a~0b"),
        ("~1", "requests.0.~1", "/requests/0/~01"),
        ("a.b", "requests.0.a.b", "/requests/0/a.b"),
        ("", "requests.0.", "/requests/0/"),
        ("é\\n", "requests.0.é\n", "/requests/0/é\n"),
    ];
    for (key, path, pointer) in cases {
        let report = check_text(&GOOD.replacen('{', &format!("{{\"{key}\":0,"), 1));
        let [issue] = report.issues.as_slice() else {
            panic!("{:?}", report.issues)
        };
        assert_eq!((issue.path.as_str(), issue.pointer.as_str()), (path, pointer));
    }
}

#[test]
fn positions_in_a_pretty_printed_body_count_from_its_start() {
    let text =
        "{\n  \"requests\": [\n    {\n      \"custom_id\": \"a b\",\n      \"params\": { \"model\": 7 }\n    }\n  ]\n}";
    let report = check_text(text);
    let found: Vec<(&str, u64, &str)> = report
        .issues
        .iter()
        .map(|issue| {
            let (start, end) = (issue.byte_start as usize, issue.byte_end as usize);
            (issue.code, issue.line.unwrap(), &text[start..end])
        })
        .collect();
    assert_eq!(
        found,
        [
            ("custom_id.pattern", 3, "\"a b\""),
            ("model.missing", 3, "7"),
            ("max_tokens.missing", 3, "{ \"model\": 7 }"),
            ("messages.missing", 3, "{ \"model\": 7 }"),
        ]
    );
}

#[test]
fn every_finding_has_the_id_of_its_request_even_if_the_id_comes_last() {
    let report = check_text(r#"{"note":1,"params":{"model":"m"},"custom_id":"late"}"#);
    assert_eq!(report.errors, 3);
    assert!(
        report
            .issues
            .iter()
            .all(|issue| issue.custom_id.as_deref() == Some("late")),
        "{:?}",
        report.issues
    );
}

#[test]
fn a_far_too_long_id_is_shortened_in_every_message() {
    let report = check_text(&good(&"é".repeat(100_000)));
    let [issue] = report.issues.as_slice() else {
        panic!("{:?}", report.issues)
    };
    assert_eq!(issue.custom_id.as_deref().map(|id| id.chars().count()), Some(64));
    assert!(issue.message.len() < 300, "{}", issue.message);
}

#[test]
fn a_byte_that_is_not_utf_8_is_reported_at_its_position() {
    let mut text = GOOD.as_bytes().to_vec();
    let at = text.windows(2).position(|two| two == b"Hi").unwrap();
    text[at] = 0xff;
    let report = super::check(super::plain(), &text);
    let [issue] = report.issues.as_slice() else {
        panic!("{:?}", report.issues)
    };
    assert_eq!(issue.message, "not valid JSON: expected UTF-8, found the byte 0xff");
    assert_eq!(
        (issue.code, issue.byte_start, issue.byte_end),
        ("item.not_object", at as u64, at as u64 + 1)
    );
}
