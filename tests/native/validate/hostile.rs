//! Hostile inputs, and inputs cut at any position.

use std::fmt::Write;

use message_batches::rules::Issue;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{GOOD, check, good, plain};
use crate::checked::body_and_report;
use crate::cut;
use crate::property::{Bytes, holds};

const NOT_JSON: &str = "Write one JSON object per request, and in JSONL one request per line.";

/// Returns a valid request with other content in its only message.
fn content(text: &str) -> String {
    GOOD.replacen("\"Hi\"", text, 1)
}

/// Returns a valid request with a tool of this schema.
fn tool(schema: &str) -> String {
    let tools =
        format!("\"tools\":[{{\"name\":\"n\",\"description\":\"Does it.\",\"input_schema\":{schema}}}],\"model\"");
    GOOD.replacen("\"model\"", &tools, 1)
}

/// Returns `count` entries with different keys.
fn entries(count: usize) -> String {
    let mut text = String::new();
    for key in 0..count {
        let _ = write!(text, "\"k{key}\":{key},");
    }
    text.pop();
    text
}

/// Asserts that the input has no findings.
fn quiet(input: &[u8], requests: u64) {
    let report = check(plain(), input);
    assert_eq!((&report.issues[..], report.requests), (&[][..], requests));
    assert!(report.ok);
}

/// Returns the only finding of an input.
fn only(input: &[u8]) -> Issue {
    let report = check(plain(), input);
    let shown = String::from_utf8_lossy(&input[..input.len().min(100)]).into_owned();
    assert_eq!((report.errors, report.warnings, report.ok), (1, 0, false), "{shown:?}");
    let [issue] = report.issues.as_slice() else {
        panic!("{shown:?}: {:?}", report.issues)
    };
    issue.clone()
}

/// Asserts that the only finding is that a request is not JSON, at this position and for this reason.
fn not_json(input: &[u8], line: u64, at: usize, reason: &str) {
    let issue = only(input);
    assert_eq!(
        (issue.code, issue.message.as_str(), issue.help.as_deref()),
        (
            "item.not_object",
            format!("not valid JSON: {reason}").as_str(),
            Some(NOT_JSON)
        )
    );
    // The complete character that is not allowed there.
    let text = str::from_utf8(input).map(|text| &text[at..]);
    let length = text.map_or(1, |text| text.chars().next().map_or(1, char::len_utf8));
    assert_eq!(
        (issue.line, issue.byte_start, issue.byte_end),
        (Some(line), at as u64, (at + length) as u64)
    );
}

#[test]
fn the_span_of_an_invalid_character_covers_all_of_it() {
    // Regression test: the range ended after the first byte of the character. An editor cannot show such a range, and its slice
    // is not text.
    for (text, found) in [("“a”", "'“'"), ("\u{feff}1", "'\\u{feff}'"), ("😀", "'😀'")] {
        let issue = only(format!("{{\"custom_id\":{text}}}").as_bytes());
        assert_eq!(
            issue.message,
            format!("not valid JSON: expected a value, found {found}")
        );
        let length = text.chars().next().unwrap().len_utf8() as u64;
        assert_eq!((issue.byte_start, issue.byte_end), (13, 13 + length));
    }
}

#[test]
fn a_string_of_20_megabytes_is_accepted() {
    for text in [
        "x".repeat(20_000_000),
        "é".repeat(10_000_000),
        "\\n\\u00e9".repeat(2_500_000),
    ] {
        quiet(content(&format!("\"{text}\"")).as_bytes(), 1);
    }
    let text = good(&"x".repeat(20_000_000));
    let issue = only(text.as_bytes());
    assert_eq!(issue.code, "custom_id.pattern");
    assert_eq!(
        issue.message,
        "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found 20000000 characters"
    );
    let open = content(&format!("\"{}", "x".repeat(20_000_000))).replace("}]}}", "");
    let reason = "expected '\"' at the end of a string, found the end of the text";
    let issue = only(open.as_bytes());
    assert_eq!(issue.message, format!("not valid JSON: {reason}"));
    assert_eq!(
        (issue.byte_start, issue.byte_end),
        (open.len() as u64, open.len() as u64)
    );
}

