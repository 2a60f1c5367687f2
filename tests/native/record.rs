use message_batches::json::cursor::JsonStr;
use message_batches::results::record;
use message_batches::results::record::{Malformed, Record, ResultType};
use message_batches::results::usage::Count;

const SUCCEEDED: &str = r#"{"custom_id":"ok-1","result":{"type":"succeeded","message":{"model":"claude-haiku-4-5-20251001","id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"ALPHA"},{"type":"tool_use","id":"t","name":"n","input":{"text":"no"}},{"type":"text","text":" \u00e9\n\ud83d\ude00"}],"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"usage":{"input_tokens":14,"output_tokens":5,"service_tier":"batch"}}}}"#;
const ERRORED: &str = r#"{"custom_id":"bad-model","result":{"type":"errored","error":{"type":"error","error":{"details":{"error_visibility":"user_facing"},"type":"not_found_error","message":"model: claude-9"},"request_id":null}}}"#;

fn id(record: &Record<'_>) -> String {
    record.value(record.custom_id).into_owned()
}

fn kind(record: &Record<'_>) -> String {
    record.value(record.type_word).into_owned()
}

fn word(record: &Record<'_>, string: Option<JsonStr>) -> Option<String> {
    string.map(|string| record.value(string).into_owned())
}

fn parse(line: &str) -> Record<'_> {
    record::parse(line.as_bytes()).unwrap_or_else(|malformed| panic!("{line}: {malformed:?}"))
}

#[test]
fn a_success_gives_its_texts_usage_model_and_stop_reason() {
    let record = parse(SUCCEEDED);
    assert_eq!(id(&record), "ok-1");
    assert_eq!(record.result_type, ResultType::Succeeded);
    assert_eq!(word(&record, record.stop_reason).as_deref(), Some("end_turn"));
    assert_eq!(
        word(&record, record.model).as_deref(),
        Some("claude-haiku-4-5-20251001")
    );
    assert_eq!(record.text(), "ALPHA é\n😀");
    assert_eq!(&SUCCEEDED[record.custom_id.start..record.custom_id.end], "ok-1");
    assert_eq!(&SUCCEEDED[record.type_word.start..record.type_word.end], "succeeded");
    let usage = record.usage.unwrap();
    assert_eq!(
        (
            usage.get(Count::Input),
            usage.get(Count::Output),
            usage.get(Count::Thinking)
        ),
        (14, 5, 0)
    );
    assert_eq!((record.error_type, record.error_message), (None, None));
}

#[test]
fn an_error_gives_its_inner_error() {
    let record = parse(ERRORED);
    assert_eq!((id(&record).as_str(), kind(&record).as_str()), ("bad-model", "errored"));
    assert_eq!(word(&record, record.error_type).as_deref(), Some("not_found_error"));
    assert_eq!(word(&record, record.error_message).as_deref(), Some("model: claude-9"));
    assert_eq!((record.usage, record.texts.len(), record.stop_reason), (None, 0, None));
}

#[test]
fn every_result_type_is_known_or_kept() {
    let cases = [
        ("succeeded", ResultType::Succeeded),
        ("errored", ResultType::Errored),
        ("canceled", ResultType::Canceled),
        ("expired", ResultType::Expired),
        ("deferred", ResultType::Other),
        ("", ResultType::Other),
    ];
    for (word, expected) in cases {
        let line = format!("{{\"custom_id\":\"a\",\"result\":{{\"type\":\"{word}\"}}}}");
        let record = parse(&line);
        assert_eq!(record.result_type, expected);
        assert_eq!(kind(&record), word);
    }
}

#[test]
fn unknown_fields_and_any_order_of_keys_do_not_matter() {
    let line = r#" { "new" : [ 1 , { "custom_id" : "no" } ] , "result" : { "more" : { "type" : "no" } , "type" : "canceled" } , "custom_id" : "a" } "#;
    let record = parse(line);
    assert_eq!((id(&record).as_str(), kind(&record).as_str()), ("a", "canceled"));
}

