//! A small number of calls of a turn is compared one by one, a large number is hashed. The findings are the same.

use crate::rules::{NEW, check};

/// Returns a conversation of two turns with `count` calls each. In the second turn, call 1 appears twice, call 0 has no result,
/// and one result belongs to a call of the first turn.
fn conversation(count: usize) -> String {
    let call = |id: &str| format!(r#"{{"type":"tool_use","id":"{id}","name":"look","input":{{}}}}"#);
    let result = |id: &str| format!(r#"{{"type":"tool_result","tool_use_id":"{id}","content":"x"}}"#);
    let turn = |name: char| (0..count).map(move |index| format!("{name}{index}"));
    let first: Vec<String> = turn('a').map(|id| call(&id)).collect();
    let answers: Vec<String> = turn('a').map(|id| result(&id)).collect();
    let mut second: Vec<String> = turn('b').map(|id| call(&id)).collect();
    second.push(call("b1"));
    let mut late: Vec<String> = turn('b').skip(1).map(|id| result(&id)).collect();
    late.push(result("a1"));
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":4096,"tools":[{{"name":"look","description":"Looks.","input_schema":{{"type":"object"}}}}],"messages":[{{"role":"user","content":"Hi"}},{{"role":"assistant","content":[{}]}},{{"role":"user","content":[{}]}},{{"role":"assistant","content":[{}]}},{{"role":"user","content":[{}]}}]}}"#,
        first.join(","),
        answers.join(","),
        second.join(","),
        late.join(",")
    )
}

#[test]
fn a_turn_of_many_calls_has_the_findings_of_one_of_few() {
    for count in (2..40).chain([1_000]) {
        let report = check(NEW, &conversation(count));
        let findings: Vec<String> = report
            .issues
            .iter()
            .map(|issue| format!("{} {}: {}", issue.code, issue.path, issue.message))
            .collect();
        assert_eq!(
            findings,
            [
                format!(
                    r#"tool_use.id.unique requests.0.params.messages.3.content.{count}.id: expected a unique id for each call of a message, found "b1" again"#
                ),
                format!(
                    r#"tool_result.orphan requests.0.params.messages.4.content.{}.tool_use_id: expected the id of a tool_use in the previous assistant message, found "a1""#,
                    count - 1
                ),
                r#"tool_use.answered requests.0.params.messages.3.content.0.id: expected a tool_result for this call in the next user message, found none"#
                    .to_string(),
            ],
            "{count} calls"
        );
    }
}
