use js_sys::Uint8Array;
use message_batches::wasm::{Encoder, Estimator, RowReader};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, failed, get, js, json};

const GOOD: &str = r#"{"custom_id":"a","params":{"model":"claude-haiku-4-5","max_tokens":1,"messages":[{"role":"user","content":"Hi é😀"}]}}"#;

fn good(id: &str) -> String {
    GOOD.replacen("\"a\"", &format!("\"{id}\""), 1)
}

/// Returns the body and the report of an input that is passed in pieces.
fn encoded(options: &str, pieces: &[&[u8]]) -> (String, String) {
    let mut encoder = Encoder::new(js("{}"), js(options), true).unwrap();
    let mut body = Vec::new();
    for piece in pieces {
        encoder.push(piece);
        body.extend(encoder.take().to_vec());
    }
    let report = encoder.finish(false).unwrap();
    body.extend(encoder.take().to_vec());
    (String::from_utf8(body).unwrap(), json(&report))
}

#[wasm_bindgen_test]
fn requests_are_written_into_a_create_body_unchanged() {
    let input = format!("{GOOD}\r\n\n  {}  ", good("b"));
    let (body, report) = encoded("{}", &[input.as_bytes()]);
    assert_eq!(body, format!("{{\"requests\":[{GOOD},{}]}}", good("b")));
    assert_eq!(
        report,
        format!(
            r#"{{"ok":true,"requests":2,"bytes":{},"errors":0,"warnings":0,"issues":[],"counts":{{}},"shards":1}}"#,
            body.len()
        )
    );
}

#[wasm_bindgen_test]
fn every_cut_gives_the_same_body_and_the_same_report() {
    let bad = r#"{"custom_id":"a","x":1}"#;
    for input in [
        format!("{GOOD}\n{bad}\r\n{}", good("c")),
        format!("{{\"requests\": [{GOOD},\n{bad}]}}"),
    ] {
        let bytes = input.as_bytes();
        let expected = encoded("{}", &[bytes]);
        for at in 0..=bytes.len() {
            assert_eq!(encoded("{}", &[&bytes[..at], &bytes[at..]]), expected, "{at}");
        }
        assert_eq!(encoded("{}", &bytes.chunks(1).collect::<Vec<_>>()), expected);
    }
}

