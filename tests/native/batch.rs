use message_batches::calls::batch::{MessageBatch, Page, ProcessingStatus, RequestCounts};

/// A batch in progress, as the API sends it.
const RUNNING: &str = r#"{
  "id": "msgbatch_01TestTestTestTestTest",
  "type": "message_batch",
  "processing_status": "in_progress",
  "request_counts": { "processing": 2, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0 },
  "ended_at": null,
  "created_at": "2026-11-20T18:37:24.100435Z",
  "expires_at": "2026-11-21T18:37:24.100435Z",
  "cancel_initiated_at": null,
  "results_url": null
}"#;

/// A batch whose results are no longer available, as the API sends it.
const ARCHIVED: &str = r#"{"id":"msgbatch_2","type":"message_batch","processing_status":"ended","request_counts":{"processing":0,"succeeded":1,"errored":2,"canceled":3,"expired":4},"ended_at":"2026-09-03T20:08:22.604312Z","created_at":"2026-09-02T20:08:22.604312Z","expires_at":"2026-09-03T20:08:22.604312Z","archived_at":"2026-10-01T20:08:22.604312Z","cancel_initiated_at":null,"results_url":null}"#;

fn minimal(extra: &str) -> String {
    format!("{{\"id\":\"b\",\"processing_status\":\"in_progress\"{extra}}}")
}

#[test]
fn a_running_batch_without_archived_at_is_read() {
    let batch = MessageBatch::parse(RUNNING).unwrap();
    assert_eq!(
        batch,
        MessageBatch {
            id: "msgbatch_01TestTestTestTestTest".into(),
            processing_status: ProcessingStatus::InProgress,
            request_counts: RequestCounts {
                processing: 2,
                ..RequestCounts::default()
            },
            created_at: Some("2026-11-20T18:37:24.100435Z".into()),
            expires_at: Some("2026-11-21T18:37:24.100435Z".into()),
            ended_at: None,
            archived_at: None,
            results_url: None,
        }
    );
    assert!(!batch.has_ended());
}

#[test]
fn an_archived_batch_is_read_with_all_its_counts() {
    let batch = MessageBatch::parse(ARCHIVED).unwrap();
    let counts = batch.request_counts;
    assert_eq!(
        [
            counts.processing,
            counts.succeeded,
            counts.errored,
            counts.canceled,
            counts.expired
        ],
        [0, 1, 2, 3, 4]
    );
    assert_eq!(batch.archived_at.as_deref(), Some("2026-10-01T20:08:22.604312Z"));
    assert_eq!(batch.ended_at.as_deref(), Some("2026-09-03T20:08:22.604312Z"));
    assert!(batch.has_ended());
}

#[test]
fn a_status_that_is_not_known_is_kept_and_is_not_the_end() {
    let cases = [
        ("in_progress", ProcessingStatus::InProgress, false),
        ("canceling", ProcessingStatus::Canceling, false),
        ("ended", ProcessingStatus::Ended, true),
        ("Ended", ProcessingStatus::Other("Ended".into()), false),
        ("paused", ProcessingStatus::Other("paused".into()), false),
        ("", ProcessingStatus::Other(String::new()), false),
    ];
    for (word, status, ended) in cases {
        let batch = MessageBatch::parse(&format!("{{\"id\":\"b\",\"processing_status\":\"{word}\"}}")).unwrap();
        assert_eq!(batch.processing_status, status);
        assert_eq!(batch.processing_status.as_str(), word);
        assert_eq!(batch.has_ended(), ended, "{word}");
    }
}

