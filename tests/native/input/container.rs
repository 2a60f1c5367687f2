use message_batches::rules::{Options, Severity};

use crate::checked::{Check, check};

const GOOD: &str = r#"{"custom_id":"good","params":{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"x"}]}}"#;

const WRAPPED: &str = "an object with requests inside, but not under the key \"requests\"";

const BY_ID: &str = "an object with ids as keys";

const ANSWER: &str = "an answer of the API: a batch, a message or an error";
const CLAUDE_BODY: &str = "requests with their params under body";
const INPUTS: &str = "inputs of a model endpoint, as instances or inputs with parameters";
const CONVERSE: &str = "an Amazon Bedrock batch file, not in the form of Claude";

const PARAMS: &str = "params without a request around them";

const OTHER_BATCH: &str = "a batch file for another kind of API";

/// Returns a text as a JSON string.
fn written(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Returns the findings, each with its line, in an input that does not contain requests.
fn found(text: &str) -> Vec<String> {
    let report = check(Options::default(), text.as_bytes());
    assert!(!report.ok);
    let shown = report.issues.iter().map(|issue| {
        assert_eq!((issue.code, issue.request), ("batch.input_format", None));
        assert!(issue.help.as_ref().is_some_and(|help| help.ends_with('.')));
        format!("{} {}", issue.line.unwrap(), issue.message)
    });
    shown.collect()
}

#[test]
fn a_file_of_another_format_has_one_finding_whatever_its_lines() {
    let table = [
        (
            r#"{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt"}}"#,
            "an OpenAI batch file (chat completions)",
        ),
        (
            r#"{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"input":"x"}}"#,
            "an OpenAI batch file (responses)",
        ),
        (
            r#"{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"input":"x"}}"#,
            "an OpenAI batch file (embeddings)",
        ),
        (
            r#"{"id":"r","custom_id":"a","response":{"status_code":200,"body":{}},"error":null}"#,
            "results of an OpenAI batch",
        ),
        (r#"{"custom_id":"a","body":{"messages":[]}}"#, "a Mistral batch file"),
        (
            r#"{"custom_id":"a","method":"POST","url":"/v1/completions","body":{"model":"gpt","prompt":"x"}}"#,
            OTHER_BATCH,
        ),
        (
            r#"{"custom_id":"a","method":"POST","url":"/v1/moderations","body":{"input":"x"}}"#,
            OTHER_BATCH,
        ),
        (
            r#"{"custom_id":"a","body":{"model":"command-r","message":"x","chat_history":[]}}"#,
            OTHER_BATCH,
        ),
        (
            r#"{"recordId":"a","modelInput":{"messages":[]}}"#,
            "an Amazon Bedrock batch file",
        ),
        (
            r#"{"recordId":"a","modelInput":{},"modelOutput":{}}"#,
            "results of an Amazon Bedrock batch",
        ),
        (
            r#"{"request":{"anthropic_version":"vertex-2023-10-16"}}"#,
            "a Vertex AI batch file",
        ),
        (r#"{"key":"a","request":{"contents":[]}}"#, "a Gemini batch file"),
        (r#"{"request":{"contents":[]}}"#, "a Gemini batch file"),
        (r#"{"custom_id":"a","result":{"type":"expired"}}"#, "results of a batch"),
        (
            "{'custom_id': 'a', 'params': {'stream': False}}",
            "Python notation, with single quotes",
        ),
        ("id,text\n1,\"first, of two\"\n{x\n2", "what looks like CSV"),
        ("\"id\";\"text\"\n1;2", "what looks like CSV"),
        ("```jsonl\n```", "a Markdown code block (```)"),
        ("| id | text |\n| --- | --- |\n| a | b |", "a Markdown table"),
        (&format!("{{\"data\":[{GOOD}]}}"), WRAPPED),
        (
            &format!("{{\"name\":\"x\",\"items\":[{GOOD},{GOOD}],\"count\":2}}"),
            WRAPPED,
        ),
        (&format!("{{\"batch\":{{\"requests\":[{GOOD}]}}}}"), WRAPPED),
        (&format!("{{\"body\":{{\"requests\":[{GOOD}]}}}}"), WRAPPED),
        (&format!("{{\"request\":{GOOD}}}"), WRAPPED),
        (&format!("{{\"a\":{GOOD},\"b\":{GOOD}}}"), BY_ID),
        (r#"{"a":{"params":{}},"b":{"params":{}}}"#, BY_ID),
        (r#"{"batch":[{"model":"m","max_tokens":9,"messages":[]}]}"#, WRAPPED),
        (
            r#"{"a":{"model":"m","max_tokens":9,"messages":[]},"b":{"model":"m","max_tokens":9,"messages":[]}}"#,
            BY_ID,
        ),
        (r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[]}"#, PARAMS),
        (r#"{"custom_id":"a","max_tokens":9,"messages":[]}"#, PARAMS),
        (
            r#"{"custom_id":"a","model":"claude-haiku-4-5","messages":[],"system":"x"}"#,
            PARAMS,
        ),
        (
            r#"{"model":"gpt-4o","max_tokens":9,"messages":[]}"#,
            "bodies of OpenAI chat completions",
        ),
        (
            r#"{"max_completion_tokens":9,"messages":[]}"#,
            "bodies of OpenAI chat completions",
        ),
        (r#"{"messages":[]}"#, "conversations without a request around them"),
        (
            r#"{"id":"1","conversations":[{"from":"human","value":"x"}]}"#,
            "conversations in the form of ShareGPT",
        ),
        (
            r#"{"id":"b","type":"message_batch","processing_status":"ended"}"#,
            ANSWER,
        ),
        (
            r#"{"id":"m","type":"message","role":"assistant","content":[],"usage":{}}"#,
            ANSWER,
        ),
        (r#"{"type":"error","error":{"type":"api_error","message":"x"}}"#, ANSWER),
        (
            r#"{"request":{"messages":[]},"response":{"content":[]},"status":""}"#,
            "results of a Vertex AI batch",
        ),
        (
            r#"{"recordId":"a","modelInput":{"messages":[]},"error":{"errorCode":400}}"#,
            "results of an Amazon Bedrock batch",
        ),
        (
            r#"{"custom_id":"a","method":"POST","url":"/v1/messages","body":{"model":"claude-haiku-4-5","messages":[]}}"#,
            CLAUDE_BODY,
        ),
        (
            r#"{"custom_id":"a","body":{"model":"claude-haiku-4-5","messages":[]}}"#,
            CLAUDE_BODY,
        ),
        (
            r#"{"custom_id":"a","body":{"model":"mistral-small-latest","messages":[]}}"#,
            "a Mistral batch file",
        ),
        (
            r#"{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"x"}}"#,
            "messages that LangChain serialized",
        ),
        (
            r#"{"instances":[{"prompt":"x"}],"parameters":{"maxOutputTokens":9}}"#,
            INPUTS,
        ),
        (r#"{"inputs":"x","parameters":{"max_new_tokens":9}}"#, INPUTS),
        (
            r#"{"recordId":"a","modelInput":{"messages":[{"role":"user","content":[{"text":"x"}]}]}}"#,
            CONVERSE,
        ),
        (
            r#"{"recordId":"a","modelInput":{"messages":[],"inferenceConfig":{}}}"#,
            CONVERSE,
        ),
        (
            r#"{"recordId":"a","modelInput":{"inputText":"x","textGenerationConfig":{}}}"#,
            CONVERSE,
        ),
        (
            r#"{"recordId":"a","modelInput":{"anthropic_version":"x","messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}}"#,
            "an Amazon Bedrock batch file",
        ),
        (r#"{"contents":[{"parts":[]}]}"#, "a Gemini batch file"),
        (
            r#"{"batch":{"display_name":"d","input_config":{}}}"#,
            "a Gemini batch file",
        ),
        (r#"{"instruction":"i","input":"","output":"o"}"#, "rows of data"),
        (r#"{"prompt":"x","completion":"y"}"#, "rows of data"),
        (r#"{"text":"x","label":1}"#, "rows of data"),
        (r#"{"text":"x"}"#, "rows of data"),
        (r#"{"id":7,"name":"x","note":null}"#, "rows of data"),
        (r#"{"features":[],"rows":[{"row_idx":0,"row":{}}]}"#, "rows of data"),
        (&format!("{{\"batch\":[{}]}}", written(GOOD)), WRAPPED),
        (&written(GOOD), "strings that contain requests as JSON"),
        (
            &written(&format!("{GOOD}\n{GOOD}\n")),
            "strings that contain requests as JSON",
        ),
        (&written(&format!("[{GOOD}]")), "strings that contain requests as JSON"),
    ];
    for (line, name) in table {
        let expected = [format!(
            "1 expected requests ({{\"custom_id\", \"params\"}}), found {name}"
        )];
        assert_eq!(found(line), expected, "{line}");
        assert_eq!(found(&format!("{line}\n{line}\n{line}\n")), expected, "{line}");
    }
    let array = r#"[{"custom_id":"a","result":{"type":"expired"}}, {"custom_id":"b","result":{"type":"expired"}}]"#;
    assert_eq!(
        found(array),
        ["1 expected requests ({\"custom_id\", \"params\"}), found results of a batch"]
    );
}

#[test]
fn a_container_over_several_lines_has_one_finding_wherever_it_is_cut() {
    let expected = [format!(
        "1 expected requests ({{\"custom_id\", \"params\"}}), found {WRAPPED}"
    )];
    let request = GOOD.replace(',', ",\n    ");
    for text in [
        format!("{{\n  \"data\": [\n    {request}\n  ]\n}}\n"),
        format!("{{\n  \"batch\": {{\n    \"requests\": [{request}]\n  }}\n}}"),
        format!("{{\"name\": \"x\",\n \"items\": [{request}, {request}]}}"),
        // Longer than the limit of the detection.
        format!(
            "{{\n  \"data\": [\n    {}{request}\n  ]\n}}\n",
            format!("{request},").repeat(700)
        ),
    ] {
        assert_eq!(found(&text), expected);
        let mut checker = Check::default().pipeline();
        for byte in text.as_bytes() {
            checker.push(&[*byte]);
        }
        assert_eq!(checker.finish().counts, [("batch.input_format", 1)].into());
    }
    let array = format!("[{},{}]", written(GOOD), written(GOOD));
    let body = format!("{{\"requests\":[{}]}}", written(GOOD));
    for text in [array, body] {
        let strings = "1 expected requests ({\"custom_id\", \"params\"}), found strings that contain requests as JSON";
        assert_eq!(found(&text), [strings]);
    }
}

#[test]
fn arrays_in_place_of_requests_are_one_finding() {
    let pairs = "pairs of an id and params";
    let nested = "arrays of requests inside an array";
    for (text, name) in [
        (
            r#"[["a",{"model":"claude-haiku-4-5","messages":[]}],["b",{"params":{}}]]"#,
            pairs,
        ),
        (r#"[["a",{"params":{}}]]"#, pairs),
        (&format!("[[{GOOD},{GOOD}],[{GOOD}]]"), nested),
        (
            r#"[[{"model":"claude-haiku-4-5","messages":[]}],[{"params":{}}]]"#,
            nested,
        ),
    ] {
        let message = format!("1 expected requests ({{\"custom_id\", \"params\"}}), found {name}");
        assert_eq!(found(text), [message], "{text}");
    }
    let report = check(Options::default(), br#"[["a",{"max_tokens":9}],[1]]"#);
    let codes: Vec<_> = report.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, ["item.not_object"; 2]);
}

#[test]
fn requests_between_them_are_checked_as_ever() {
    let other = r#"{"recordId":"a","modelInput":{}}"#;
    let text = format!(
        "{GOOD}\n{other}\n{}\n{other}\n{{\"custom_id\":\"b\"}}\n",
        r#"{"key":"a","request":{"contents":[]}}"#
    );
    let report = check(Options::default(), text.as_bytes());
    let shown: Vec<_> = report
        .issues
        .iter()
        .map(|issue| (issue.code, issue.line.unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            ("batch.input_format", 2),
            ("batch.input_format", 3),
            ("params.missing", 5)
        ]
    );
    assert_eq!((report.requests, report.errors), (5, 3));
    let fenced = check(
        Options::default(),
        format!("```json\n{GOOD}\n{{\"custom_id\":\"b\"}}\n```\n").as_bytes(),
    );
    let shown: Vec<_> = fenced
        .issues
        .iter()
        .map(|issue| (issue.code, issue.line.unwrap()))
        .collect();
    assert_eq!(shown, [("batch.input_format", 1), ("params.missing", 3)]);
}

#[test]
fn where_the_rule_is_no_error_each_request_has_its_findings() {
    for severity in [Severity::Off, Severity::Warning] {
        let options = Options {
            rules: [("batch.input_format", severity)].into(),
            ..Options::default()
        };
        let report = check(options, b"{\"recordId\":\"a\",\"modelInput\":{}}\nid,text\n");
        assert!(
            !report.ok && !report.counts.contains_key("batch.input_format"),
            "{:?}",
            report.counts
        );
        assert_eq!(report.counts["item.not_object"], 1);
        assert_eq!(report.counts["params.missing"], 1);
    }
}

#[test]
fn what_only_resembles_another_format_is_checked_as_a_request() {
    for text in [
        "a,b{",
        "x",
        "12",
        "{x:1}",
        "a, b: c",
        r#"{"custom_id":"a","body":"text"}"#,
        r#"{"custom_id":"a","result":1}"#,
        r#"{"request":1}"#,
        r#"{"data":[{"text":"params"}]}"#,
        r#"{"parameters":{"model":"m","max_tokens":9,"messages":[]}}"#,
        r#""params""#,
        "| a",
    ] {
        let report = check(Options::default(), text.as_bytes());
        assert!(
            report.errors > 0 && !report.counts.contains_key("batch.input_format"),
            "{text}"
        );
    }
}

#[test]
fn another_key_of_a_body_is_to_be_left_out() {
    for (key, help) in [
        ("completion_window", "A create body has no other key: leave it out."),
        ("metadata", "A create body has no other key: leave it out."),
        (
            "anthropic_version",
            "Set betas and the API version on the call, not in its body.",
        ),
        (
            "api_version",
            "Set betas and the API version on the call, not in its body.",
        ),
        ("beta", "Set betas and the API version on the call, not in its body."),
    ] {
        let report = check(Options::default(), format!(r#"{{"requests":[],"{key}":1}}"#).as_bytes());
        let issue = report.issues.iter().find(|issue| issue.code == "batch.unknown_field");
        assert_eq!(issue.unwrap().help.as_deref(), Some(help), "{key}");
    }
}

#[test]
fn a_body_with_the_keys_of_a_request_says_where_they_belong() {
    let report = check(
        Options::default(),
        format!("{{\"model\":\"m\",\"betas\":[],\"requests\":[{GOOD}]}}").as_bytes(),
    );
    let shown: Vec<_> = report
        .issues
        .iter()
        .map(|issue| (issue.code, issue.path.as_str(), issue.help.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            (
                "batch.unknown_field",
                "model",
                Some("Put it into the params of each request.")
            ),
            (
                "batch.unknown_field",
                "betas",
                Some("Set betas and the API version on the call, not in its body.")
            ),
        ]
    );
    assert_eq!(report.requests, 1);
}
