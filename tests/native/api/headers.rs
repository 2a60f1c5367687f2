use message_batches::calls::endpoints as api;
use message_batches::calls::error::Error;
use message_batches::calls::settings::{Auth, Settings};
use message_batches::catalog::ApiVersion;

use super::{at, headers, with_key};

/// Returns the headers of a create call that vary.
fn varying(settings: &Settings) -> Vec<(String, String)> {
    let call = api::create(settings, None).unwrap();
    headers(&call)
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "accept" | "content-type"))
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

#[test]
fn both_versions_and_both_ways_to_send_the_key() {
    let bearer = ("authorization", "Bearer sk-test");
    let api_key = ("x-api-key", "sk-test");
    let cases = [
        (ApiVersion::V2023_06_01, Auth::Bearer, "2023-06-01", bearer),
        (ApiVersion::V2023_06_01, Auth::ApiKey, "2023-06-01", api_key),
        (ApiVersion::V2026_10_21, Auth::Bearer, "2026-10-21", bearer),
        (ApiVersion::V2026_10_21, Auth::ApiKey, "2026-10-21", api_key),
    ];
    for (version, auth, word, key) in cases {
        let settings = Settings {
            version,
            auth,
            ..with_key()
        };
        assert_eq!(varying(&settings), pairs(&[("anthropic-version", word), key]));
        assert_eq!(ApiVersion::parse(word), Some(version));
        assert_eq!(version.as_str(), word);
    }
    assert_eq!(ApiVersion::parse("2024-01-01"), None);
    assert_eq!(ApiVersion::default(), ApiVersion::V2026_10_21);
}

#[test]
fn betas_are_joined_and_the_workspace_has_its_own_header() {
    let settings = Settings {
        betas: vec!["output-300k-2026-03-24".into(), "mcp-client-2026-09-15".into()],
        workspace_id: Some("wrkspc_1".into()),
        ..with_key()
    };
    let expected = [
        ("anthropic-beta", "output-300k-2026-03-24,mcp-client-2026-09-15"),
        ("anthropic-version", "2026-10-21"),
        ("anthropic-workspace-id", "wrkspc_1"),
        ("authorization", "Bearer sk-test"),
    ];
    assert_eq!(varying(&settings), pairs(&expected));
}

#[test]
fn extra_headers_win_over_ours_in_any_case_and_the_last_of_a_name_wins() {
    let settings = Settings {
        headers: vec![
            ("Anthropic-Version".into(), "2099-01-01".into()),
            ("AUTHORIZATION".into(), "Bearer other".into()),
            ("X-Trace".into(), "first".into()),
            ("x-trace".into(), "second".into()),
        ],
        ..with_key()
    };
    let expected = [
        ("anthropic-version", "2099-01-01"),
        ("authorization", "Bearer other"),
        ("x-trace", "second"),
    ];
    assert_eq!(varying(&settings), pairs(&expected));
}

#[test]
fn the_api_needs_a_key_and_a_relay_does_not() {
    let error = api::create(&Settings::default(), None).unwrap_err();
    assert_eq!((error.code(), error.class()), ("missing_api_key", "BatchError"));
    assert_eq!(
        error.to_string(),
        "No API key: pass { apiKey } to BatchClient, or set ANTHROPIC_API_KEY where the runtime has environment variables, \
         or point { baseURL } at a relay that holds the key."
    );
    assert_eq!(
        varying(&at("https://relay.example")),
        pairs(&[("anthropic-version", "2026-10-21")])
    );
}

#[test]
fn a_key_in_a_header_of_any_case_counts() {
    for name in ["authorization", "Authorization", "x-api-key", "X-Api-Key"] {
        let settings = Settings {
            headers: vec![(name.into(), "secret".into())],
            ..Settings::default()
        };
        let lower = name.to_ascii_lowercase();
        assert_eq!(
            varying(&settings),
            pairs(&[("anthropic-version", "2026-10-21"), (lower.as_str(), "secret")])
        );
    }
}

#[test]
fn a_page_may_not_call_the_api_unless_the_caller_insists() {
    let page = Settings {
        in_page: true,
        ..with_key()
    };
    let error = api::create(&page, None).unwrap_err();
    assert_eq!((error.code(), error.class()), ("api_key_in_page", "BatchError"));
    assert_eq!(
        error.to_string(),
        "An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer browsers. \
         Point { baseURL } at a relay that holds the key and pass no key, or pass { dangerouslyAllowBrowser: true } if you know that this \
         is safe here."
    );
    let insisting = Settings {
        allow_page: true,
        ..page
    };
    let expected = [
        ("anthropic-dangerous-direct-browser-access", "true"),
        ("anthropic-version", "2026-10-21"),
        ("authorization", "Bearer sk-test"),
    ];
    assert_eq!(varying(&insisting), pairs(&expected));
}

#[test]
fn a_page_may_call_a_relay_and_is_not_marked_there() {
    let settings = Settings {
        in_page: true,
        ..at("https://relay.example")
    };
    assert!(settings.check().is_ok());
    assert_eq!(varying(&settings), pairs(&[("anthropic-version", "2026-10-21")]));
}

#[test]
fn a_page_sends_no_api_key_to_a_relay_either() {
    let relay = Settings {
        in_page: true,
        ..at("https://relay.example")
    };
    let header = |name: &str, value: &str| Settings {
        headers: vec![(name.into(), value.into())],
        ..relay.clone()
    };
    let key = |key: &str| Settings {
        api_key: Some(key.into()),
        ..relay.clone()
    };
    for refused in [
        key("sk-ant-api03-x"),
        header("x-api-key", "sk-ant-api03-x"),
        header("Authorization", "Bearer sk-ant-oat01-x"),
        header("proxy-authorization", "sk-ant-x"),
    ] {
        assert!(
            matches!(refused.check(), Err(Error::KeyInPage)),
            "{:?}",
            refused.headers
        );
        let insisting = Settings {
            allow_page: true,
            ..refused
        };
        assert!(insisting.check().is_ok());
    }
    for accepted in [
        key("a token of the relay"),
        header("authorization", "Bearer task-ant-1"),
    ] {
        assert!(accepted.check().is_ok(), "{:?}", accepted.headers);
    }
}