#[test]
fn a_million_keys_in_one_object_are_read_where_allowed_and_counted_elsewhere() {
    let many = entries(1_000_000);
    quiet(
        tool(&format!("{{\"type\":\"object\",\"default\":{{{many}}}}}")).as_bytes(),
        1,
    );

    let report = check(plain(), GOOD.replacen('{', &format!("{{{many},"), 1).as_bytes());
    assert_eq!(
        (report.errors, report.issues.len(), report.requests),
        (1_000_000, 1_000, 1)
    );
    assert_eq!(
        report.counts.into_iter().collect::<Vec<_>>(),
        [("item.unknown_field", 1_000_000)]
    );
    assert_eq!(
        report.issues[999].message,
        "expected no keys except custom_id and params, found \"k999\""
    );

    let report = check(plain(), format!("{{\"requests\":[{GOOD}],{many}}}").as_bytes());
    assert_eq!(
        (report.errors, report.issues.len(), report.requests),
        (1_000_000, 1_000, 1)
    );
    assert_eq!(
        report.issues[999].message,
        "expected no key except requests, found \"k999\""
    );
}

#[test]
fn nesting_of_10_000_levels_is_refused_with_a_message() {
    const LEVELS: &str = "expected at most 512 levels of nesting, found one more";
    let nested = |open: &str, close: &str, times: usize| format!("{}1{}", open.repeat(times), close.repeat(times));
    let at_512 = |text: &str| {
        let mut depth = 0;
        text.bytes().position(|byte| {
            depth += i32::from(byte == b'{' || byte == b'[') - i32::from(byte == b'}' || byte == b']');
            depth > 512
        })
    };
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("[{\"type\":\"tool_result\",\"content\":", "}]"),
    ] {
        let deep = nested(open, close, 10_000);
        for text in [
            content(&deep),
            tool(&deep),
            good("a").replace("{\"model\"", &format!("{{\"x\":{deep},\"model\"")),
        ] {
            not_json(text.as_bytes(), 1, at_512(&text).unwrap(), LEVELS);
            let body = format!("{{\"requests\":[\n{text}]}}");
            not_json(body.as_bytes(), 2, at_512(&text).unwrap() + 14, LEVELS);
        }
    }
    not_json("{\"a\":".repeat(10_000).as_bytes(), 1, 512 * 5, LEVELS);
    let issue = only(format!("{{\"requests\":{}", "[".repeat(10_000)).as_bytes());
    assert_eq!(
        issue.message,
        "expected the rest of the create body, found the end of the text"
    );
}

#[test]
fn nesting_that_is_just_allowed_is_walked_to_its_end() {
    let times = 250;
    let schema = format!(
        "{}{{\"const\":\"\\ud800\"}}{}",
        "{\"type\":\"object\",\"properties\":{\"a\":".repeat(times),
        "}}".repeat(times)
    );
    let text = tool(&schema);
    let issue = only(text.as_bytes());
    assert_eq!(issue.code, "json.not_representable");
    assert_eq!(
        issue.path,
        format!(
            "requests.0.params.tools.0.input_schema{}.const",
            ".properties.a".repeat(times)
        )
    );
    assert_eq!(&text[issue.byte_start as usize..issue.byte_end as usize], "\\ud800");
}

#[test]
fn byte_order_marks_are_skipped_only_at_the_start_of_a_line() {
    quiet(format!("\u{feff}{GOOD}\n").as_bytes(), 1);
    quiet(format!("\u{feff}{{\"requests\":[{GOOD}]}}").as_bytes(), 1);
    quiet(format!("\u{feff}\u{feff}{GOOD}\n").as_bytes(), 1);
    quiet(format!("{}\n\u{feff}{GOOD}\n", good("b")).as_bytes(), 2);
    let found = "expected a value, found '\\u{feff}'";
    not_json(format!(" \u{feff}{GOOD}\n").as_bytes(), 1, 1, found);
}

#[test]
fn lines_may_end_as_on_windows() {
    quiet(format!("{GOOD}\r\n\r\n{}\r\n", good("b")).as_bytes(), 2);
    let pretty = GOOD.replace(',', ",\r\n  ");
    quiet(format!("{{\r\n\"requests\":[\r\n{pretty}]\r\n}}\r\n").as_bytes(), 1);
    let issue = only(format!("{GOOD}\r\n\r\n{GOOD}\r\n").as_bytes());
    assert_eq!((issue.code, issue.line), ("custom_id.duplicate", Some(3)));
}

#[test]
fn random_bytes_are_refused_a_line_at_a_time() {
    holds(300, vec(any::<u8>(), 0..2_000).prop_map(Bytes), |input| {
        let report = check(plain(), &input);
        assert!(!report.ok);
        // Bytes that happen to be a byte order mark or a magic number, or resemble CSV, have one error for the whole input. An
        // input that happens to start an array may have one more, at its end.
        let has = |code: &str| u64::from(report.counts.contains_key(code));
        if has("batch.input_format") == 0 {
            let lines = report.requests.max(1 - has("batch.body_object"));
            assert_eq!(report.errors, lines + has("batch.body_object"), "one error a line");
        }
        for issue in &report.issues {
            assert!(
                [
                    "item.not_object",
                    "batch.body_object",
                    "batch.input_format",
                    "requests.empty"
                ]
                .contains(&issue.code),
                "{issue:?}"
            );
            assert!(issue.byte_end <= input.len() as u64, "{issue:?}");
        }
    });
}

