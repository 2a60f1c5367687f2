use message_batches::calls::batch::MessageBatch;
use message_batches::calls::call::Verb;
use message_batches::calls::endpoints as api;
use message_batches::calls::endpoints::ListParams;
use message_batches::calls::results;

use super::{at, headers, with_key};

const BATCHES: &str = "https://api.anthropic.com/v1/messages/batches";

fn ended() -> MessageBatch {
    MessageBatch::parse(
        r#"{"id":"msgbatch_1","processing_status":"ended","results_url":"/v1/messages/batches/msgbatch_1/results"}"#,
    )
    .unwrap()
}

#[test]
fn every_verb_has_its_method_url_and_headers() {
    const JSON: (&str, &str) = ("accept", "application/json");
    const LINES: (&str, &str) = (
        "accept",
        "application/x-jsonl, application/octet-stream;q=0.9, */*;q=0.1",
    );
    const VERSION: (&str, &str) = ("anthropic-version", "2026-10-21");
    const KEY: (&str, &str) = ("authorization", "Bearer sk-test");
    const BODY: (&str, &str) = ("content-type", "application/json");
    let settings = with_key();
    let id = "msgbatch_1";
    let cases = [
        (
            api::create(&settings, None),
            Verb::Create,
            "create",
            "POST",
            "",
            vec![JSON, VERSION, KEY, BODY],
        ),
        (
            api::retrieve(&settings, id),
            Verb::Retrieve,
            "retrieve",
            "GET",
            "/msgbatch_1",
            vec![JSON, VERSION, KEY],
        ),
        (
            api::list(&settings, &ListParams::default()),
            Verb::List,
            "list",
            "GET",
            "",
            vec![JSON, VERSION, KEY],
        ),
        (
            api::of_batch(&settings, Verb::Cancel, id),
            Verb::Cancel,
            "cancel",
            "POST",
            "/msgbatch_1/cancel",
            vec![JSON, VERSION, KEY],
        ),
        (
            api::of_batch(&settings, Verb::Delete, id),
            Verb::Delete,
            "delete",
            "DELETE",
            "/msgbatch_1",
            vec![JSON, VERSION, KEY],
        ),
        (
            results::open(&settings, &ended(), None),
            Verb::Results,
            "results",
            "GET",
            "/msgbatch_1/results",
            vec![LINES, VERSION, KEY],
        ),
    ];
    for (call, verb, name, method, path, expected) in cases {
        let call = call.unwrap();
        assert_eq!((call.verb, call.verb.as_str(), call.method), (verb, name, method));
        assert_eq!(Verb::parse(name), Some(verb));
        assert_eq!(call.url, format!("{BATCHES}{path}"));
        assert_eq!(headers(&call), expected, "{name}");
    }
}

#[test]
fn a_relay_with_a_path_keeps_its_path_in_front_of_every_url() {
    let settings = at("http://127.0.0.1:8787/claude/");
    let base = "http://127.0.0.1:8787/claude/v1/messages/batches";
    assert_eq!(api::create(&settings, None).unwrap().url, base);
    assert_eq!(api::retrieve(&settings, "b").unwrap().url, format!("{base}/b"));
    assert_eq!(api::list(&settings, &ListParams::default()).unwrap().url, base);
    assert_eq!(
        api::of_batch(&settings, Verb::Cancel, "b").unwrap().url,
        format!("{base}/b/cancel")
    );
    assert_eq!(
        api::of_batch(&settings, Verb::Delete, "b").unwrap().url,
        format!("{base}/b")
    );
}

#[test]
fn an_id_is_one_path_segment_whatever_it_holds() {
    let cases = [
        ("msgbatch_013Zva2CMHLNnXjNJJKqJ2EF", "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF"),
        ("a-b_c.d~e", "a-b_c.d~e"),
        ("...", "..."),
        ("../x", "..%2Fx"),
        ("a/b", "a%2Fb"),
        ("a\\b", "a%5Cb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("%2e%2e", "%252e%252e"),
        ("a\n b", "a%0A%20b"),
        ("@evil.example", "%40evil.example"),
        ("é😀", "%C3%A9%F0%9F%98%80"),
        ("'\"<>!*()", "%27%22%3C%3E%21%2A%28%29"),
    ];
    for (id, segment) in cases {
        assert_eq!(
            api::retrieve(&with_key(), id).unwrap().url,
            format!("{BATCHES}/{segment}")
        );
        assert_eq!(
            api::of_batch(&with_key(), Verb::Cancel, id).unwrap().url,
            format!("{BATCHES}/{segment}/cancel")
        );
        assert_eq!(
            api::of_batch(&with_key(), Verb::Delete, id).unwrap().url,
            format!("{BATCHES}/{segment}")
        );
    }
}

#[test]
fn an_id_that_is_empty_or_dots_is_refused_by_every_verb_that_takes_one() {
    for id in ["", ".", "..", " a", "a ", "https://x.example/b"] {
        for verb in [Verb::Retrieve, Verb::Cancel, Verb::Delete] {
            let error = api::of_batch(&with_key(), verb, id).unwrap_err();
            assert_eq!(error.code(), "invalid_option");
            assert_eq!(error.class(), "RangeError");
            assert_eq!(
                error.to_string(),
                format!("batch id: expected an id such as msgbatch_013Zva2CMHLNnXjNJJKqJ2EF, found \"{id}\"")
            );
        }
    }
}

#[test]
fn a_target_names_method_and_url_but_never_the_query() {
    let params = ListParams {
        limit: Some(5),
        ..ListParams::default()
    };
    let call = api::list(&with_key(), &params).unwrap();
    assert_eq!(call.url, format!("{BATCHES}?limit=5"));
    assert_eq!(call.target(), format!("GET {BATCHES}"));
}

#[test]
fn debug_output_never_shows_a_key_or_a_header() {
    let mut settings = with_key();
    settings.headers = vec![("x-secret".into(), "hidden".into())];
    let shown = format!("{settings:?} {:?}", api::create(&settings, None).unwrap());
    assert!(!shown.contains("sk-test") && !shown.contains("hidden"), "{shown}");
    assert!(shown.contains("authorization") && shown.contains("x-secret"), "{shown}");
}
