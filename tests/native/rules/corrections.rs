//! Rules added or changed after recordings up to 2026-11-28.

use std::fmt::Write;

use message_batches::rules::{Options, Severity};

use super::{NEW, OLD, check, check_with};

/// Returns code, path and message of each finding, except those about descriptions of tools.
fn findings(params: &str) -> Vec<(&'static str, String, String)> {
    let report = check(NEW, params);
    report
        .issues
        .into_iter()
        .map(|issue| (issue.code, issue.path.replace("requests.0.params.", ""), issue.message))
        .collect()
}

fn one(params: &str, code: &str, path: &str, message: &str) {
    let issues = findings(params);
    assert_eq!(issues.len(), 1, "{params}: {issues:#?}");
    let (own, at, text) = &issues[0];
    assert_eq!((*own, at.as_str(), text.as_str()), (code, path, message), "{params}");
}

fn tool_of(schema: &str) -> String {
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":2000,"messages":[{{"role":"user","content":"Hi"}}],"tools":[{{"name":"f","description":"d","input_schema":{{"type":"object",{schema}}}}}]}}"#
    )
}

fn format_of(schema: &str) -> String {
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":2000,"messages":[{{"role":"user","content":"Hi"}}],"output_config":{{"format":{{"type":"json_schema","schema":{{"type":"object","additionalProperties":false,"properties":{{"a":{schema}}}}}}}}}}}"#
    )
}

