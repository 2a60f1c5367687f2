use message_batches::calls::batch::{MessageBatch, ProcessingStatus, RequestCounts};
use message_batches::calls::call::Call;
use message_batches::calls::error::Error;
use message_batches::calls::results as api;
use message_batches::calls::results::{AfterFailure, after_failure};

use super::{at, headers, with_key};

fn batch(status: ProcessingStatus, results_url: Option<&str>, archived_at: Option<&str>) -> MessageBatch {
    MessageBatch {
        id: "msgbatch_1".into(),
        processing_status: status,
        request_counts: RequestCounts::default(),
        created_at: None,
        expires_at: None,
        ended_at: None,
        archived_at: archived_at.map(Into::into),
        results_url: results_url.map(Into::into),
    }
}

fn results(base: &str, results_url: &str) -> Result<Call, Error> {
    let mut settings = at(base);
    settings.api_key = Some("sk-test".into());
    api::open(
        &settings,
        &batch(ProcessingStatus::Ended, Some(results_url), None),
        None,
    )
}

#[test]
fn a_results_url_of_our_origin_is_followed_and_any_other_is_replaced_by_the_path_of_the_batch() {
    const API: &str = "https://api.anthropic.com";
    const BUILT: &str = "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results";
    let cases = [
        // Ours.
        (
            "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results",
            BUILT,
        ),
        (
            "https://api.anthropic.com/elsewhere?token=1",
            "https://api.anthropic.com/elsewhere?token=1",
        ),
        ("/v1/messages/batches/msgbatch_1/results", BUILT),
        ("/elsewhere", "https://api.anthropic.com/elsewhere"),
        // Another host, scheme or port.
        ("https://evil.example/v1/messages/batches/msgbatch_1/results", BUILT),
        ("http://api.anthropic.com/v1/messages/batches/msgbatch_1/results", BUILT),
        ("https://api.anthropic.com:8443/x", BUILT),
        // Tricks of URL parsers.
        ("https://api.anthropic.com@evil.example/x", BUILT),
        ("https://api.anthropic.com:443@evil.example/x", BUILT),
        ("https://api.anthropic.com.evil.example/x", BUILT),
        ("https://api.anthropic.comevil.example/x", BUILT),
        ("https://api.anthropic.com\\@evil.example/x", BUILT),
        ("https://api.anthropic.com/\\evil.example/x", BUILT),
        ("https://evil.example#https://api.anthropic.com/x", BUILT),
        ("//evil.example/x", BUILT),
        ("/\\evil.example/x", BUILT),
        ("\\\\evil.example/x", BUILT),
        ("/\t/evil.example/x", BUILT),
        (" /x", BUILT),
        (" https://evil.example", BUILT),
        ("/x y", BUILT),
        ("/é", BUILT),
        ("javascript:alert(1)", BUILT),
        // Not absolute, so ambiguous.
        ("results", BUILT),
        ("?results", BUILT),
        ("", BUILT),
        ("https://api.anthropic.com", BUILT),
        ("https://api.anthropic.com?x", BUILT),
    ];
    for (given, expected) in cases {
        let call = results(API, given).unwrap();
        assert_eq!(call.url, expected, "{given:?}");
        assert!(
            headers(&call).contains(&("authorization", "Bearer sk-test")),
            "{given:?}"
        );
    }
}

#[test]
fn behind_a_relay_the_results_come_through_the_relay() {
    let cases = [
        (
            "https://relay.example/claude",
            "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results",
            "https://relay.example/claude/v1/messages/batches/msgbatch_1/results",
        ),
        (
            "https://relay.example/claude",
            "/v1/messages/batches/msgbatch_1/results",
            "https://relay.example/claude/v1/messages/batches/msgbatch_1/results",
        ),
        (
            "https://relay.example/claude",
            "https://relay.example/claude/v1/messages/batches/msgbatch_1/results",
            "https://relay.example/claude/v1/messages/batches/msgbatch_1/results",
        ),
        (
            "http://127.0.0.1:8787",
            "http://127.0.0.1:8787/v1/messages/batches/msgbatch_1/results",
            "http://127.0.0.1:8787/v1/messages/batches/msgbatch_1/results",
        ),
        (
            "http://127.0.0.1:8787",
            "http://127.0.0.1:87870/v1/messages/batches/msgbatch_1/results",
            "http://127.0.0.1:8787/v1/messages/batches/msgbatch_1/results",
        ),
    ];
    for (base, given, expected) in cases {
        assert_eq!(results(base, given).unwrap().url, expected, "{base} {given}");
    }
}

