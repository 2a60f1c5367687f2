//! Models of other vendors, and invalid ids.

use super::*;

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
