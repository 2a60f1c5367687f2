use message_batches::cost::prefix::{Prefix, PrefixReport, SharedPrefix};
use serde_json::{Value, json};

const MODEL: &str = "claude-opus-5";

fn report(requests: impl IntoIterator<Item = Value>) -> PrefixReport {
    let mut prefix = Prefix::default();
    for params in requests {
        prefix.request(json!({ "custom_id": "a", "params": params }).to_string().as_bytes());
    }
    prefix.report()
}

fn request(system: Value, messages: &[&str]) -> Value {
    let messages: Vec<Value> = messages
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "role": if index % 2 == 0 { "user" } else { "assistant" }, "content": text }))
        .collect();
    json!({ "model": MODEL, "max_tokens": 10, "system": system, "messages": messages })
}

fn long(word: &str) -> String {
    format!("{word} ").repeat(2_000)
}

/// The count, the first request, the blocks, and the position of the breakpoint.
fn summary(prefix: &SharedPrefix) -> (u64, u64, usize, String) {
    (
        prefix.requests,
        prefix.first,
        prefix.blocks,
        prefix.breakpoint.to_string(),
    )
}

fn groups(report: &PrefixReport) -> Vec<(u64, u64, usize, String)> {
    report.groups.iter().map(summary).collect()
}

#[test]
fn without_requests_there_is_no_shared_prefix() {
    assert_eq!(report([]), PrefixReport::default());
}

#[test]
fn one_request_has_no_shared_prefix() {
    let report = report([request(json!(long("a")), &["b"])]);
    assert_eq!((report.requests, report.shared, report.groups), (1, None, vec![]));
}

#[test]
fn different_requests_have_no_shared_prefix() {
    let report = report((0..50).map(|index| request(json!(format!("{index}")), &["same", "same", "same"])));
    assert_eq!((report.requests, report.shared, report.groups), (50, None, vec![]));
}

#[test]
fn a_system_prompt_before_questions_is_a_shared_prefix() {
    let found = report((0..10).map(|index| request(json!(long("be kind")), &[&format!("question {index}")])));
    let shared = found.shared.as_ref().unwrap();
    assert_eq!(summary(shared), (10, 0, 1, "/params/system".into()));
    assert_eq!(groups(&found), [summary(shared)]);
    assert!(shared.is_text);
    assert_eq!(
        (
            shared.model.as_str(),
            shared.share,
            shared.marked,
            shared.min_cacheable,
            shared.cacheable
        ),
        (MODEL, 1.0, 0, Some(512), Some(true))
    );
}

#[test]
fn the_savings_of_caching_follow_from_the_batch_prices() {
    let found = report((0..10).map(|index| request(json!(long("be kind")), &[&format!("{index}")])));
    let shared = found.shared.unwrap();
    let (millions, caching) = (shared.input_tokens.likely / 1e6, shared.caching.unwrap());
    // Batch prices of the model: input 2.5, five minutes 3.125, an hour 5, read 0.25.
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
    near(caching.uncached, 10.0 * millions * 2.5);
    near(caching.five_minutes.primed, millions * (3.125 + 9.0 * 0.25));
    near(caching.hour.primed, millions * (5.0 + 9.0 * 0.25));
    near(caching.hour.saves, caching.uncached - caching.hour.primed);
    near(caching.hour.hit_rate, 2.5 / 4.75);
    near(caching.five_minutes.hit_rate, 0.625 / 2.875);
}

#[test]
fn a_short_prefix_is_not_cacheable_and_one_near_the_limit_is_unknown() {
    let cacheable = |words: usize| {
        let system = "word ".repeat(words);
        let found = report((0..4).map(|index| request(json!(system), &[&format!("{index}")])));
        found.shared.unwrap().cacheable
    };
    assert_eq!(cacheable(10), Some(false));
    assert_eq!(cacheable(512 / 5 * 4), None);
    assert_eq!(cacheable(4_000), Some(true));
}

#[test]
fn an_unknown_model_has_no_limit_and_no_price() {
    let found = report((0..4).map(|index| {
        let mut request = request(json!(long("a")), &[&format!("{index}")]);
        request["model"] = json!("some-new-model");
        request
    }));
    let shared = found.shared.unwrap();
    assert_eq!(
        (shared.min_cacheable, shared.cacheable, shared.caching),
        (None, None, None)
    );
    assert_eq!(shared.model, "some-new-model");
}