#[test]
fn what_is_missing_or_unknown_or_of_another_type_does_not_matter_where_nothing_depends_on_it() {
    let plain = MessageBatch::parse(&minimal("")).unwrap();
    assert_eq!(plain.request_counts, RequestCounts::default());
    let cases = [
        r#","new_field":{"a":[1,{"id":"other"}]}"#,
        r#","request_counts":null"#,
        r#","request_counts":[1,2,3,4,5]"#,
        r#","request_counts":{"processing":-1,"succeeded":1.5,"errored":"1","canceled":null,"expired":1e3,"paused":7}"#,
        r#","created_at":7,"expires_at":null,"ended_at":{},"archived_at":false,"results_url":[]"#,
    ];
    for extra in cases {
        assert_eq!(MessageBatch::parse(&minimal(extra)).as_ref(), Ok(&plain), "{extra}");
    }
}

#[test]
fn keys_and_values_may_be_escaped_and_stand_in_any_order() {
    let batch =
        MessageBatch::parse(r#" {"processing_status":"\u0065nded","\u0069d":"b\/1","results_url":"\/r"} "#).unwrap();
    assert_eq!(
        (batch.id.as_str(), batch.has_ended(), batch.results_url.as_deref()),
        ("b/1", true, Some("/r"))
    );
}

#[test]
fn a_body_that_is_not_a_batch_is_described() {
    let cases = [
        ("", "an empty body"),
        (" \n", "an empty body"),
        ("<html></html>", "what looks like an HTML page"),
        ("OK", "text that is not a JSON object"),
        ("null", "text that is not a JSON object"),
        ("42", "text that is not a JSON object"),
        (r#"["b","in_progress"]"#, "a JSON array"),
        ("{}", "a JSON object without an id"),
        (r#"{"processing_status":"ended"}"#, "a JSON object without an id"),
        (r#"{"id":7,"processing_status":"ended"}"#, "a JSON object without an id"),
        (r#"{"id":"b"}"#, "a JSON object without a processing_status"),
        (
            r#"{"id":"b","processing_status":null}"#,
            "a JSON object without a processing_status",
        ),
        (
            r#"{"id":"b","processing_status":"ended""#,
            "JSON that is broken at byte 37",
        ),
        (r#"{"id":"b",}"#, "JSON that is broken at byte 10"),
        (
            r#"{"id":"b","processing_status":"ended"}{"#,
            "JSON that is broken at byte 38",
        ),
    ];
    for (body, found) in cases {
        assert_eq!(
            MessageBatch::parse(body),
            Err(format!("expected a message batch, found {found}")),
            "{body}"
        );
    }
}

#[test]
fn a_page_is_reduced_to_what_paging_needs() {
    let page = |len, has_more, first: Option<&str>, last: Option<&str>| Page {
        len,
        has_more,
        first_id: first.map(Into::into),
        last_id: last.map(Into::into),
    };
    let full =
        format!(r#"{{"data":[{RUNNING},{ARCHIVED}],"has_more":true,"first_id":"msgbatch_1","last_id":"msgbatch_2"}}"#);
    let cases = [
        (full.as_str(), page(2, true, Some("msgbatch_1"), Some("msgbatch_2"))),
        (
            r#"{"data":[],"has_more":false,"first_id":null,"last_id":null}"#,
            page(0, false, None, None),
        ),
        (r#"{"data":[]}"#, page(0, false, None, None)),
        (
            r#"{"last_id":"b","new":1,"has_more":"true","data":[1,[2,3],{"data":[]}]}"#,
            page(3, false, None, Some("b")),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(Page::parse(body), Ok(expected), "{body}");
    }
}

#[test]
fn a_body_that_is_not_a_page_is_described() {
    let cases = [
        ("", "an empty body"),
        ("<html>", "what looks like an HTML page"),
        ("[]", "a JSON array"),
        ("[[]]", "a JSON array"),
        ("{}", "a JSON object without data"),
        (r#"{"data":{},"has_more":true}"#, "a JSON object without data"),
        (r#"{"data":[1,]}"#, "JSON that is broken at byte 11"),
        (r#"{"data":["#, "JSON that is broken at byte 9"),
    ];
    for (body, found) in cases {
        let expected = format!("expected a page of message batches, found {found}");
        assert_eq!(Page::parse(body), Err(expected), "{body}");
    }
}