#[test]
fn a_custom_id_inside_the_answer_does_not_win() {
    let line = r#"{"result":{"type":"succeeded","custom_id":"no","message":{"custom_id":"no","content":[{"type":"text","text":"{\"custom_id\":\"no\"}","custom_id":"no"},{"type":"tool_use","input":{"custom_id":"no","result":{"type":"errored"}}}]}},"custom_id":"yes"}"#;
    let record = parse(line);
    assert_eq!((id(&record).as_str(), kind(&record).as_str()), ("yes", "succeeded"));
    assert_eq!(record.text(), r#"{"custom_id":"no"}"#);
    assert_eq!(&line[record.custom_id.start..record.custom_id.end], "yes");
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
        assert_eq!(crate::record::id(&parse(&line)), id);
    }
    assert_eq!(
        id(&parse(
            r#"{"custom\u005fid":"a","re\u0073ult":{"ty\u0070e":"expired"}}"#
        )),
        "a"
    );
}

#[test]
fn parts_of_another_kind_than_expected_count_as_absent() {
    let line = r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":["text",{"type":"text"},{"type":7,"text":"no"},{"text":"no"},{"type":"text","text":null},{"type":"thinking","text":"no"},{"text":"yes","type":"text"}],"usage":null,"stop_reason":{}},"error":{"error":"x","type":"error"}}}"#;
    let record = parse(line);
    assert_eq!(record.text(), "yes");
    assert_eq!(
        (
            record.usage,
            record.stop_reason,
            record.error_message,
            record.error_type
        ),
        (None, None, None, None)
    );
    let plain = parse(r#"{"custom_id":"a","result":{"type":"succeeded","message":"text","error":[]}}"#);
    assert_eq!(plain.text(), "");
    let content = parse(r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":"plain text"}}}"#);
    assert_eq!(content.text(), "plain text");
}

#[test]
fn a_malformed_line_reports_why() {
    let cases: [(&str, &str, Option<usize>); 36] = [
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
            "expected a result, found a custom_id that is a number",
            None,
        ),
        (
            r#"{"custom_id":null,"result":{"type":"expired"}}"#,
            "expected a result, found a custom_id that is null",
            None,
        ),
        (
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            r#"expected a result, found an error of the API: "overloaded_error""#,
            None,
        ),
        (
            r#"{"custom_id":"a","error":{"type":"api_error","message":"no"}}"#,
            r#"expected a result, found an error of the API: "api_error""#,
            None,
        ),
        (
            r#"{"id":"batch_req_1","custom_id":"a","response":{"status_code":200},"error":null}"#,
            "expected a result, found output of a batch of OpenAI. Pass results of a Message Batch",
            None,
        ),
        (
            r#"{"custom_id":"a","result":{"type":"succeeded","message":{"id":"chatcmpl-1","choices":[{"message":{"content":"x"}}]}}}"#,
            CHOICES,
            None,
        ),
        (
            r#"{"custom_id":"a","result":{"type":"success","message":{"choices":[],"usage":{"prompt_tokens":1}}}}"#,
            CHOICES,
            None,
        ),
        (r#"{"modelInput":{},"modelOutput":{},"recordId":"a"}"#, BEDROCK, None),
        (
            r#"{"recordId":"a","modelInput":{},"error":{"errorCode":400}}"#,
            BEDROCK,
            None,
        ),
        (
            r#"{"custom_id":"a","request":{},"response":{},"status":""}"#,
            VERTEX,
            None,
        ),
        (r#"{"status":"","processed_time":"2026","response":{}}"#, VERTEX, None),
        (r#"{"key":"a","response":{"candidates":[]}}"#, VERTEX, None),
        (
            r#"{"custom_id":"a","outcome":"done","text":"x"}"#,
            "expected a result, found a row of an export. Pass the results that the export was made from",
            None,
        ),
        (
            r#"{"text":"x"}"#,
            "expected a result, found an object without a custom_id",
            None,
        ),
        (
            r#"{"custom_id":"a","text":"x"}"#,
            "expected a result, found a row of an export. Pass the results that the export was made from",
            None,
        ),
        (
            r#"{"custom_id":"a"}"#,
            "expected a result, found an object without a result object",
            None,
        ),
        (
            r#"{"custom_id":"a","result":{"type":"expired"},"result":7}"#,
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
            "not valid JSON: expected the end, found '{'. Put each result on a line of its own",
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

const CHOICES: &str = "expected a result, found an answer of OpenAI. Make each line {custom_id, result: {type: \"succeeded\", message: {content}}} of its text";
const BEDROCK: &str = "expected a result, found output of a batch of Amazon Bedrock. Make each line {custom_id, result: {type: \
                       \"succeeded\", message}} of its recordId and its modelOutput";
const VERTEX: &str = "expected a result, found output of a batch of Vertex AI or Gemini. Make each line of an Anthropic model \
                      {custom_id, result: {type: \"succeeded\", message}} of its response";

#[test]
fn the_lines_that_stand_for_a_missing_end_say_what_is_missing() {
    for (line, problem) in [
        (
            "[...",
            "expected ']' at the end of the list, found the end of the text. The results are incomplete",
        ),
        (
            "{...",
            "expected '}' at the end of the object that has the list, found the end of the text. The results are incomplete",
        ),
        (
            "{\"has_more\":true}",
            "expected the last page of a list, found one with has_more: true. The results are incomplete: add the pages that \
             follow",
        ),
    ] {
        let expected = Malformed {
            problem: problem.into(),
            at: None,
        };
        assert_eq!(record::parse(line.as_bytes()), Err(expected), "{line}");
    }
}

#[test]
fn numbers_of_usage_are_found_where_they_stand_and_nowhere_else() {
    let line = r#"{"custom_id":"a","result":{"type":"succeeded","message":{"usage":{"input_tokens":1,"output_tokens":2,"cache_creation_input_tokens":30,"cache_read_input_tokens":4,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20,"input_tokens":99},"output_tokens_details":{"thinking_tokens":5},"server_tool_use":{"web_search_requests":6,"web_fetch_requests":7,"code_execution_requests":8,"more_requests":1},"iterations":[{"input_tokens":99}],"inference_geo":"us"}}}}"#;
    let usage = parse(line).usage.unwrap();
    let found = [
        Count::Input,
        Count::Output,
        Count::CacheWrite,
        Count::CacheRead,
        Count::Write5m,
        Count::Write1h,
        Count::Thinking,
        Count::WebSearch,
        Count::WebFetch,
        Count::OtherTools,
    ]
    .map(|count| usage.get(count));
    assert_eq!(found, [1, 2, 30, 4, 10, 20, 5, 6, 7, 9]);
    assert!(parse(line).us_only);
    assert_eq!((usage.prompt(), usage.cache_writes()), (35, (10, 20)));
}

#[test]
fn numbers_that_are_no_counts_count_as_none() {
    for number in ["null", "-1", "1.5", "1e3", "\"7\"", "[7]", "{\"a\":7}", "true"] {
        let line = format!(
            r#"{{"custom_id":"a","result":{{"type":"succeeded","message":{{"usage":{{"input_tokens":{number}}}}}}}}}"#
        );
        assert_eq!(parse(&line).usage.unwrap().get(Count::Input), 0, "{number}");
    }
    let huge = r#"{"custom_id":"a","result":{"type":"succeeded","message":{"usage":{"input_tokens":99999999999999999999999}}}}"#;
    assert_eq!(parse(huge).usage.unwrap().get(Count::Input), u64::MAX);
}

#[test]
fn a_line_is_read_at_any_depth() {
    let deep = 100_000;
    let value = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    let line = format!(r#"{{"custom_id":"a","result":{{"type":"expired","more":{value}}}}}"#);
    assert_eq!(kind(&parse(&line)), "expired");
    assert!(record::parse(&line.as_bytes()[..line.len() - 1]).is_err());
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
