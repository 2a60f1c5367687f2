//! Cache breakpoints.

use super::media::{example, refuse};
use super::{Example, NEW, check, prove};

/// Returns a text that is long enough to be cached by any model.
fn long() -> String {
    "The grass is green. ".repeat(1000)
}

fn text(text: &str, point: &str) -> String {
    format!(r#"{{"type":"text","text":"{text}"{point}}}"#)
}

const SHORT: &str = r#","cache_control":{"type":"ephemeral"}"#;
const HOUR: &str = r#","cache_control":{"type":"ephemeral","ttl":"1h"}"#;

/// Returns a request with these blocks in `system` and in its message, and further fields before them.
fn params(more: &str, system: &[String], content: &[String]) -> String {
    let system = match system {
        [] => String::new(),
        blocks => format!(r#","system":[{}]"#, blocks.join(",")),
    };
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":1024{more},"messages":[{{"role":"user","content":[{}]}}]{system}}}"#,
        content.join(",")
    )
}

/// Returns a request with a long system prompt that has this breakpoint.
fn with(point: &str) -> String {
    params("", &[text(&long(), point)], &[text("Is it?", "")])
}

fn tool(name: &str, more: &str) -> String {
    format!(
        r#"{{"name":"{name}","description":"{}","input_schema":{{"type":"object"}}{more}}}"#,
        long()
    )
}

const POINT: &str = r#"{"type":"ephemeral"}"#;
const HOUR_POINT: &str = r#"{"type":"ephemeral","ttl":"1h"}"#;

#[test]
fn a_breakpoint_has_a_type_and_a_lifetime() {
    prove(&[
        example(
            "cache_control.type",
            vec![with(SHORT), with(r#","cache_control":null"#)],
            vec![
                refuse(
                    with(r#","cache_control":{"type":"persistent"}"#),
                    "system.0.cache_control.type",
                    "\"persistent\"",
                    "expected \"ephemeral\", found \"persistent\"",
                    None,
                ),
                refuse(
                    with(r#","cache_control":{}"#),
                    "system.0.cache_control.type",
                    "{}",
                    "expected a type (\"ephemeral\"), found none",
                    None,
                ),
                refuse(
                    with(r#","cache_control":"ephemeral""#),
                    "system.0.cache_control",
                    "\"ephemeral\"",
                    "expected an object, found \"ephemeral\"",
                    Some("Write {\"type\":\"ephemeral\"}."),
                ),
                refuse(
                    params(r#","cache_control":true"#, &[], &[text("Is it?", "")]),
                    "cache_control",
                    "true",
                    "expected an object, found true",
                    Some("Write {\"type\":\"ephemeral\"}."),
                ),
            ],
        ),
        example(
            "cache_control.ttl",
            vec![with(HOUR), with(r#","cache_control":{"type":"ephemeral","ttl":"5m"}"#)],
            vec![
                refuse(
                    with(r#","cache_control":{"type":"ephemeral","ttl":"24h"}"#),
                    "system.0.cache_control.ttl",
                    "\"24h\"",
                    "expected \"5m\" or \"1h\", found \"24h\"",
                    None,
                ),
                refuse(
                    with(r#","cache_control":{"type":"ephemeral","ttl":300}"#),
                    "system.0.cache_control.ttl",
                    "300",
                    "expected \"5m\" or \"1h\", found 300",
                    None,
                ),
                refuse(
                    with(r#","cache_control":{"type":"ephemeral","ttl":null}"#),
                    "system.0.cache_control.ttl",
                    "null",
                    "expected \"5m\" or \"1h\", found null",
                    Some("Leave the field out if you do not need it."),
                ),
            ],
        ),
        example(
            "cache_control.unknown_field",
            vec![with(HOUR)],
            vec![refuse(
                with(r#","cache_control":{"type":"ephemeral","scope":"organization"}"#),
                "system.0.cache_control.scope",
                "\"scope\"",
                "expected a field of CacheControlEphemeral, found \"scope\"",
                None,
            )],
        ),
    ]);
}

#[test]
fn a_request_has_at_most_four_breakpoints() {
    const HELP: Option<&str> =
        Some("Each one caches everything before it, so one at the end of each part that changes separately is enough.");
    let system = |points: usize| (0..points).map(|_| text(&long(), SHORT)).collect::<Vec<_>>();
    let auto = r#","cache_control":{"type":"ephemeral"}"#;
    let tools = format!(r#","tools":[{}]"#, tool("look", SHORT));
    let nested = format!(
        r#"{{"type":"document","source":{{"type":"content","content":[{}]}}{SHORT}}}"#,
        text("Grass", SHORT)
    );
    let advisor = r#","tools":[{"type":"advisor_20260301","name":"advisor","model":"claude-opus-5","caching":{"type":"ephemeral"}}]"#;
    let mut with_advisor = NEW;
    with_advisor.betas = &["advisor-tool-2026-03-01"];
    let accepted = [params(advisor, &system(4), &[text("Is it?", "")])];
    prove(&[
        Example {
            call: with_advisor,
            ..example(
                "cache_control.count",
                accepted.to_vec(),
                vec![refuse(
                    params(advisor, &system(5), &[text("Is it?", "")]),
                    "system.4.cache_control",
                    POINT,
                    "expected at most 4 cache breakpoints in a request, found 5",
                    HELP,
                )],
            )
        },
        example(
            "cache_control.count",
            vec![
                params("", &system(4), &[text("Is it?", "")]),
                params(auto, &system(3), &[text("Is it?", "")]),
            ],
            vec![
                refuse(
                    params("", &system(5), &[text("Is it?", "")]),
                    "system.4.cache_control",
                    POINT,
                    "expected at most 4 cache breakpoints in a request, found 5",
                    HELP,
                ),
                // In the order of the API, not of the text.
                refuse(
                    params(&tools, &system(3), &[text("Is it?", SHORT)]),
                    "messages.0.content.0.cache_control",
                    POINT,
                    "expected at most 4 cache breakpoints in a request, found 5",
                    HELP,
                ),
                refuse(
                    params("", &system(3), &[nested, text("Is it?", "")]),
                    "messages.0.content.0.cache_control",
                    POINT,
                    "expected at most 4 cache breakpoints in a request, found 5",
                    HELP,
                ),
                refuse(
                    params(auto, &system(7), &[text("Is it?", "")]),
                    "system.4.cache_control",
                    POINT,
                    "expected at most 4 cache breakpoints in a request, found 8",
                    HELP,
                ),
            ],
        ),
        example(
            "cache_control.auto_conflict",
            vec![
                params(auto, &system(3), &[text("Is it?", "")]),
                params(auto, &system(1), &[text("Is it?", SHORT)]),
                params(auto, &[text(&long(), HOUR)], &[text("Is it?", "")]),
                params(auto, &[], &[text(&long(), HOUR), text("Is it?", "")]),
            ],
            vec![
                refuse(
                    params(auto, &system(4), &[text("Is it?", "")]),
                    "cache_control",
                    POINT,
                    "expected at most 3 breakpoints next to the request's own, found 4",
                    Some("Leave out this one or one of the others."),
                ),
                refuse(
                    params(auto, &[], &[text("Is it?", HOUR)]),
                    "cache_control",
                    POINT,
                    "expected the lifetime of the breakpoint on the last block (1h), found 5m",
                    Some(
                        "The request's own breakpoint is also on the last block: give both the same lifetime, or leave one out.",
                    ),
                ),
            ],
        ),
    ]);
}

#[test]
fn longer_lifetimes_come_first() {
    const MESSAGE: &str = "expected breakpoints of 1h before those of 5m, found one of 1h after one of 5m";
    const HELP: Option<&str> = Some("Put longer lifetimes first, in the order tools, system, messages.");
    let tools = |point: &str| format!(r#","tools":[{}]"#, tool("look", point));
    let result = |outer: &str, inner: &str| {
        format!(
            r#"{{"type":"document"{outer},"source":{{"type":"content","content":[{}]}}}}"#,
            text("Grass", inner)
        )
    };
    prove(&[example(
        "cache_control.ttl_order",
        vec![
            // `system` comes after `messages` in these texts, but the API reads it first.
            params(&tools(HOUR), &[text("Hi", HOUR)], &[text("Is it?", SHORT)]),
            params(&tools(""), &[text("Hi", SHORT)], &[text("Is it?", SHORT)]),
            // The contents of a block are read before its end.
            params("", &[], &[result(SHORT, HOUR), text("Is it?", SHORT)]),
        ],
        vec![
            refuse(
                params(&tools(SHORT), &[text("Hi", HOUR)], &[text("Is it?", HOUR)]),
                "system.0.cache_control",
                HOUR_POINT,
                MESSAGE,
                HELP,
            ),
            refuse(
                params("", &[text("Hi", SHORT)], &[text("Is it?", HOUR)]),
                "messages.0.content.0.cache_control",
                HOUR_POINT,
                MESSAGE,
                HELP,
            ),
            refuse(
                params("", &[], &[result(HOUR, SHORT), text("Is it?", "")]),
                "messages.0.content.0.cache_control",
                HOUR_POINT,
                MESSAGE,
                HELP,
            ),
        ],
    )]);
}

#[test]
fn a_breakpoint_is_on_a_part_that_can_be_cached() {
    const AT_ONCE: Option<&str> = Some("Move it to a tool without defer_loading.");
    let citing = |point: &str| {
        let citation = format!(
            r#"{{"type":"char_location","cited_text":"Grass","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":5{point}}}"#
        );
        format!(
            r#"{{"model":"claude-opus-5","max_tokens":1024,"messages":[{{"role":"user","content":"Is it?"}},{{"role":"assistant","content":[{{"type":"text","text":"Yes.","citations":[{citation}]}}]}},{{"role":"user","content":"Sure?"}}]}}"#
        )
    };
    let tools = |tools: &[String]| {
        params(
            &format!(r#","tools":[{}]"#, tools.join(",")),
            &[],
            &[text("Is it?", "")],
        )
    };
    let search = r#"{"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"}"#.to_string();
    let toolset = |deferred: bool| {
        format!(r#"{{"type":"computer_toolset_20260801","configs":{{"zoom":{{"defer_loading":{deferred}}}}}{HOUR}}}"#)
    };
    let mcp = |more: &str| format!(r#"{{"type":"mcp_toolset","mcp_server_name":"a"{more}{HOUR}}}"#);
    let served = |toolset: String| {
        let servers = r#","mcp_servers":[{"type":"url","name":"a","url":"https://example.com/mcp"}]"#;
        params(&format!(r#"{servers},"tools":[{toolset}]"#), &[], &[text("Is it?", "")])
    };
    let mut mcp_call = NEW;
    mcp_call.betas = &["mcp-client-2025-11-20"];
    let toolset_message =
        "expected a breakpoint on tools that are not deferred, found one on a toolset with deferred tools";
    prove(&[
        example(
            "cache_control.empty_text",
            vec![with(SHORT)],
            vec![refuse(
                params("", &[], &[text("", SHORT), text("Is it?", "")]),
                "messages.0.content.0.cache_control",
                POINT,
                "expected a breakpoint on a block with text, found one on an empty block",
                Some("Move it to the previous block."),
            )],
        ),
        example(
            "cache_control.nested_citation",
            vec![citing("")],
            vec![refuse(
                citing(SHORT),
                "messages.1.content.0.citations.0.cache_control",
                "\"cache_control\"",
                "expected a field of CitationCharLocation, found \"cache_control\"",
                None,
            )],
        ),
        example(
            "cache_control.deferred_tool",
            vec![
                tools(&[
                    search.clone(),
                    tool("look", r#","defer_loading":true"#),
                    tool("see", HOUR),
                ]),
                tools(&[tool("look", &format!(r#","defer_loading":false{HOUR}"#))]),
                tools(&[toolset(false)]),
            ],
            vec![
                refuse(
                    tools(&[search.clone(), tool("look", &format!(r#","defer_loading":true{HOUR}"#))]),
                    "tools.1.cache_control",
                    HOUR_POINT,
                    "expected a breakpoint on a tool that is not deferred, found one on a deferred tool",
                    AT_ONCE,
                ),
                refuse(
                    tools(&[search, toolset(true)]),
                    "tools.1.cache_control",
                    HOUR_POINT,
                    toolset_message,
                    Some("Move it to a tool that is not deferred."),
                ),
            ],
        ),
        Example {
            call: mcp_call,
            ..example(
                "cache_control.deferred_tool",
                vec![
                    served(mcp("")),
                    served(mcp(
                        r#","default_config":{"defer_loading":true},"configs":{"b":{"defer_loading":false}}"#,
                    )),
                    served(mcp(r#","configs":{"b":{"defer_loading":true}}"#)),
                ],
                vec![refuse(
                    served(mcp(r#","default_config":{"defer_loading":true}"#)),
                    "tools.0.cache_control",
                    HOUR_POINT,
                    toolset_message,
                    Some("Move it to a tool that is not deferred."),
                )],
            )
        },
    ]);
}

#[test]
fn a_prefix_that_is_too_short_is_not_cached() {
    const HELP: Option<&str> = Some("The API does not cache a shorter prefix, and reports no error.");
    let sized = |bytes: usize, model: &str| {
        // The text of `system` up to the end of its only block has this length.
        let frame = r#"[{"type":"text","text":"","cache_control":{"type":"ephemeral"}}"#.len();
        params("", &[text(&"x".repeat(bytes - frame), SHORT)], &[text("Is it?", "")]).replace("claude-opus-5", model)
    };
    let refused = |params: String, path, covers, message| refuse(params, path, covers, message, HELP);
    prove(&[example(
        "cache_control.too_short",
        vec![
            sized(512 * 4, "claude-opus-5"),
            sized(4096 * 4, "claude-haiku-4-5-20251001"),
            sized(100, "a-model-of-next-year"),
            sized(100, "claude-fable-5-2"),
            // An earlier one may be short.
            params("", &[text("Hi", SHORT)], &[text(&long(), SHORT)]),
            // The result is unknown.
            params(
                "",
                &[],
                &[
                    r#"{"type":"document","source":{"type":"file","file_id":"file_1"}}"#.into(),
                    text("Is it?", SHORT),
                ],
            ),
            params(
                r#","tools":[{"type":"bash_20250124","name":"bash"}]"#,
                &[],
                &[text("Is it?", SHORT)],
            ),
        ],
        vec![
            refused(
                sized(512 * 4 - 1, "claude-opus-5"),
                "system.0.cache_control",
                POINT,
                "expected at least 512 tokens before the last breakpoint for this model, found about 511 (an estimate: 4 bytes per token)",
            ),
            refused(
                sized(512 * 4, "claude-haiku-4-5-20251001"),
                "system.0.cache_control",
                POINT,
                "expected at least 4096 tokens before the last breakpoint for this model, found about 512 (an estimate: 4 bytes per token)",
            ),
            refused(
                params(r#","cache_control":{"type":"ephemeral"}"#, &[], &[text("Is it?", "")]),
                "cache_control",
                POINT,
                "expected at least 512 tokens before the last breakpoint for this model, found about 15 (an estimate: 4 bytes per token)",
            ),
        ],
    )]);
}

#[test]
fn a_lifetime_of_five_minutes_is_reported_once_per_request() {
    const MESSAGE: &str = "expected a lifetime that outlasts a batch, found 5 minutes";
    const HELP: Option<&str> = Some(
        "Requests of a batch run at any time within a day: use \"ttl\":\"1h\" for a prefix that many of them share.",
    );
    prove(&[example(
        "cache_control.batch_ttl",
        vec![
            with(HOUR),
            with(""),
            // Deliberately chosen breakpoints.
            params("", &[text(&long(), HOUR)], &[text("Is it?", SHORT)]),
        ],
        vec![
            refuse(
                params("", &[text(&long(), SHORT)], &[text("Is it?", SHORT)]),
                "system.0.cache_control",
                POINT,
                MESSAGE,
                HELP,
            ),
            refuse(
                params(
                    r#","cache_control":{"type":"ephemeral"}"#,
                    &[text(&long(), "")],
                    &[text("Is it?", "")],
                ),
                "cache_control",
                POINT,
                MESSAGE,
                HELP,
            ),
        ],
    )]);
}

#[test]
fn far_breakpoints_may_not_find_each_other() {
    let blocks = |between: usize| {
        let mut blocks = vec![text("Is it?", ""); between];
        blocks.push(text("Sure?", HOUR));
        params("", &[text(&long(), HOUR)], &blocks)
    };
    let message = "expected fewer than 20 blocks after the previous breakpoint, found 20";
    let help = Some("The API may not find what the earlier one cached: add a breakpoint between them.");
    prove(&[example(
        "cache_control.lookback",
        vec![blocks(18), params("", &[], &vec![text(&long(), ""); 30]), with(HOUR)],
        vec![refuse(
            blocks(19),
            "messages.0.content.19.cache_control",
            HOUR_POINT,
            message,
            help,
        )],
    )]);
}

#[test]
fn realistic_requests_with_breakpoints_have_no_findings() {
    let silent = [
        with(HOUR),
        params(
            &format!(r#","tools":[{},{}]"#, tool("look", ""), tool("see", HOUR)),
            &[text("You look at things.", ""), text(&long(), HOUR)],
            &[text(&long(), HOUR), text("Is it?", "")],
        ),
        params(
            r#","cache_control":{"type":"ephemeral","ttl":"1h"}"#,
            &[text(&long(), "")],
            &[text("Is it?", "")],
        ),
    ];
    for params in silent {
        let report = check(NEW, &params);
        assert!(report.issues.is_empty(), "{:#?}", report.issues);
    }
}
