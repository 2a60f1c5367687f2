use message_batches::calls::batch::Page;
use message_batches::calls::endpoints as api;
use message_batches::calls::endpoints::{ListParams, next_page};

use super::with_key;

fn params(limit: Option<u32>, after_id: Option<&str>, before_id: Option<&str>) -> ListParams {
    ListParams {
        limit,
        after_id: after_id.map(Into::into),
        before_id: before_id.map(Into::into),
    }
}

#[test]
fn parameters_stand_in_the_query_percent_encoded() {
    let cases = [
        (params(None, None, None), ""),
        (params(Some(1), None, None), "?limit=1"),
        (params(Some(1000), None, None), "?limit=1000"),
        (params(None, Some("msgbatch_1"), None), "?after_id=msgbatch_1"),
        (params(None, None, Some("msgbatch_2")), "?before_id=msgbatch_2"),
        (
            params(Some(20), Some("a"), Some("b")),
            "?limit=20&after_id=a&before_id=b",
        ),
        (
            params(None, Some("a&limit=9#x y"), None),
            "?after_id=a%26limit%3D9%23x%20y",
        ),
        (params(None, Some(""), None), "?after_id="),
    ];
    for (params, query) in cases {
        let call = api::list(&with_key(), &params).unwrap();
        assert_eq!(
            call.url,
            format!("https://api.anthropic.com/v1/messages/batches{query}")
        );
    }
}

#[test]
fn a_limit_outside_1_to_1000_is_refused() {
    for limit in [0, 1001, u32::MAX] {
        let error = api::list(&with_key(), &params(Some(limit), None, None)).unwrap_err();
        assert_eq!((error.code(), error.class()), ("invalid_option", "RangeError"));
        assert_eq!(
            error.to_string(),
            format!("limit: expected a whole number from 1 to 1000, found {limit}")
        );
    }
}

#[test]
fn the_next_page_goes_on_in_the_direction_of_the_request() {
    let page = |len, has_more, first: Option<&str>, last: Option<&str>| Page {
        len,
        has_more,
        first_id: first.map(Into::into),
        last_id: last.map(Into::into),
    };
    let middle = page(2, true, Some("new"), Some("old"));
    let cases = [
        (
            "forward",
            params(None, None, None),
            middle.clone(),
            Some(params(None, Some("old"), None)),
        ),
        (
            "forward again",
            params(Some(2), Some("x"), None),
            middle.clone(),
            Some(params(Some(2), Some("old"), None)),
        ),
        (
            "backward",
            params(Some(2), None, Some("x")),
            middle.clone(),
            Some(params(Some(2), None, Some("new"))),
        ),
        (
            "both given",
            params(None, Some("a"), Some("x")),
            middle,
            Some(params(None, None, Some("new"))),
        ),
        (
            "at the end",
            params(None, None, None),
            page(2, false, Some("new"), Some("old")),
            None,
        ),
        (
            "a single batch",
            params(None, None, None),
            page(1, true, Some("only"), Some("only")),
            Some(params(None, Some("only"), None)),
        ),
        ("empty page", params(None, None, None), page(0, true, None, None), None),
        (
            "no cursor forward",
            params(None, None, None),
            page(2, true, Some("new"), None),
            None,
        ),
        (
            "no cursor backward",
            params(None, None, Some("x")),
            page(2, true, None, Some("old")),
            None,
        ),
    ];
    for (name, asked, page, next) in cases {
        assert_eq!(next_page(&asked, &page), next, "{name}");
    }
}