#[test]
fn the_id_in_a_built_path_is_encoded_and_dots_are_refused() {
    let mut foreign = batch(ProcessingStatus::Ended, Some("https://evil.example/"), None);
    foreign.id = "a/../b".into();
    let call = api::open(&with_key(), &foreign, None).unwrap();
    assert_eq!(
        call.url,
        "https://api.anthropic.com/v1/messages/batches/a%2F..%2Fb/results"
    );
    foreign.id = "..".into();
    assert_eq!(
        api::open(&with_key(), &foreign, None).unwrap_err().to_string(),
        "batch id: expected an id such as msgbatch_013Zva2CMHLNnXjNJJKqJ2EF, found \"..\""
    );
}

#[test]
fn results_that_a_batch_has_but_does_not_name_are_looked_for_where_the_api_has_them() {
    let mut ended = batch(ProcessingStatus::Ended, None, None);
    ended.request_counts.errored = 1;
    let call = api::open(&with_key(), &ended, None).unwrap();
    assert_eq!(
        call.url,
        "https://api.anthropic.com/v1/messages/batches/msgbatch_1/results"
    );
    ended.archived_at = Some("2026-10-01T20:08:22Z".into());
    assert!(api::open(&with_key(), &ended, None).is_err());
}

#[test]
fn results_that_cannot_be_read_say_why() {
    use ProcessingStatus::{Canceling, Ended, InProgress, Other};
    let waiting = |word: &str| {
        format!(
            "Message Batch msgbatch_1 has no results yet: its status is {word}, and results are available once it has \
             ended. Use poll() to wait for that."
        )
    };
    let archived = "The results of Message Batch msgbatch_1 are gone: it was archived at 2026-10-01T20:08:22Z. Results \
                    are kept for 29 days after the batch was created.";
    let missing = "Message Batch msgbatch_1 has ended but has no results.";
    let when = Some("2026-10-01T20:08:22Z");
    let url = Some("https://api.anthropic.com/v1/messages/batches/msgbatch_1/results");
    let cases = [
        (
            batch(InProgress, None, None),
            "results_not_ready",
            waiting("in_progress"),
        ),
        (batch(Canceling, None, None), "results_not_ready", waiting("canceling")),
        (
            batch(Other("paused".into()), None, None),
            "results_not_ready",
            waiting("paused"),
        ),
        (
            batch(InProgress, url, None),
            "results_not_ready",
            waiting("in_progress"),
        ),
        (batch(Ended, None, when), "results_archived", archived.into()),
        (batch(Ended, None, None), "results_missing", missing.into()),
    ];
    for (batch, code, message) in cases {
        let error = api::open(&with_key(), &batch, None).unwrap_err();
        assert_eq!((error.code(), error.class()), (code, "ResultsUnavailableError"));
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_part_of_the_results_is_asked_for_by_its_first_byte() {
    let batch = batch(ProcessingStatus::Ended, Some("/results"), None);
    for (first, range) in [
        (None, None),
        (Some(0), Some("bytes=0-")),
        (Some(u64::MAX), Some("bytes=18446744073709551615-")),
    ] {
        let call = api::open(&with_key(), &batch, first).unwrap();
        let found = headers(&call).into_iter().find(|(name, _)| *name == "range");
        assert_eq!(found.map(|(_, value)| value), range);
    }
}

#[test]
fn results_that_cannot_be_opened_may_have_become_shorter_or_be_gone() {
    use AfterFailure::{Missing, OpenWhole, Report};
    // Status; for a part, for the whole, and both for results that existed before.
    let cases = [
        (Some(416), [OpenWhole, Report], [OpenWhole, Report]),
        (Some(404), [Report, Report], [Missing, Missing]),
        (Some(410), [Report, Report], [Missing, Missing]),
        (Some(403), [Report, Report], [Report, Report]),
        (Some(503), [Report, Report], [Report, Report]),
        (None, [Report, Report], [Report, Report]),
    ];
    for (status, first_time, again) in cases {
        for (is_part, at) in [(true, 0), (false, 1)] {
            assert_eq!(
                after_failure(status, is_part, false),
                first_time[at],
                "{status:?} {is_part}"
            );
            assert_eq!(
                after_failure(status, is_part, true),
                again[at],
                "{status:?} {is_part} again"
            );
        }
    }
    let ended = batch(ProcessingStatus::Ended, Some("/results"), None);
    assert_eq!(
        api::missing(&ended).to_string(),
        "Message Batch msgbatch_1 has ended but has no results."
    );
}
