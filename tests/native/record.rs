use message_batches::record::{self, Malformed, Record, ResultType};

const SUCCEEDED: &str = r#"{"custom_id":"ok-1","result":{"type":"succeeded","message":{"model":"claude-haiku-4-5-20251001","id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"ALPHA"},{"type":"tool_use","id":"t","name":"n","input":{"text":"no"}},{"type":"text","text":" \u00e9\n\ud83d\ude00"}],"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"usage":{"input_tokens":14,"output_tokens":5,"service_tier":"batch"}}}}"#;
const ERRORED: &str = r#"{"custom_id":"bad-model","result":{"type":"errored","error":{"type":"error","error":{"details":{"error_visibility":"user_facing"},"type":"not_found_error","message":"model: claude-9"},"request_id":null}}}"#;

fn parse(line: &str) -> Record<'_> {
    record::parse(line.as_bytes()).unwrap_or_else(|malformed| panic!("{line}: {malformed:?}"))
}

#[test]
fn a_success_gives_its_texts_usage_and_stop_reason() {
    let record = parse(SUCCEEDED);
    assert_eq!(record.custom_id, "ok-1");
    assert_eq!(record.result_type, ResultType::Succeeded);
    assert_eq!(record.stop_reason.as_deref(), Some("end_turn"));
    assert_eq!(record.text(), "ALPHA é\n😀");
    assert_eq!(
        &SUCCEEDED[record.custom_id_at.start..record.custom_id_at.end],
        "\"ok-1\""
    );
    assert_eq!(
        &SUCCEEDED[record.result_type_at.start..record.result_type_at.end],
        "\"succeeded\""
    );
    let usage = record.usage.unwrap();
    let expected = r#"{"input_tokens":14,"output_tokens":5,"service_tier":"batch"}"#;
    assert_eq!(&SUCCEEDED[usage.start..usage.end], expected);
    let result = &SUCCEEDED[record.result.start..record.result.end];
    assert!(
        result.starts_with(r#"{"type":"succeeded""#) && result.ends_with("}}"),
        "{result}"
    );
    assert_eq!((record.error, record.error_type), (None, None));
}

#[test]
fn an_error_gives_its_inner_error() {
    let record = parse(ERRORED);
    assert_eq!(
        (record.custom_id.as_ref(), record.result_type.as_str()),
        ("bad-model", "errored")
    );
    assert_eq!(record.error_type.as_deref(), Some("not_found_error"));
    let error = record.error.unwrap();
    let expected =
        r#"{"details":{"error_visibility":"user_facing"},"type":"not_found_error","message":"model: claude-9"}"#;
    assert_eq!(&ERRORED[error.start..error.end], expected);
    assert_eq!((record.usage, record.texts.len(), record.stop_reason), (None, 0, None));
}

#[test]
fn every_result_type_is_known_or_kept() {
    let cases = [
        ("succeeded", ResultType::Succeeded),
        ("errored", ResultType::Errored),
        ("canceled", ResultType::Canceled),
        ("expired", ResultType::Expired),
        ("deferred", ResultType::Other("deferred".into())),
        ("", ResultType::Other("".into())),
    ];
    for (word, expected) in cases {
        let line = format!("{{\"custom_id\":\"a\",\"result\":{{\"type\":\"{word}\"}}}}");
        let record = parse(&line);
        assert_eq!(record.result_type, expected);
        assert_eq!(record.result_type.as_str(), word);
    }
}

#[test]
fn unknown_fields_and_any_order_of_keys_do_not_matter() {
    let line = r#" { "new" : [ 1 , { "custom_id" : "no" } ] , "result" : { "more" : { "type" : "no" } , "type" : "canceled" } , "custom_id" : "a" } "#;
    let record = parse(line);
    assert_eq!(
        (record.custom_id.as_ref(), record.result_type.as_str()),
        ("a", "canceled")
    );
    let result = &line[record.result.start..record.result.end];
    assert_eq!(result, r#"{ "more" : { "type" : "no" } , "type" : "canceled" }"#);
}

#[test]
fn a_custom_id_inside_the_answer_does_not_win() {
    let line = r#"{"result":{"type":"succeeded","custom_id":"no","message":{"custom_id":"no","content":[{"type":"text","text":"{\"custom_id\":\"no\"}","custom_id":"no"},{"type":"tool_use","input":{"custom_id":"no","result":{"type":"errored"}}}]}},"custom_id":"yes"}"#;
    let record = parse(line);
    assert_eq!(
        (record.custom_id.as_ref(), record.result_type.as_str()),
        ("yes", "succeeded")
    );
    assert_eq!(record.text(), r#"{"custom_id":"no"}"#);
    assert_eq!(&line[record.custom_id_at.start..record.custom_id_at.end], "\"yes\"");
}

#[test]
fn ids_are_text_whatever_they_are() {
    let cases = [
        (r#""__proto__""#, "__proto__"),
        (r#""constructor""#, "constructor"),
        (r#""""#, ""),
        (r#""a\u0062c""#, "abc"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\ud83d\ude00""#, "😀"),
        (r#""é😀""#, "é😀"),
        (r#""\ud800""#, "\u{fffd}"),
    ];
    for (text, id) in cases {
        let line = format!("{{\"custom_id\":{text},\"result\":{{\"type\":\"expired\"}}}}");
        assert_eq!(parse(&line).custom_id, id);
    }
    assert_eq!(
        parse(r#"{"custom\u005fid":"a","re\u0073ult":{"ty\u0070e":"expired"}}"#).custom_id,
        "a"
    );
}

#[test]
fn parts_of_another_kind_than_expected_count_as_absent() {
    let line = r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":["text",{"type":"text"},{"type":7,"text":"no"},{"text":"no"},{"type":"text","text":null},{"type":"thinking","text":"no"},{"text":"yes","type":"text"}],"usage":null,"stop_reason":{}},"error":{"error":"x","type":"error"}}}"#;
    let record = parse(line);
    assert_eq!(record.text(), "yes");
    assert_eq!(
        (record.usage, record.stop_reason, record.error, record.error_type),
        (None, None, None, None)
    );
    let plain = parse(r#"{"custom_id":"a","result":{"type":"succeeded","message":"text","error":[]}}"#);
    assert_eq!(plain.text(), "");
    let content = parse(r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":"plain text"}}}"#);
    assert_eq!(content.text(), "");
}

#[test]
fn what_is_not_a_record_says_why() {
    let cases: [(&str, &str, Option<usize>); 21] = [
        (
            "",
            "not valid JSON: expected a value, found the end of the text",
            Some(0),
        ),
        ("garbage", "not valid JSON: expected a value, found 'g'", Some(0)),
        ("<html>", "not valid JSON: expected a value, found '<'", Some(0)),
        (
            "tru",
            "not valid JSON: expected true, false or null, found 't'",
            Some(0),
        ),
        ("null", "expected a JSON object, found null", None),
        ("true", "expected a JSON object, found a boolean", None),
        ("17", "expected a JSON object, found a number", None),
        ("\"a\"", "expected a JSON object, found a string", None),
        ("[]", "expected a JSON object, found an array", None),
        ("{}", "expected a result, found an object without a custom_id", None),
        (
            r#"{"custom_id":7,"result":{"type":"expired"}}"#,
            "expected a result, found an object without a custom_id",
            None,
        ),
        (
            r#"{"custom_id":"a"}"#,
            "expected a result, found an object without a result object",
            None,
        ),
        (
            r#"{"custom_id":"a","result":null}"#,
            "expected a result, found an object without a result object",
            None,
        ),
        (
            r#"{"custom_id":"a","result":[]}"#,
            "expected a result, found an object without a result object",
            None,
        ),
        (
            r#"{"custom_id":"a","result":{}}"#,
            "expected a result, found an object without a result type",
            None,
        ),
        (
            r#"{"custom_id":"a","result":{"type":null}}"#,
            "expected a result, found an object without a result type",
            None,
        ),
        (
            r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"type":"te"#,
            "not valid JSON: expected '\"' at the end of a string, found the end of the text",
            Some(79),
        ),
        (
            r#"{"custom_id":"a","result":{"type":"expired"}"#,
            "not valid JSON: expected ',' or '}' after a value, found the end of the text",
            Some(44),
        ),
        (
            r#"{"custom_id":"a","result":{"type":"expired"}}{"custom_id":"b""#,
            "not valid JSON: expected the end, found '{'",
            Some(45),
        ),
        (
            "{\"custom_id\":\"a\tb\"}",
            "not valid JSON: expected an escape such as \\n for a control character, found '\\t'",
            Some(15),
        ),
        (
            "{'custom_id':'a'}",
            "not valid JSON: expected a key in double quotes, found '\\''",
            Some(1),
        ),
    ];
    for (line, problem, at) in cases {
        let expected = Malformed {
            problem: problem.into(),
            at,
        };
        assert_eq!(record::parse(line.as_bytes()), Err(expected), "{line}");
    }
}

#[test]
fn a_line_cut_anywhere_is_malformed() {
    for line in [SUCCEEDED, ERRORED] {
        for end in 0..line.len() {
            assert!(record::parse(&line.as_bytes()[..end]).is_err(), "{}", &line[..end]);
        }
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_malformed() {
    let mut line = ERRORED.as_bytes().to_vec();
    line[15] = 0xff;
    let malformed = record::parse(&line).unwrap_err();
    assert_eq!(
        malformed.problem,
        "not valid JSON: expected UTF-8, found a byte that is not"
    );
    assert_eq!(malformed.at, Some(15));
}

#[test]
fn of_a_key_that_stands_twice_the_last_one_counts() {
    let twice = parse(
        r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"type":"text","text":"old"}],"usage":{"a":1},"content":[{"type":"text","text":"new"}],"usage":null}}}"#,
    );
    assert_eq!(twice.text(), "new");
    assert_eq!(twice.usage, None);
    let gone = parse(
        r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"type":"text","text":"old"}],"stop_reason":"refusal"},"message":null}}"#,
    );
    assert_eq!(gone.text(), "");
    assert_eq!(gone.stop_reason, None);
}
