//! Forms of other vendors and other layers of a program: one finding each, with a fix.

use message_batches::rules::{Issue, Options, Severity};

use super::{Call, NEW, OLD, check};
use crate::checked;

/// The one finding about a request with these `params`.
fn only(call: Call, params: &str) -> Issue {
    let report = check(call, params);
    assert_eq!(report.issues.len(), 1, "{params}: {:#?}", report.issues);
    report.issues.into_iter().next().expect("one finding")
}

fn with(field: &str) -> String {
    format!(r#"{{"model":"claude-opus-5","max_tokens":2000,"messages":[{{"role":"user","content":"Hi"}}],{field}}}"#)
}

fn of_messages(messages: &str) -> String {
    format!(r#"{{"model":"claude-opus-5","max_tokens":2000,"messages":{messages}}}"#)
}

fn of_block(block: &str) -> String {
    of_messages(&format!(r#"[{{"role":"user","content":[{block}]}}]"#))
}

#[test]
fn parameters_of_other_vendors_and_of_calls_are_errors_with_a_fix() {
    const LEAVE_OUT: &str = "This API has no such setting: leave it out.";
    const OF_CALL: &str = "This is an option of the call, not of a request.";
    const NO_STREAM: &str = "A batch does not stream: leave it out.";
    const ONE: &str = "A request has one response: send one request for each.";
    const KEY: &str = "An API key belongs to the client, never in a request: remove it from the file.";
    const VERSION: &str = "Set the API version and betas on the call.";
    const SETTINGS: &str =
        "Put its settings next to messages, under their names in this API: max_tokens, stop_sequences.";
    for (name, help) in [
        ("max_output_tokens", "Use max_tokens."),
        ("maxOutputTokens", "Use max_tokens."),
        ("max_completion_tokens", "Use max_tokens."),
        ("stop", "Use stop_sequences, an array of strings."),
        ("prompt", "Use messages."),
        ("contents", "Use messages."),
        ("instructions", "Use system."),
        ("systemInstruction", "Use system."),
        ("preamble", "Use system."),
        ("user", "Use metadata.user_id."),
        ("functions", "Use tools."),
        ("function_call", "Use tool_choice."),
        ("toolConfig", "Its settings belong in tools and tool_choice."),
        ("parallel_tool_calls", "Use tool_choice.disable_parallel_tool_use."),
        ("response_format", "Use output_config.format."),
        ("responseSchema", "Use output_config.format."),
        ("reasoning_effort", "Use output_config.effort."),
        ("task_budget", "Use output_config.task_budget."),
        ("budget_tokens", "Use thinking.budget_tokens."),
        ("skills", "Use container.skills."),
        ("custom_id", "It belongs next to params, not inside it."),
        ("anthropic_version", VERSION),
        ("anthropic-beta", VERSION),
        ("extra_headers", OF_CALL),
        ("headers", OF_CALL),
        ("timeout", OF_CALL),
        ("maxRetries", OF_CALL),
        ("providerOptions", OF_CALL),
        ("api_key", KEY),
        ("x-api-key", KEY),
        ("n", ONE),
        ("candidateCount", ONE),
        ("seed", LEAVE_OUT),
        ("random_seed", LEAVE_OUT),
        ("logprobs", LEAVE_OUT),
        ("logit_bias", LEAVE_OUT),
        ("frequency_penalty", LEAVE_OUT),
        ("presencePenalty", LEAVE_OUT),
        ("repetition_penalty", LEAVE_OUT),
        ("safe_prompt", LEAVE_OUT),
        ("safety_settings", LEAVE_OUT),
        ("guardrailIdentifier", LEAVE_OUT),
        ("min_p", LEAVE_OUT),
        ("generation_config", SETTINGS),
        ("inferenceConfig", SETTINGS),
        ("stream_options", NO_STREAM),
        ("topP", "API version 2026-10-21 has no top_p: leave it out."),
    ] {
        let issue = only(NEW, &with(&format!("\"{name}\":null")));
        assert_eq!(
            (issue.code, issue.severity),
            ("params.foreign_field", Severity::Error),
            "{name}"
        );
        assert_eq!(
            issue.message,
            format!("expected a parameter of the Messages API, found \"{name}\"")
        );
        assert_eq!(issue.help.as_deref(), Some(help), "{name}");
        assert_eq!(issue.path, format!("requests.0.params.{name}"));
    }
    // The first version has it.
    let issue = only(OLD, &with("\"topP\":1"));
    assert_eq!(
        (issue.code, issue.help.as_deref()),
        ("params.unknown_field", Some("Did you mean top_p?"))
    );
}

#[test]
fn a_renamed_field_is_not_also_reported_as_missing() {
    let messages = r#""messages":[{"role":"user","content":"Hi"}]"#;
    for (params, help) in [
        (
            format!(r#"{{"model":"claude-opus-5","max_completion_tokens":9,{messages}}}"#),
            "Use max_tokens.",
        ),
        (
            format!(r#"{{"model":"claude-opus-5","maxTokens":9,{messages}}}"#),
            "Did you mean max_tokens?",
        ),
        (
            format!(r#"{{"modelId":"claude-opus-5","max_tokens":2000,{messages}}}"#),
            "Use model.",
        ),
        (
            r#"{"model":"claude-opus-5","max_tokens":2000,"prompt":"Hi"}"#.to_string(),
            "Use messages.",
        ),
    ] {
        assert_eq!(only(NEW, &params).help.as_deref(), Some(help), "{params}");
    }
}

#[test]
fn keys_next_to_params_have_a_fix_with_their_place() {
    for (key, help) in [
        ("temperature", Some("Put it into params.")),
        ("toolChoice", Some("Put it into params.")),
        ("output_config", Some("Put it into params.")),
        ("prompt", Some("Put it into params, under its name there.")),
        ("response_format", Some("Put it into params, under its name there.")),
        (
            "betas",
            Some("Set betas on the call: they apply to every request of the batch."),
        ),
        ("anthropic_version", Some("Set the API version and betas on the call.")),
        ("timeout", Some("This is an option of the call, not of a request.")),
        (
            "url",
            Some("This is another vendor's batch format: move the content of body into params."),
        ),
        ("id", Some("Use custom_id.")),
        ("note", None),
    ] {
        let line = format!(
            r#"{{"custom_id":"a","{key}":1,"params":{{"model":"claude-opus-5","max_tokens":2000,"messages":[{{"role":"user","content":"Hi"}}]}}}}"#
        );
        let report = checked::check(Options::default(), line.as_bytes());
        assert_eq!(report.issues.len(), 1, "{key}: {:#?}", report.issues);
        let issue = &report.issues[0];
        assert_eq!(
            (issue.code, issue.help.as_deref()),
            ("item.unknown_field", help),
            "{key}"
        );
    }
}

#[test]
fn models_of_other_vendors_are_errors() {
    for model in [
        "gpt-4o-mini",
        "GPT-5",
        "o1",
        "o3-mini",
        "o4-mini-2025-04-16",
        "gemini-2.5-pro",
        "models/gemini-2.5-flash",
        "mistral-large-latest",
        "codestral-2501",
        "llama-3.3-70b",
        "us.meta.llama3-1-70b-instruct-v1:0",
        "meta-llama/Llama-3-8b",
        "deepseek-chat",
        "grok-4",
        "qwen-max",
        "command-r-plus",
        "amazon.nova-pro-v1:0",
        "openai/some-model",
        "ft:gpt-4o:org",
    ] {
        let issue = only(NEW, &with_model(model));
        assert_eq!(
            (issue.code, issue.severity),
            ("model.foreign", Severity::Error),
            "{model}"
        );
        assert_eq!(
            issue.message,
            format!("expected a Claude model, found \"{model}\", another vendor's model")
        );
        assert_eq!(
            issue.help.as_deref(),
            Some("This API serves only Claude models; an id looks like claude-opus-5.")
        );
    }
}

#[test]
fn another_server_may_serve_models_of_other_vendors() {
    let severity = |base_url, chosen: Option<Severity>| {
        let mut options = Options::default();
        options.rules.extend(chosen.map(|severity| ("model.foreign", severity)));
        options.for_server(base_url).rules.get("model.foreign").copied()
    };
    for api in [
        None,
        Some("https://api.anthropic.com"),
        Some("https://API.anthropic.com./v1"),
        Some("https://api.anthropic.com:443"),
    ] {
        assert_eq!(severity(api, None), None, "{api:?}");
    }
    for other in [
        "http://127.0.0.1:11434",
        "https://gateway.example/api.anthropic.com",
        "https://api.anthropic.com.example",
    ] {
        assert_eq!(severity(Some(other), None), Some(Severity::Warning), "{other}");
        assert_eq!(
            severity(Some(other), Some(Severity::Error)),
            Some(Severity::Error),
            "{other}"
        );
        assert_eq!(
            severity(Some(other), Some(Severity::Off)),
            Some(Severity::Off),
            "{other}"
        );
    }
}

#[test]
fn a_model_without_a_version_is_an_error() {
    for (model, newest) in [
        ("claude", "claude-opus-5-5"),
        ("Claude", "claude-opus-5-5"),
        ("sonnet", "claude-sonnet-5-5"),
        ("claude-haiku", "claude-haiku-5-5"),
    ] {
        let issue = only(NEW, &with_model(model));
        assert_eq!(
            (issue.code, issue.severity),
            ("model.version", Severity::Error),
            "{model}"
        );
        assert_eq!(
            issue.message,
            format!("expected a model id with a version, found \"{model}\"")
        );
        assert_eq!(issue.help, Some(format!("Name a version, such as {newest}.")));
    }
}

#[test]
fn what_is_certainly_no_model_id_is_an_error() {
    let like = "An id has letters, digits, '-' and '.', such as claude-opus-5.";
    for (model, help) in [
        ("Claude Opus 5", "Did you mean claude-opus-5?"),
        (" claude-haiku-4-5", "Did you mean claude-haiku-4-5?"),
        ("claude-haiku-4-5\\n", "Did you mean claude-haiku-4-5?"),
        ("\\\"claude-haiku-4-5\\\"", "Did you mean claude-haiku-4-5?"),
        ("{{model}}", like),
        ("${MODEL}", like),
        ("undefined", like),
        ("None", like),
        ("NaN", like),
        ("2026-10-21", like),
        ("4.5", like),
        ("модель", like),
    ] {
        let issue = only(NEW, &with_model(model));
        assert_eq!(
            (issue.code, issue.severity),
            ("model.missing", Severity::Error),
            "{model}"
        );
        assert!(
            issue.message.starts_with("expected a model id, found \""),
            "{}",
            issue.message
        );
        assert_eq!(issue.help.as_deref(), Some(help), "{model}");
    }
}

#[test]
fn a_typo_in_a_model_id_names_the_model_and_an_unknown_id_may_be_new() {
    for (model, near) in [
        ("claude-haiku-45", "claude-haiku-4-5"),
        ("claude-4-5-haiku", "claude-haiku-4-5"),
        ("claude-haiku-4.5", "claude-haiku-4-5"),
        ("haiku-4-5", "claude-haiku-4-5"),
        ("claude-haiku-4-5-20251031", "claude-haiku-4-5"),
        ("claude-haiku-4-5-latest", "claude-haiku-4-5"),
        ("claude_opus_5", "claude-opus-5"),
        ("claude-sonet-5", "claude-sonnet-5"),
    ] {
        let issue = only(NEW, &with_model(model));
        assert_eq!(
            (issue.code, issue.severity),
            ("model.unknown", Severity::Warning),
            "{model}"
        );
        assert_eq!(issue.help, Some(format!("Did you mean {near}?")), "{model}");
    }
    for model in ["claude-opus-6", "claude-tiny-6", "model-x", "m"] {
        let issue = only(NEW, &with_model(model));
        assert_eq!(
            (issue.code, issue.severity),
            ("model.unknown", Severity::Warning),
            "{model}"
        );
        assert_eq!(
            issue.help.as_deref(),
            Some(
                "This package knows the models of 2026-11-28. If yours is newer, ignore this warning; otherwise its requests fail."
            ),
        );
    }
    let issue = only(NEW, &with_model("claude-3.5-sonnet"));
    assert_eq!(
        (issue.code, issue.message.as_str()),
        (
            "model.retired",
            "expected a model that is still available, found one that was retired on 2025-10-28"
        )
    );
}

fn with_model(model: &str) -> String {
    format!(r#"{{"model":"{model}","max_tokens":9,"messages":[{{"role":"user","content":"Hi"}}]}}"#)
}

/// Message, and help, of one finding.
fn words(params: &str) -> (&'static str, String, String) {
    let issue = only(NEW, params);
    assert_eq!(issue.severity, Severity::Error, "{params}");
    (issue.code, issue.message, issue.help.unwrap_or_default())
}

#[test]
fn blocks_of_other_vendors_are_one_finding_with_the_mapping() {
    const URL: &str = r#"Write {"type":"image","source":{"type":"url","url":…}}."#;
    const DATA: &str = r#"Write {"type":"image","source":{"type":"base64","media_type":…,"data":…}}; data is the part of a data: URL after the comma."#;
    const DOCUMENT: &str = r#"Write {"type":"document","source":…}, with {"type":"base64","media_type":"application/pdf","data":…}, {"type":"url","url":…} or {"type":"file","file_id":…} as source."#;
    const TEXT: &str = r#"Write {"type":"text","text":…}."#;
    const AUDIO: &str =
        "This API does not accept audio or video: send a transcript as text, or single frames as images.";
    for (block, help) in [
        (r#"{"type":"image_url","image_url":{"url":"https://e.com/a.png"}}"#, URL),
        (
            r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR"}}"#,
            DATA,
        ),
        (r#"{"type":"image_url","image_url":"https://e.com/a.png"}"#, URL),
        (
            r#"{"type":"input_image","image_url":"https://e.com/a.png","detail":"low"}"#,
            URL,
        ),
        (r#"{"type":"input_text","text":"Hi"}"#, TEXT),
        (r#"{"type":"output_text","text":"Hi"}"#, TEXT),
        (r#"{"type":"input_file","file_id":"file-1"}"#, DOCUMENT),
        (r#"{"type":"file","file":{"file_data":"x"}}"#, DOCUMENT),
        (
            r#"{"type":"input_audio","input_audio":{"data":"x","format":"wav"}}"#,
            AUDIO,
        ),
    ] {
        let (code, message, found) = words(&of_block(block));
        assert_eq!((code, found.as_str()), ("block.type.unknown", help), "{block}");
        assert!(
            message.starts_with("expected \"text\", \"image\", \"document\", "),
            "{message}"
        );
    }
    for (block, help) in [
        (r#"{"text":"Hi"}"#, r#"Add "type":"text"."#),
        (r#"{"inlineData":{"mimeType":"image/png","data":"iVBOR"}}"#, DATA),
        (r#"{"image":{"format":"png","source":{"bytes":"iVBOR"}}}"#, DATA),
    ] {
        let (code, _, found) = words(&of_block(block));
        assert_eq!((code, found.as_str()), ("block.type.missing", help), "{block}");
    }
    let source = r#"Put it into source: {"type":"base64","media_type":…,"data":…}, {"type":"url","url":…} or {"type":"file","file_id":…}."#;
    for block in [
        r#"{"type":"image","image_url":{"url":"https://e.com/a.png"}}"#,
        r#"{"type":"image","media_type":"image/png","data":"iVBOR"}"#,
        r#"{"type":"image","mimeType":"image/png","data":"iVBOR"}"#,
    ] {
        let (code, _, found) = words(&of_block(block));
        assert_eq!((code, found.as_str()), ("block.unknown_field", source), "{block}");
    }
}

#[test]
fn messages_of_other_vendors_are_one_finding_each() {
    let user = r#"{"role":"user","content":"Hi"}"#;
    let result = r#"Write {"role":"user","content":[{"type":"tool_result","tool_use_id":…,"content":…}]}."#;
    let call = r#"Put each call into content, as {"type":"tool_use","id":…,"name":…,"input":{…}}; input is the object that other APIs send as a string in arguments."#;
    for (messages, code, help) in [
        (
            format!(
                r#"[{user},{{"role":"assistant","content":null,"tool_calls":[{{"id":"c","type":"function","function":{{"name":"f","arguments":"{{}}"}}}}]}},{user}]"#
            ),
            "message.unknown_field",
            call,
        ),
        (
            format!(r#"[{user},{{"role":"assistant","tool_calls":[],"content":null}},{user}]"#),
            "message.unknown_field",
            call,
        ),
        (
            format!(r#"[{user},{{"role":"tool","tool_call_id":"c","content":"7"}}]"#),
            "message.role",
            result,
        ),
        (
            format!(r#"[{user},{{"role":"function","name":"f","content":"7"}}]"#),
            "message.role",
            result,
        ),
        (
            format!(r#"[{{"role":"developer","content":"Be short."}},{user}]"#),
            "message.role",
            "Put instructions into the top-level system parameter.",
        ),
        (
            format!(r#"[{{"role":"system","content":"Be short."}},{user}]"#),
            "system.role_slip",
            "Move it to \"system\":\"…\", next to messages.",
        ),
        (
            r#"[{"role":"model","parts":[{"text":"Hi"}]}]"#.to_string(),
            "message.role",
            "The model's own messages have the role \"assistant\".",
        ),
        (
            r#"[{"role":"user","parts":[{"text":"Hi"}]}]"#.to_string(),
            "message.unknown_field",
            r#"Use content: a string, or blocks such as {"type":"text","text":…}."#,
        ),
        (
            r#"[{"type":"human","content":"Hi"}]"#.to_string(),
            "message.role",
            r#"Write "role":"user" instead of "type":"human"."#,
        ),
        (
            r#"[{"role":"human","content":"Hi"}]"#.to_string(),
            "message.role",
            "The human's messages have the role \"user\".",
        ),
        (
            r#"[{"role":"user","content":"Hi","max_tokens":9}]"#.to_string(),
            "message.unknown_field",
            "This is a parameter of the request: put it into params, next to messages.",
        ),
        (
            r#"[{"role":"user","content":"Hi","cache_control":{"type":"ephemeral"}}]"#.to_string(),
            "message.unknown_field",
            "Put cache_control on a content block.",
        ),
        (
            r#""Hi""#.to_string(),
            "messages.missing",
            r#"Write [{"role":"user","content":…}]."#,
        ),
        (user.to_string(), "messages.missing", "Put it into an array: [{…}]."),
    ] {
        let (found, _, found_help) = words(&of_messages(&messages));
        assert_eq!((found, found_help.as_str()), (code, help), "{messages}");
    }
}

#[test]
fn data_that_is_not_base64_is_described() {
    let image = |data: &str| {
        of_block(&format!(
            r#"{{"type":"image","source":{{"type":"base64","media_type":"image/png","data":"{data}"}}}}"#
        ))
    };
    let python = "expected base64, found Python's notation of bytes (b'…')";
    let path = "expected base64, found what looks like a file path";
    let decode = r#"Decode them: base64.b64encode(data).decode("ascii")."#;
    let read = "Read the file and put its bytes here, as base64; the API cannot read your files.";
    for (data, code, message, help) in [
        ("b'iVBORw0KGgo='", "image.base64.invalid", python, decode),
        (r#"b'\\x89PNG'"#, "image.base64.invalid", python, decode),
        (
            "https://e.com/a.png",
            "image.base64.invalid",
            "expected base64, found a URL",
            r#"Write {"type":"url","url":…} as source."#,
        ),
        ("/home/me/cat.png", "image.base64.invalid", path, read),
        (r#"C:\\Users\\me\\cat.jpg"#, "image.base64.invalid", path, read),
        ("./cat", "image.base64.invalid", path, read),
        (
            "<Buffer 89 50 4e>",
            "image.base64.invalid",
            "expected base64, found the description of an object instead of its bytes",
            "Encode the bytes themselves as base64.",
        ),
        (
            "data:image/png;base64,iVBORw0KGgo=",
            "image.base64.data_uri",
            "expected only base64, found a data: URI",
            "Leave out everything up to the comma.",
        ),
    ] {
        assert_eq!(
            words(&image(data)),
            (code, message.to_string(), help.to_string()),
            "{data}"
        );
    }
    let pdf =
        of_block(r#"{"type":"image","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"}}"#);
    let (code, _, help) = words(&pdf);
    assert_eq!(
        (code, help.as_str()),
        ("image.media_type", "A PDF goes into a block of type \"document\".")
    );
    let image =
        of_block(r#"{"type":"document","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}"#);
    let (code, _, help) = words(&image);
    assert_eq!(
        (code, help.as_str()),
        (
            "document.base64.media_type",
            "An image goes into a block of type \"image\"."
        )
    );
}

#[test]
fn tools_and_choices_of_other_vendors_are_one_finding() {
    let tool = r#"{"name":"f","description":"d","input_schema":{"type":"object"}}"#;
    for (choice, help) in [
        (r#""auto""#, r#"Write {"type":"auto"}."#),
        (r#""required""#, r#"Write {"type":"any"}."#),
        (r#""none""#, r#"Write {"type":"none"}."#),
        (r#""f""#, r#"Write {"type":"tool","name":…}."#),
        (
            r#"{"type":"function","function":{"name":"f"}}"#,
            r#"Write {"type":"tool","name":…}."#,
        ),
    ] {
        let (code, _, found) = words(&with(&format!(r#""tools":[{tool}],"tool_choice":{choice}"#)));
        assert_eq!((code, found.as_str()), ("tool_choice.type", help), "{choice}");
    }
    for tool in [
        r#"{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}"#,
        r#"{"type":"function","name":"f","parameters":{"type":"object"}}"#,
        r#"{"functionDeclarations":[{"name":"f"}]}"#,
        r#"{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}"#,
    ] {
        let (code, _, help) = words(&with(&format!(r#""tools":[{tool}]"#)));
        assert_eq!(code, "tool.type.openai", "{tool}");
        assert!(
            help.starts_with(r#"Write {"name":…,"description":…,"input_schema":{…}}"#),
            "{help}"
        );
    }
    let (code, _, help) = words(&with(r#""tools":[{"type":"web_search_preview"}]"#));
    assert_eq!(
        (code, help.as_str()),
        (
            "tool.type.openai",
            r#"Write {"type":"web_search_20260318","name":"web_search"}."#
        )
    );
}

#[test]
fn thousands_of_unknown_keys_are_each_looked_up() {
    let keys: Vec<String> = (0..20_000).map(|number| format!("\"unheard_of_{number}\":1")).collect();
    let report = check(NEW, &with(&keys.join(",")));
    assert_eq!((report.errors, report.warnings), (0, 20_000));
}
