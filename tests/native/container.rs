use message_batches::results::container::Container;

use crate::cut;

fn lines<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut container = Container::default();
    let mut out: Vec<u8> = Vec::new();
    for piece in pieces {
        out.extend_from_slice(&container.push(piece));
    }
    out.extend(container.finish());
    String::from_utf8(out).unwrap()
}

/// The records without white space around them; where they stand, they stood in the input.
fn records(text: &str) -> Vec<String> {
    let whole = lines([text.as_bytes()]);
    for pieces in cut::once(text.as_bytes()) {
        assert_eq!(lines(pieces.iter().copied()), whole, "{text}");
    }
    let spaced = |text: &str| text.replace(['\n', '\r'], " ");
    for line in whole.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let at = whole.find(line).unwrap();
        assert_eq!(spaced(&text[at..at + line.len()]), spaced(line));
    }
    let records = whole.lines().map(str::trim).filter(|line| !line.is_empty());
    records
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

const A: &str = r#"{"custom_id":"a","x":{"y":[1,"},{\"]"]}}"#;
const B: &str = r#"{"custom_id":"b"}"#;

#[test]
fn jsonl_lines_are_passed_on_unchanged() {
    for text in [
        format!("{A}\n{B}\n"),
        format!("\u{feff}{A}\r\n\r\n{B}"),
        format!("garbage\n{A}\n"),
        format!("{{\"custom_id\":\"a\n{A}\n"),
        format!("{{\"custom_id\":[\n{A}\n"),
        format!("{{\"custom_id\":\n{A}\n"),
        "[1,2]\n".into(),
        "[]".into(),
        "7".into(),
        String::new(),
        "\n \n".into(),
        format!("{{\"data\":1}}\n{A}\n"),
    ] {
        assert_eq!(lines([text.as_bytes()]).trim_end(), text.trim_end(), "{text}");
        records(&text);
    }
}

#[test]
fn lists_lists_under_a_key_and_objects_over_several_lines_become_lines() {
    for text in [
        format!("[{A},{B}]"),
        format!("[\n  {A},\n  {B}\n]\n"),
        format!("\u{feff} [ {A} , {B} ] "),
        format!("{{\"data\":[{A},{B}],\"has_more\":false}}"),
        format!("{{\"object\":\"list\",\"results\":[{A},{B}],\"last\":[{{}}]}}\n"),
        format!("{{\n  \"results\": [\n{A},\n{B}\n]\n}}\n"),
        format!("{{\"data\":[{A}]}}\n{{\"data\":[{B}]}}\n"),
        format!("[{A}]\n[{B}]\n"),
    ] {
        assert_eq!(records(&text), [A, B], "{text}");
    }
    let spread = "{\n  \"custom_id\": \"a\",\r\n  \"x\": {}\n}\n{\n  \"custom_id\": \"b\"\n}";
    assert_eq!(
        records(spread),
        [r#"{ "custom_id": "a", "x": {} }"#, r#"{ "custom_id": "b" }"#]
    );
    let listed = format!("[{},\n{}]", "{\n\"custom_id\": \"a\"\n}", "{\n}");
    assert_eq!(records(&listed), [r#"{ "custom_id": "a" }"#, "{ }"]);
}

#[test]
fn a_list_that_breaks_off_keeps_what_it_has() {
    let text = format!("[{A},{}", &B[..9]);
    assert_eq!(records(&text), [A, &B[..9]]);
}

#[test]
fn a_form_feed_is_not_whitespace_at_any_cut() {
    // It was passed over in the middle of a piece, and began a line where it was the first byte of one.
    let text = "[{\"custom_id\":\"a\"}]\u{c}[{\"custom_id\":\"b\"}]";
    assert_eq!(records(text), ["{\"custom_id\":\"a\"}", "[{\"custom_id\":\"b\"}]"]);
}