#[test]
fn tools_come_before_the_system_prompt_and_that_before_messages() {
    let tool = |name: &str| json!({ "name": name, "description": long(name), "input_schema": { "type": "object" } });
    let with = |system: &str, tools: Value| {
        let mut request = request(json!([{ "type": "text", "text": system }]), &["a", "b", "c"]);
        request["tools"] = tools;
        request
    };
    // The same tools with different system prompts: only the tools are shared, although all messages are identical.
    let found = report([
        with("one", json!([tool("x"), tool("y")])),
        with("two", json!([tool("x"), tool("y")])),
        with("three", json!([tool("x"), tool("y")])),
    ]);
    assert_eq!(summary(&found.shared.unwrap()), (3, 0, 2, "/params/tools/1".into()));
    // The order of tools matters.
    let found = report([
        with("one", json!([tool("x"), tool("y")])),
        with("one", json!([tool("y"), tool("x")])),
    ]);
    assert_eq!(found.shared, None);
    // Everything is equal: the breakpoint is at the very end.
    let found = report([with("one", json!([tool("x")])), with("one", json!([tool("x")]))]);
    assert_eq!(
        summary(&found.shared.unwrap()),
        (2, 0, 5, "/params/messages/2/content".into())
    );
}

#[test]
fn examples_and_blocks_of_a_message_are_shared_up_to_the_one_that_differs() {
    let found = report((0..6).map(|index| {
        let mut request = request(json!("short"), &["example", "answer"]);
        let content = json!([
            { "type": "document", "source": { "type": "text", "media_type": "text/plain", "data": long("law") } },
            { "type": "text", "text": format!("question {index}") },
        ]);
        let messages = request["messages"].as_array_mut().unwrap();
        messages.push(json!({ "role": "user", "content": content }));
        request
    }));
    assert_eq!(
        summary(&found.shared.unwrap()),
        (6, 0, 4, "/params/messages/2/content/0".into())
    );
}

#[test]
fn breakpoints_and_the_form_of_a_text_make_no_difference() {
    let marked = json!([{ "type": "text", "text": "be kind", "cache_control": { "type": "ephemeral" } }]);
    let turned = json!([{ "text": "be kind", "type": "text" }]);
    let found = report([
        request(json!("be kind"), &["a"]),
        request(marked.clone(), &["b"]),
        request(turned, &["c"]),
        request(marked, &["d"]),
    ]);
    let shared = found.shared.unwrap();
    assert_eq!(
        (summary(&shared), shared.marked),
        ((4, 0, 1, "/params/system".into()), 2)
    );
}

#[test]
fn settings_that_affect_the_cache_separate_prefixes() {
    let base = || request(json!(long("a")), &["same", "same", "different"]);
    let with = |field: &str, value: Value| {
        let mut request = base();
        request[field] = value;
        request
    };
    // Each field alone, and how many blocks are still shared.
    let cases = [
        ("model", json!("claude-opus-5-5"), 0),
        (
            "output_config",
            json!({ "format": { "type": "json_schema", "schema": {} } }),
            0,
        ),
        ("output_config", json!({ "effort": "low" }), 4),
        ("tool_choice", json!({ "type": "any" }), 1),
        ("thinking", json!({ "type": "disabled" }), 1),
        ("max_tokens", json!(99), 4),
        ("metadata", json!({ "user_id": "b" }), 4),
    ];
    for (field, value, expected) in cases {
        let found = report([base(), with(field, value.clone())]);
        let blocks = found.shared.map_or(0, |shared| shared.blocks);
        assert_eq!(blocks, expected, "{field}: {value}");
    }
}

#[test]
fn the_role_of_a_text_matters() {
    let mut other = request(json!(""), &["a", "b"]);
    other["messages"] = json!([{ "role": "user", "content": "a" }, { "role": "user", "content": "b" }]);
    let found = report([request(json!(""), &["a", "b"]), other]);
    assert_eq!(
        summary(&found.shared.unwrap()),
        (2, 0, 2, "/params/messages/0/content".into())
    );
}

#[test]
fn a_breakpoint_is_suggested_where_one_is_allowed() {
    let thinking = json!([{ "type": "thinking", "thinking": long("hm"), "signature": "x" }]);
    let found = report((0..3).map(|index| {
        let mut request = request(json!(""), &["start"]);
        let messages = request["messages"].as_array_mut().unwrap();
        messages.push(json!({ "role": "assistant", "content": thinking }));
        messages.push(json!({ "role": "user", "content": format!("{index}") }));
        request
    }));
    // Not on thinking blocks, and not on an empty system prompt.
    assert_eq!(
        summary(&found.shared.unwrap()),
        (3, 0, 2, "/params/messages/0/content".into())
    );
}

