use std::time::Duration;

use message_batches::calls::call::{Reply, Verb};
use message_batches::calls::create::KeyState;

/// Reads an answer with these headers at the beginning of 2026.
fn read(status: u16, headers: &[(&str, &str)]) -> Reply {
    const NOW_MS: f64 = 1_767_225_600_000.0;
    Reply::read(status, NOW_MS, |name| {
        headers
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_string())
    })
}

#[test]
fn the_headers_that_decisions_depend_on_are_read() {
    let headers = [
        ("request-id", "req_1"),
        ("retry-after-ms", "1500"),
        ("retry-after", "9"),
        ("x-should-retry", "true"),
        ("content-type", "application/json"),
        ("anthropic-organization-id", "org"),
        ("x-idempotency", "48h"),
        ("x-idempotency-state", "stored"),
    ];
    let expected = Reply {
        status: 200,
        request_id: Some("req_1".into()),
        retry_after: Some(Duration::from_millis(1500)),
        should_retry: Some(true),
        content_type: Some("application/json".into()),
        remembers_keys: true,
        key_state: Some(KeyState::Stored),
    };
    assert_eq!(read(200, &headers), expected);
    assert_eq!(
        read(204, &[]),
        Reply {
            status: 204,
            ..Reply::default()
        }
    );
}

#[test]
fn the_servers_word_on_retrying_is_true_or_false_and_nothing_else() {
    for (word, expected) in [
        ("true", Some(true)),
        ("false", Some(false)),
        ("TRUE", None),
        ("1", None),
        ("", None),
    ] {
        assert_eq!(read(500, &[("x-should-retry", word)]).should_retry, expected, "{word}");
    }
}

#[test]
fn a_wait_until_a_date_counts_from_now() {
    let until = |date| read(503, &[("retry-after", date)]).retry_after;
    assert_eq!(until("Thu, 01 Jan 2026 00:00:10 GMT"), Some(Duration::from_secs(10)));
    assert_eq!(until("Thu, 01 Jan 2026 00:00:00 GMT"), None);
}

#[test]
fn success_is_two_hundred_and_something() {
    for (status, success) in [
        (0, false),
        (199, false),
        (200, true),
        (204, true),
        (299, true),
        (300, false),
        (404, false),
    ] {
        assert_eq!(read(status, &[]).is_success(), success, "{status}");
    }
}

#[test]
fn a_redirect_is_three_hundred_and_something_and_what_browsers_give_in_its_place() {
    for (status, is_redirect) in [
        (0, true),
        (200, false),
        (299, false),
        (300, true),
        (399, true),
        (400, false),
    ] {
        assert_eq!(read(status, &[]).is_redirect(), is_redirect, "{status}");
    }
}

#[test]
fn a_verb_is_read_by_its_name() {
    for name in [
        "create",
        "retrieve",
        "list",
        "cancel",
        "delete",
        "results",
        "countTokens",
    ] {
        assert_eq!(Verb::parse(name).map(Verb::as_str), Some(name));
    }
    for name in ["", "poll", "Create", "count_tokens"] {
        assert_eq!(Verb::parse(name), None, "{name}");
    }
}