#[test]
fn nothing_and_nothing_but_line_ends_is_no_request() {
    for input in [
        "",
        "\n",
        "\u{feff}",
        &"\n".repeat(1_000_000),
        &"\r\n".repeat(1_000),
        " \t\n",
    ] {
        let issue = only(input.as_bytes());
        assert_eq!(
            (issue.code, issue.message.as_str()),
            ("requests.empty", "expected at least one request, found none")
        );
        assert_eq!((issue.line, issue.byte_start, issue.byte_end), (Some(1), 0, 0));
    }
}

#[test]
fn names_with_a_meaning_in_javascript_are_ordinary_names() {
    let ids = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    let lines = ids.map(good).join("\n");
    quiet(lines.as_bytes(), 4);
    let issue = only(format!("{lines}\n{}", good("__proto__")).as_bytes());
    assert_eq!(
        issue.message,
        "duplicate custom_id \"__proto__\" (first used on line 1)"
    );
    assert_eq!(issue.custom_id.as_deref(), Some("__proto__"));
    let issue = only(GOOD.replacen('{', "{\"__proto__\":{\"params\":1},", 1).as_bytes());
    assert_eq!(
        (issue.code, issue.path.as_str()),
        ("item.unknown_field", "requests.0.__proto__")
    );
}

#[test]
fn nul_bytes_are_refused_raw_and_accepted_as_escapes() {
    not_json(b"\0\0\0\0", 1, 0, "expected a value, found '\\0'");
    not_json(
        format!("{GOOD}\0").as_bytes(),
        1,
        GOOD.len(),
        "expected the end, found '\\0'",
    );
    let text = content("\"a\0b\"");
    let reason = "expected an escape such as \\n for a control character, found '\\0'";
    not_json(text.as_bytes(), 1, text.find('\0').unwrap(), reason);
    quiet(content("\"a\\u0000b\"").as_bytes(), 1);
    let issue = only(good("a\\u0000").as_bytes());
    assert_eq!(
        issue.message,
        "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found '\\0' in \"a\\0\""
    );
}

/// Returns requests that break rules of many subjects, with errors and warnings.
fn mixed() -> [String; 7] {
    let of = |params: &str| format!("{{\"custom_id\":\"é-1\",\"params\":{{{params}}}}}");
    [
        good("fine"),
        of(
            r#""model":"claude-opus-4-1","max_tokens":1.5,"messages":[{"role":"user","content":"Gr\u00fc\ud800ße 😀"}]"#,
        ),
        of(r#""model":"claude-opus-5","max_tokens":9007199254740993,"temprature":1,"messages":[]"#),
        of(
            r#""model":"claude-opus-5","max_tokens":4096,"stream":true,"stop_sequences":["a","a"],"messages":[{"role":"usr","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk=é"}}]}]"#,
        ),
        of(
            r#""model":"claude-opus-5","max_tokens":4096,"tools":[{"name":"a b","input_schema":{"type":"objekt"}}],"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"x"}]}]"#,
        ),
        r#"{"custom_id":"fine","params":[1,{"a":"]}\\\""}],"note":{"b":[]}}"#.into(),
        r#"{"custom_id":7,"params":{"a":NaN}}"#.into(),
    ]
}

#[test]
fn every_cut_of_lines_and_of_a_body_with_findings_of_many_rules_gives_the_same_report() {
    let requests = mixed();
    let jsonl = format!("\u{feff}{}\r\n\nnot json é\n \u{1f}\n7", requests.join("\n"));
    let body = format!(
        "\u{feff} {{\r\n\"requests\" : [{}\n,\"é\", 7 ],\n\"bétas\":[\"]\",{{}}]}} ",
        requests.join(" ,\r\n")
    );
    for text in [jsonl, body] {
        let expected = body_and_report(plain(), [text.as_bytes()]);
        let report = &expected.1;
        assert!(
            report.errors > 15 && report.warnings > 2 && report.counts.len() > 15,
            "{:#?}",
            report.counts
        );
        for pieces in cut::once(text.as_bytes()) {
            let first = pieces[0].len();
            assert!(body_and_report(plain(), pieces) == expected, "cut at {first}");
        }
        for size in [2, 3, 7, 64] {
            assert_eq!(
                body_and_report(plain(), text.as_bytes().chunks(size)),
                expected,
                "pieces of {size}"
            );
        }
    }
}