#[test]
fn two_halves_are_two_groups_without_a_shared_prefix() {
    let system = |index: usize| long(if index.is_multiple_of(2) { "even" } else { "odd" });
    let found = report((0..20).map(|index| request(json!(system(index)), &[&format!("{index}")])));
    assert_eq!(found.shared, None);
    assert_eq!(
        groups(&found),
        [(10, 0, 1, "/params/system".into()), (10, 1, 1, "/params/system".into())]
    );
    assert_eq!(found.groups[0].share, 0.5);
}

#[test]
fn the_groups_are_those_that_save_most_together() {
    let of = |document: &str, index: usize| request(json!(long("system")), &[document, "read", &format!("{index}")]);
    // A document shared by ten requests is worth more than the system prompt shared by all …
    let documents = [long("one").repeat(3), long("two").repeat(3)];
    let found = report((0..20).map(|index| of(&documents[index % 2], index)));
    assert_eq!(
        summary(found.shared.as_ref().unwrap()),
        (20, 0, 1, "/params/system".into())
    );
    assert_eq!(
        groups(&found)
            .iter()
            .map(|group| (group.0, group.2))
            .collect::<Vec<_>>(),
        [(10, 3), (10, 3)]
    );
    // … but a document used by one request is not.
    let found = report((0..20).map(|index| of(&format!("{index}"), index)));
    assert_eq!(groups(&found), [(20, 0, 1, "/params/system".into())]);
}

#[test]
fn only_the_groups_that_save_most_are_reported() {
    let found = report((0..40).map(|index| {
        let group = index % 20;
        request(
            json!(format!("{group} {}", "word ".repeat(200 * (group + 1)))),
            &[&format!("{index}")],
        )
    }));
    let firsts: Vec<u64> = found.groups.iter().map(|group| group.first).collect();
    assert_eq!(firsts, [19, 18, 17, 16, 15, 14, 13, 12]);
}

#[test]
fn a_huge_prefix_is_read_up_to_the_limit_of_blocks() {
    let blocks: Vec<Value> = (0..3_000)
        .map(|index| json!({ "type": "text", "text": format!("{index}") }))
        .collect();
    let found = report((0..3).map(|_| json!({ "model": MODEL, "messages": [{ "role": "user", "content": blocks }] })));
    assert_eq!(
        summary(&found.shared.unwrap()),
        (3, 0, 1_024, "/params/messages/0/content/1023".into())
    );
    let huge = "x".repeat(5_000_000);
    let found = report((0..3).map(|index| request(json!(huge), &[&format!("{index}")])));
    assert_eq!(found.shared.unwrap().bytes, 5_000_002);
}

#[test]
fn many_different_requests_do_not_hide_what_most_share() {
    // Far more starts than are kept. The common one comes late, and others follow each occurrence.
    let mut prefix = Prefix::default();
    let mut add = |params: Value| prefix.request(json!({ "params": params }).to_string().as_bytes());
    for index in 0..20_000 {
        add(request(json!(format!("first {index}")), &["a"]));
    }
    for index in 0..40_000 {
        add(request(json!("common"), &[&format!("question {index}")]));
    }
    let shared = prefix.report().shared.unwrap();
    assert_eq!(shared.first, 20_000);
    let few = 40_000 - shared.requests;
    assert!(few == 0, "{few} requests were overlooked");
}

#[test]
fn many_deep_requests_do_not_hide_what_half_of_them_share() {
    // A thousand blocks each that no other request has, after a system prompt that every second request has.
    let found = report((0..200).map(|index| {
        let system = if index % 2 == 0 {
            "common".to_string()
        } else {
            format!("own {index}")
        };
        let mut request = request(json!(system), &[]);
        let block = |block: usize| json!({ "role": "user", "content": format!("{index} {block}") });
        request["messages"] = (0..1_000).map(block).collect();
        request
    }));
    assert_eq!(groups(&found), [(100, 0, 1, "/params/system".into())]);
    assert_eq!(found.groups[0].share, 0.5);
}

#[test]
fn parts_that_are_not_requests_are_skipped() {
    let mut prefix = Prefix::default();
    for text in [
        "",
        "{",
        "[]",
        "7",
        "{\"params\":",
        "{\"custom_id\":\"a\"}",
        "\u{feff}{}",
        "{\"params\":null}",
        "{\"params\":[1]}",
        "{\"params\":{\"tools\":7,\"system\":{},\"messages\":{\"a\":1}}}",
        "{\"params\":{\"tools\":[null],\"system\":[[]],\"messages\":[null,[],{\"content\":[3,{\"type\":4}]}]}}",
    ] {
        prefix.request(text.as_bytes());
        prefix.request(text.as_bytes());
    }
    let report = prefix.report();
    assert!(report.groups.len() <= 1, "{report:?}");
}
