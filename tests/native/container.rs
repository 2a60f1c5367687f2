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

/// Returns the records without surrounding white space. Each is at its position in the input.
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
const RECORD: &str = r#"{"custom_id":"c","result":{"type":"expired"}}"#;
const B: &str = r#"{"custom_id":"b"}"#;

#[test]
fn jsonl_lines_are_passed_on_unchanged() {
    for text in [
        format!("{A}\n{B}\n"),
        format!("\u{feff}{A}\r\n\r\n{B}"),
        format!("garbage\n{A}\n"),
        format!("{{\"custom_id\":\"a\n{A}\n"),
        format!("{{\"custom_id\":[\n{RECORD}\n"),
        format!("{{\"custom_id\":\n{A}\n"),
        "[1,2]\n".into(),
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
        format!("{{\"items\":[{A},{B}]}}\n"),
        format!("{{\"output\":[{A},{B}]}}\n"),
        format!("{{\"outputs\":[{A},{B}]}}\n"),
        format!("{{\n  \"results\": [\n{A},\n{B}\n]\n}}\n"),
        format!("{{\"data\":[{A}]}}\n{{\"data\":[{B}]}}\n"),
        format!("[{A}]\n[{B}]\n"),
        format!("[]\n[{A},{B}]"),
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
    let text = format!("[{A},7");
    assert_eq!(records(&text), [A, "7"]);
}

/// Returns the lines of a text. Asserts that the result does not depend on cuts.
fn trimmed(text: &str) -> Vec<String> {
    let whole = lines([text.as_bytes()]);
    for pieces in cut::once(text.as_bytes()) {
        assert_eq!(lines(pieces.iter().copied()), whole, "{text}");
    }
    let found = whole.lines().map(str::trim).filter(|line| !line.is_empty());
    found.map(ToString::to_string).collect()
}

#[test]
fn a_list_that_breaks_off_between_its_elements_ends_with_a_line_that_is_no_result() {
    // Regression test: these were accepted as complete.
    for text in [
        format!("[{A},{B}"),
        format!("[{A},{B},"),
        format!("[\n  {A},\n  {B}\n"),
        format!("[\n  {A},\n  {B},\n  "),
        format!("{{\"data\":[{A},{B},"),
        format!("{{\"has_more\":true,\"data\":[{A},{B}"),
        format!("[{A}]\n[{B},\n"),
    ] {
        assert_eq!(trimmed(&text), [A, B, "[..."], "{text}");
    }
    for text in [
        format!("{{\"data\":[{A},{B}]"),
        format!("{{\"data\":[{A},{B}],\"has_mo"),
        format!("{{\"data\":[{A},{B}],\"last\":{{}}"),
    ] {
        assert_eq!(trimmed(&text), [A, B, "{..."], "{text}");
    }
    assert_eq!(trimmed("{\"data\":["), ["[..."]);
    assert_eq!(trimmed("["), ["["]);
}

#[test]
fn a_last_page_that_says_that_there_are_more_ends_with_a_line_that_is_no_result() {
    let more = "{\"has_more\":true}";
    for text in [
        format!("{{\"data\":[{A},{B}],\"has_more\":true}}"),
        format!("{{\"data\":[{A},{B}],\"next\":\"has_more\",\"has_more\" : true }}\n"),
        format!("{{\"has_more\":true,\"data\":[{A},{B}]}}"),
        format!("{{\"data\":[{A}],\"has_more\":true}}\n{{\"data\":[{B}],\"has_more\":true}}"),
        format!("{{\"data\":[{A}],\"has_more\":true}}\n{B}"),
    ] {
        assert_eq!(trimmed(&text), [A, B, more], "{text}");
    }
    for text in [
        format!("{{\"data\":[{A},{B}],\"has_more\":false}}"),
        format!("{{\"data\":[{A}],\"has_more\":true}}\n{{\"data\":[{B}],\"has_more\":false}}"),
        format!("{{\"data\":[{A}],\"has_more\":true}}\n[{B}]"),
        format!("{{\"data\":[{A},{B}],\"x\":{{\"has_more\":true}}}}"),
        format!("{{\"data\":[{A},{B}],\"has_more\":\"true\",\"x\":true}}"),
    ] {
        assert_eq!(trimmed(&text), [A, B], "{text}");
    }
}

#[test]
fn an_object_over_several_lines_that_breaks_off_is_one_line() {
    // Regression test: each line was treated as a malformed record.
    let whole = "{\n  \"custom_id\": \"a\",\n  \"result\": {\n    \"type\": \"expired\"\n  }\n}\n";
    for end in [30, 50, whole.len() - 3] {
        let cut = &whole[..end];
        let one = cut.replace('\n', " ");
        assert_eq!(trimmed(cut), [one.trim()]);
        let after = format!("{whole}{cut}");
        assert_eq!(trimmed(&after), [whole.replace('\n', " ").trim(), one.trim()]);
    }
}

#[test]
fn lines_count_records_in_lists_in_pages_and_in_objects_over_several_lines() {
    // Regression test: blank lines and form feeds were counted, too.
    let spread = |id: &str| format!("{{\n  \"custom_id\": \"{id}\"\n}}");
    let (a, b) = (spread("a"), spread("b"));
    for text in [
        format!("\n\n[\n{A},\n\n{B}\n]\n"),
        format!("\r\n{{\n\"data\": [\n{A}\n]\n}}\n\n{{\"data\":[\n{B}]}}"),
        format!("[{A}]\r\n\r\n[{B}]"),
        format!("\n{a}\n\n\n{b}\n"),
        format!("{a},\r\n{b}"),
    ] {
        let whole = lines([text.as_bytes()]);
        let ids: Vec<_> = whole.lines().take(2).map(|line| line.contains("\"a\"")).collect();
        assert_eq!(ids, [true, false], "{text}");
        assert!(whole.lines().nth(1).unwrap().contains("\"b\""), "{text}");
        assert_eq!(records(&text).len(), 2, "{text}");
    }
}

#[test]
fn a_format_that_cannot_be_read_is_named_and_passes_nothing_on() {
    let unpack = "Unpack it and pass the file inside.";
    let others = "Pass the results that the API sent, or a JSONL file that was made of them.";
    for (bytes, name, remedy) in [
        (&b"PK\x05\x06\0\0"[..], "an empty ZIP archive", unpack),
        (b"PK\x03\x04", "a ZIP archive", unpack),
        (b"%PDF-1.7\n1 0 obj\n", "a PDF", others),
        (b"PAR1\x15\x04", "a Parquet file", others),
        (b"[\0{\0}\0]\0", "UTF-16LE", "Save it as UTF-8."),
        (b"\xff\xfe\0\0{\0\0\0", "UTF-32LE", "Save it as UTF-8."),
        (b"\x1f\x8b\x08\0", "a gzip file", unpack),
    ] {
        for pieces in cut::once(bytes) {
            let mut container = Container::default();
            let passed: usize = pieces.iter().map(|piece| container.push(piece).len()).sum();
            let passed = passed + container.finish().len();
            let message = format!("Expected results as JSON Lines, found {name}. {remedy}");
            assert_eq!((container.refusal(), passed), (Some(message), 0));
        }
    }
}

#[test]
fn a_form_feed_is_not_whitespace_at_any_cut() {
    // Regression test: it was skipped in the middle of a piece, but started a line as the first byte of a piece.
    let text = "[{\"custom_id\":\"a\"}]\u{c}[{\"custom_id\":\"b\"}]";
    assert_eq!(records(text), ["{\"custom_id\":\"a\"}", "[{\"custom_id\":\"b\"}]"]);
}