#[test]
fn properties_at_the_top_level_have_plain_names() {
    let fine = tool_of(r#""properties":{"a.b-C_9":{"type":"object","properties":{"ä b":{}}}}"#);
    assert_eq!(findings(&fine), []);
    // The same name with an escape.
    assert_eq!(findings(&tool_of(r#""properties":{"\u0061":{}}"#)), []);
    let code = "tool.input_schema.property_name";
    let expected = "expected a property name of 1 to 64 letters, digits, _, . or -, found";
    for (name, shown) in [("ä", "\"ä\""), ("a b", "\"a b\""), ("", "\"\""), ("$id", "\"$id\"")] {
        one(
            &tool_of(&format!(r#""properties":{{"{name}":{{}}}}"#)),
            code,
            &format!("tools.0.input_schema.properties.{name}"),
            &format!("{expected} {shown}"),
        );
    }
    let long = "x".repeat(65);
    one(
        &tool_of(&format!(r#""properties":{{"{long}":{{}}}}"#)),
        code,
        &format!("tools.0.input_schema.properties.{long}"),
        &format!("{expected} 65 characters"),
    );
}

#[test]
fn typos_that_the_meta_schema_refuses_are_errors() {
    let code = "tool.input_schema.valid";
    for (schema, path, message) in [
        (
            r#""properties":{"a":{}},"required":["a","a"]"#,
            "required.1",
            "expected each name once, found \"a\" again",
        ),
        (
            r#""properties":{"a":{"type":["string","string"]}}"#,
            "properties.a.type.1",
            "expected each name once, found \"string\" again",
        ),
        (
            r#""dependentRequired":{"a":["b","b"]}"#,
            "dependentRequired.a.1",
            "expected each name once, found \"b\" again",
        ),
        (
            r#""properties":{"a":{"minLength":1.5}}"#,
            "properties.a.minLength",
            "expected a whole number of at least 0, found 1.5",
        ),
        (
            r#""properties":{"a":{"maxItems":-1}}"#,
            "properties.a.maxItems",
            "expected a whole number of at least 0, found -1",
        ),
        (
            r##""properties":{"a":{"$anchor":"#a"}}"##,
            "properties.a.$anchor",
            "expected a letter or _, and then letters, digits, _, . or -, found \"#a\"",
        ),
        (
            r#""properties":{"a":{"pattern":"(a"}}"#,
            "properties.a.pattern",
            "expected a regular expression, found a group without its )",
        ),
        (
            r#""properties":{"a":{"pattern":"*a"}}"#,
            "properties.a.pattern",
            "expected a regular expression, found a repetition of nothing",
        ),
        (
            r#""properties":{"a":{"pattern":"[a-z"}}"#,
            "properties.a.pattern",
            "expected a regular expression, found a [ without its ]",
        ),
        (
            r#""properties":{"a":{"pattern":"a)"}}"#,
            "properties.a.pattern",
            "expected a regular expression, found a ) without its (",
        ),
        (
            r#""properties":{"a":{"pattern":"a{3,2}"}}"#,
            "properties.a.pattern",
            "expected a regular expression, found a repetition whose end is below its start",
        ),
        (
            r#""properties":{"a":{"pattern":"a\\"}}"#,
            "properties.a.pattern",
            "expected a regular expression, found a backslash at its end",
        ),
    ] {
        one(&tool_of(schema), code, &format!("tools.0.input_schema.{path}"), message);
    }
    for schema in [
        r#""properties":{"a":{"minLength":2.0,"maxLength":2e1,"$anchor":"a.b-c"}},"required":["a","b"]"#,
        r#""properties":{"a":{"pattern":"^(?:[^\\]\\[]+|\\(x\\)){2,}?$"}}"#,
        r#""properties":{"a":{"pattern":"^(?<year>\\d{4})-(?P<m>\\d\\d)[)(]*$"}}"#,
        r#""properties":{"a":{"pattern":"{}|a{,3}|[]a]|x*?|(?i)y+?"}}"#,
    ] {
        assert_eq!(findings(&tool_of(schema)), [], "{schema}");
    }
}

#[test]
fn an_enum_has_values_of_the_one_declared_type() {
    let code = "schema.enum_types";
    let at = "output_config.format.schema.properties.a";
    one(
        &format_of(r#"{"type":["string","null"],"enum":["x",null]}"#),
        code,
        &format!("{at}.type"),
        "expected one type next to an enum, found several",
    );
    for (kind, value) in [
        ("string", "1"),
        ("integer", "1.5"),
        ("boolean", "\"true\""),
        ("null", "0"),
    ] {
        one(
            &format_of(&format!(r#"{{"type":"{kind}","enum":[{value}]}}"#)),
            code,
            &format!("{at}.enum.0"),
            &format!("expected a value of type \"{kind}\", found {value}"),
        );
    }
    for fine in [
        r#"{"type":"string","enum":["x","y"]}"#,
        r#"{"type":"integer","enum":[1,2.0]}"#,
        r#"{"type":["number"],"enum":[1,2.5]}"#,
        r#"{"enum":["x",1,null]}"#,
        r#"{"anyOf":[{"type":"string","enum":["x"]},{"type":"null"}]}"#,
    ] {
        assert_eq!(findings(&format_of(fine)), [], "{fine}");
    }
}

/// A conversation in which the model called a web search that has no result yet.
fn search(tools: &str, call: &str, next: &str) -> String {
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":2000,"tools":[{tools}{{"name":"look","description":"d","input_schema":{{"type":"object"}}}}],"messages":[{{"role":"user","content":"Look."}},{{"role":"assistant","content":[{{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{{"query":"tides"}}}}{call}]}}{next}]}}"#
    )
}

#[test]
fn only_results_of_the_callers_tools_follow_a_pending_server_tool() {
    let web = r#"{"type":"web_search_20250305","name":"web_search"},"#;
    let call = r#",{"type":"tool_use","id":"toolu_1","name":"look","input":{}}"#;
    let result = r#"{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}"#;
    let user = |content: &str| format!(r#",{{"role":"user","content":{content}}}"#);
    assert_eq!(findings(&search(web, call, &user(&format!("[{result}]")))), []);
    // A turn at the end of the messages continues.
    assert_eq!(findings(&search(web, "", "")), []);
    let code = "server_tool_use.waiting";
    one(
        &search(web, "", &user("\"And?\"")),
        code,
        "messages.2.content",
        "expected only tool_result blocks while a server tool waits, found none",
    );
    one(
        &search(
            web,
            call,
            &user(&format!(r#"[{result},{{"type":"text","text":"And?"}}]"#)),
        ),
        code,
        "messages.2.content.1.type",
        "expected only tool_result blocks while a server tool waits, found \"text\"",
    );
    one(
        &search("", call, &user(&format!("[{result}]"))),
        code,
        "messages.1.content.0.name",
        "expected the tool of this pending call in tools, found no \"web_search\"",
    );
}

#[test]
fn a_result_with_is_error_has_a_text() {
    let result = |content: &str| {
        format!(
            r#"{{"model":"claude-opus-5","max_tokens":2000,"tools":[{{"name":"look","description":"d","input_schema":{{"type":"object"}}}}],"messages":[{{"role":"user","content":"Look."}},{{"role":"assistant","content":[{{"type":"tool_use","id":"toolu_1","name":"look","input":{{}}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"toolu_1"{content}}}]}}]}}"#
        )
    };
    for fine in [
        "",
        r#","content":"""#,
        r#","content":[],"is_error":false"#,
        r#","content":"No.","is_error":true"#,
        r#","is_error":true,"content":[{"type":"text","text":"No."}]"#,
    ] {
        assert_eq!(findings(&result(fine)), [], "{fine}");
    }
    let empty = "tool_result.content.empty_text";
    for (content, what) in [
        (r#","is_error":true"#, "none"),
        (r#","is_error":true,"content":"""#, "an empty string"),
        (r#","content":[],"is_error":true"#, "an empty array"),
    ] {
        one(
            &result(content),
            empty,
            "messages.2.content.0.content",
            &format!("expected content in a result with is_error, found {what}"),
        );
    }
    one(
        &result(
            r#","is_error":true,"content":[{"type":"text","text":"No."},{"type":"image","source":{"type":"url","url":"https://e.com/a.png"}}]"#,
        ),
        "tool_result.content.types",
        "messages.2.content.0.content.1.type",
        "expected only text in a result with is_error, found \"image\"",
    );
}

#[test]
fn a_prompt_that_is_certainly_too_long_for_its_model_is_a_warning() {
    let prompt = |model: &str, words: usize| {
        let mut text = String::new();
        for number in 0..words {
            let _ = write!(text, "word{} ", number % 7);
        }
        format!(r#"{{"model":"{model}","max_tokens":2000,"messages":[{{"role":"user","content":"{text}."}}]}}"#)
    };
    let issues = findings(&prompt("claude-haiku-4-5", 300_000));
    assert_eq!(
        issues,
        [(
            "prompt.too_long",
            "messages".to_string(),
            "expected a prompt of at most 200000 tokens for claude-haiku-4-5-20251001, found one of at least 341250 tokens \
             (an estimate)"
                .to_string()
        )]
    );
    // Fits according to the low end of the estimate, and fits in a larger window.
    assert_eq!(findings(&prompt("claude-haiku-4-5", 150_000)), []);
    assert_eq!(findings(&prompt("claude-opus-5", 300_000)), []);
    // A known form does not determine the length.
    let line = |id: &str, words| {
        format!(
            r#"{{"custom_id":"{id}","params":{}}}"#,
            prompt("claude-haiku-4-5", words)
        )
    };
    let input = [line("a", 1), line("b", 1), line("c", 300_000)].join("\n");
    let report = crate::checked::check(Options::default(), input.as_bytes());
    assert_eq!(report.counts.into_iter().collect::<Vec<_>>(), [("prompt.too_long", 1)]);
    // The same holds for a text of digits, which has more tokens per byte.
    let digits = |id: &str, count: usize| {
        let text = "1234567890 ".repeat(count);
        let messages = format!(r#"[{{"role":"user","content":"{text}."}}]"#);
        format!(
            r#"{{"custom_id":"{id}","params":{{"model":"claude-haiku-4-5","max_tokens":2000,"messages":{messages}}}}}"#
        )
    };
    let input = [digits("a", 1), digits("b", 1), digits("c", 70_000)].join("\n");
    let report = crate::checked::check(Options::default(), input.as_bytes());
    assert_eq!(report.counts.into_iter().collect::<Vec<_>>(), [("prompt.too_long", 1)]);
}

#[test]
fn opus_4_5_is_about_to_retire_and_sonnet_4_5_is_retired_from_its_date() {
    let on = |now, model: &str| {
        let params = format!(r#"{{"model":"{model}","max_tokens":9,"messages":[{{"role":"user","content":"Hi"}}]}}"#);
        let options = Options {
            now: Some(now),
            ..Options::default()
        };
        let report = check_with(options, OLD, &params);
        assert_eq!(report.issues.len(), 1, "{:#?}", report.issues);
        assert_eq!(report.issues[0].severity, Severity::Warning);
        (report.issues[0].code, report.issues[0].message.clone())
    };
    // 2026-11-29 is day 20786.
    assert_eq!(
        on(20_786, "claude-opus-4-5"),
        (
            "model.deprecated",
            "expected a model that remains available, found one that retires on 2027-01-22, in 54 days".to_string()
        )
    );
    assert_eq!(
        on(20_787, "claude-sonnet-4-5"),
        (
            "model.retired",
            "expected a model that is still available, found one that was retired on 2026-11-30".to_string()
        )
    );
}
