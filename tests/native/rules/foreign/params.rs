//! Request fields of other vendors or other layers.

use super::*;

#[test]
fn parameters_of_other_vendors_and_of_calls_are_errors_with_a_fix() {
    const LEAVE_OUT: &str = "This API has no such setting: leave it out.";
    const OF_CALL: &str = "This is an option of the call, not of a request.";
    const NO_STREAM: &str = "A batch does not stream: leave it out.";
    const ONE: &str = "A request has one response: send one request for each.";
    const KEY: &str = "An API key belongs to the client, never in a request: remove it from the file.";
    const SEARCH: &str = r#"Declare a tool: {"type":"web_search_20260318","name":"web_search"}."#;
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
        // Instructor and DSPy
        ("response_model", "Use output_config.format."),
        ("validation_context", OF_CALL),
        ("create_with_completion", OF_CALL),
        ("rollout_id", OF_CALL),
        // AI SDK
        ("stopWhen", OF_CALL),
        ("activeTools", OF_CALL),
        ("prepareStep", OF_CALL),
        ("experimental_telemetry", OF_CALL),
        ("experimental_output", "Use output_config.format."),
        ("output", "Use output_config.format."),
        ("schemaName", "Use output_config.format."),
        ("providerMetadata", OF_CALL),
        // LiteLLM
        ("request_timeout", OF_CALL),
        ("litellm_params", OF_CALL),
        ("mock_response", OF_CALL),
        ("allowed_openai_params", OF_CALL),
        // LangChain, LlamaIndex and Haystack
        ("verbose", OF_CALL),
        ("config", SETTINGS),
        ("run_name", OF_CALL),
        ("max_concurrency", OF_CALL),
        ("lc_kwargs", OF_CALL),
        ("additional_kwargs", SETTINGS),
        ("generation_kwargs", SETTINGS),
        ("streaming_callback", OF_CALL),
        // Amazon Bedrock, Cohere and Mistral
        ("contentType", OF_CALL),
        ("accept", OF_CALL),
        ("k", "Its name is top_k, which API version 2023-06-01 has."),
        ("p", "Its name is top_p, which API version 2023-06-01 has."),
        ("strict_tools", LEAVE_OUT),
        ("document_image_limit", LEAVE_OUT),
        ("completion_args", SETTINGS),
        // OpenAI, Gemini, Groq, Perplexity and Hugging Face
        ("tool_resources", LEAVE_OUT),
        ("truncation_strategy", LEAVE_OUT),
        ("completion_window", OF_CALL),
        ("automaticFunctionCalling", OF_CALL),
        ("imageConfig", LEAVE_OUT),
        ("disable_tool_validation", LEAVE_OUT),
        ("search_domain_filter", SEARCH),
        ("return_citations", SEARCH),
        ("include_domains", SEARCH),
        ("return_full_text", LEAVE_OUT),
        ("anthropic_api_key", KEY),
        ("AWS_SECRET_ACCESS_KEY", KEY),
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
    // The first version has this field.
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
fn thousands_of_unknown_keys_are_each_looked_up() {
    let keys: Vec<String> = (0..20_000).map(|number| format!("\"unheard_of_{number}\":1")).collect();
    let report = check(NEW, &with(&keys.join(",")));
    assert_eq!((report.errors, report.warnings), (0, 20_000));
}