#[wasm_bindgen_test]
fn a_finding_is_a_plain_object_in_the_words_of_javascript() {
    let (_, report) = encoded("{}", &[br#"{"custom_id":"a b"}"#]);
    assert_eq!(
        report,
        r#"{"ok":false,"requests":1,"bytes":34,"errors":2,"warnings":0,"issues":[{"code":"custom_id.pattern","severity":"error","message":"expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found ' ' in \"a b\"","path":"requests.0.custom_id","pointer":"/requests/0/custom_id","request":0,"custom_id":"a b","line":1,"byteStart":13,"byteEnd":18},{"code":"params.missing","severity":"error","message":"expected params, found none","path":"requests.0.params","pointer":"/requests/0/params","request":0,"custom_id":"a b","line":1,"byteStart":0,"byteEnd":19}],"counts":{"custom_id.pattern":1,"params.missing":1},"shards":1}"#
    );
}

#[wasm_bindgen_test]
fn options_reach_the_check() {
    let codes = |options: &str, input: &str| {
        let (_, report) = encoded(options, &[input.as_bytes()]);
        json(&about(
            &js(&report),
            "it.issues.map(({ code, severity, line }) => [code, severity, line ?? null])",
        ))
    };
    let note = good("b").replacen('{', "{\"note\":1,", 1);
    assert_eq!(codes("{}", &note), r#"[["item.unknown_field","error",1]]"#);
    assert_eq!(
        codes("{ rules: { 'item.unknown_field': 'warning' } }", &note),
        r#"[["item.unknown_field","warning",1]]"#
    );
    assert_eq!(codes("{ rules: { 'item.unknown_field': 'off' } }", &note), "[]");
    assert_eq!(
        codes("{ lines: false }", &note),
        r#"[["item.unknown_field","error",null]]"#
    );
    assert_eq!(codes("{ maxIssues: 0 }", &note), "[]");
    assert_eq!(codes("{ validate: false }", &note), "[]");
    assert_eq!(codes("{ form: 'body' }", "{}"), r#"[["requests.missing","error",1]]"#);
    assert_eq!(
        codes("{ form: 'jsonl' }", "{\"requests\":[]}"),
        r#"[["custom_id.missing","error",1],["item.unknown_field","error",1],["params.missing","error",1]]"#
    );
}

#[wasm_bindgen_test]
fn wrong_options_of_a_check_are_named() {
    let cases = [
        (
            "{ rules: 'all' }",
            "TypeError",
            "rules: expected an object of rule codes and severities, found \"all\"",
        ),
        (
            "{ rules: { 'no.such': 'off' } }",
            "RangeError",
            "rules[\"no.such\"]: expected the code of a rule that rules() lists, found \"no.such\"",
        ),
        (
            "{ rules: { 'model.missing': 'ignore' } }",
            "RangeError",
            "rules[\"model.missing\"]: expected \"error\", \"warning\" or \"off\", found \"ignore\"",
        ),
        (
            "{ rules: { 'model.missing': false } }",
            "RangeError",
            "rules[\"model.missing\"]: expected \"error\", \"warning\" or \"off\", found false",
        ),
        (
            "{ maxIssues: -1 }",
            "RangeError",
            "maxIssues: expected a non-negative whole number, found -1",
        ),
        (
            "{ betas: 'x' }",
            "TypeError",
            "betas: expected an array of beta names, found \"x\"",
        ),
        (
            "{ apiVersion: 'x' }",
            "RangeError",
            "apiVersion: expected \"2026-10-21\" or \"2023-06-01\", found \"x\"",
        ),
    ];
    for (options, class, message) in cases {
        let result = Encoder::new(js("{}"), js(options), false).map(|_| JsValue::UNDEFINED);
        failed(result, class, "invalid_option", message);
    }
}

#[wasm_bindgen_test]
fn the_options_of_a_call_win_over_those_of_the_client() {
    let client = js("{ rules: { 'item.unknown_field': 'off' }, maxIssues: 0 }");
    let mut encoder = Encoder::new(client, js("{ maxIssues: 5 }"), false).unwrap();
    encoder.push_text(&good("b").replacen('{', "{\"note\":1,", 1));
    encoder.push_text("\n7");
    let report = encoder.finish(false).unwrap();
    assert_eq!(
        json(&about(&report, "it.issues.map(({ code }) => code)")),
        r#"["item.not_object"]"#
    );
}

#[wasm_bindgen_test]
fn errors_are_thrown_with_the_report_where_the_caller_wants_that() {
    let mut encoder = Encoder::new(js("{}"), js("{}"), true).unwrap();
    encoder.push_text("7");
    let error = failed(
        encoder.finish(true),
        "ValidationError",
        "validation_failed",
        "The batch was not sent: 1 error in 1 request. First: requests.0 (line 1): expected an object with custom_id \
         and params, found 7",
    );
    assert_eq!(
        json(&about(&error, "it.issues.map(({ code }) => code)")),
        r#"["item.not_object"]"#
    );
    assert_eq!(json(&get(&get(&error, "report"), "ok")), "false");
    let mut encoder = Encoder::new(js("{}"), js("{}"), true).unwrap();
    encoder.push_text(GOOD);
    assert!(encoder.finish(true).is_ok());
}

#[wasm_bindgen_test]
fn a_check_alone_collects_no_body_and_counts_as_it_goes() {
    let mut encoder = Encoder::new(js("{}"), js("{}"), false).unwrap();
    for count in 1..4 {
        encoder.push_text(&format!("{}\n", good(&format!("r{count}"))));
        assert_eq!(encoder.requests(), f64::from(count));
        assert_eq!(Uint8Array::length(&encoder.take()), 0);
    }
    assert!(encoder.finish(true).is_ok());
}

/// A reader of two rows; the first has line ends inside its field.
fn rows() -> RowReader {
    let template =
        r#"{"model":"claude-haiku-4-5","max_tokens":1,"novelty":1,"messages":[{"role":"user","content":"{{text}}"}]}"#;
    let mut rows = RowReader::new(template, js("{ format: 'csv', id: 'key' }")).unwrap();
    rows.push(b"key,text\na,\"one\r\ntwo\"\nb,\xc3\xa9\n".to_vec());
    rows.end();
    rows
}

#[wasm_bindgen_test]
fn requests_of_rows_enter_as_their_jsonl_does() {
    let options = "{ form: 'jsonl', facts: true, maxRequests: 1 }";
    let outcome = |feed: &dyn Fn(&mut Encoder) -> f64| {
        let mut encoder = Encoder::new(js("{}"), js(options), true).unwrap();
        let bytes = feed(&mut encoder);
        let report = json(&encoder.finish(false).unwrap());
        let mut parts = vec![report];
        loop {
            parts.push(String::from_utf8(encoder.take().to_vec()).unwrap());
            let shard = encoder.shard();
            if shard.is_undefined() {
                return (bytes, parts);
            }
            parts.push(json(&about(&shard, "[it[0], new TextDecoder().decode(it[1])]")));
        }
    };
    let jsonl = rows().take().to_vec();
    let framed = outcome(&|encoder| {
        encoder.push(&jsonl);
        jsonl.len() as f64
    });
    let (bytes, mut unframed) = outcome(&|encoder| encoder.push_rows(&mut rows()));
    // Findings have the line numbers of the rows.
    for (row, line) in [("2", "1"), ("4", "2")] {
        let (row, line) = (format!(r#""line":{row},"#), format!(r#""line":{line},"#));
        assert_eq!(unframed[0].matches(&row).count(), 1, "{}", unframed[0]);
        unframed[0] = unframed[0].replace(&row, &line);
    }
    assert_eq!((bytes, unframed), framed);
    let second = jsonl.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    assert!(framed.1[0].contains(r#""line":2"#), "{}", framed.1[0]);
    assert!(framed.1[4].contains(&format!(r#""start":{second}"#)), "{}", framed.1[4]);
    let mut estimator = Estimator::new(js("{ form: 'jsonl' }")).unwrap();
    assert_eq!(estimator.push_rows(&mut rows()), jsonl.len() as f64);
    assert_eq!(estimator.end(), [""; 0]);
    assert_eq!(estimator.requests(), 2.0);
}

#[wasm_bindgen_test]
fn shards_have_different_numbers_of_requests_if_the_option_is_set() {
    let requests = |options: &str| {
        let mut encoder = Encoder::new(js("{}"), js(options), false).unwrap();
        encoder.push("7\n".repeat(60).as_bytes());
        encoder.finish(false).unwrap();
        let mut requests = Vec::new();
        loop {
            let shard = encoder.shard();
            if shard.is_undefined() {
                return requests;
            }
            requests.push(json(&about(&shard, "it[0].requests")));
        }
    };
    let plan = "facts: true, validate: false, maxRequests: 20";
    assert_eq!(requests(&format!("{{ {plan} }}")), ["20", "20", "20"]);
    assert_eq!(requests(&format!("{{ {plan}, distinct: false }}")), ["20", "20", "20"]);
    assert_eq!(
        requests(&format!("{{ {plan}, distinct: true }}")),
        ["20", "19", "18", "3"]
    );
}
