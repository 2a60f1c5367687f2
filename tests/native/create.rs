use message_batches::calls::batch::RequestCounts;
use message_batches::calls::create::{Intent, KeyState, SendMode, Sender, check_key};

#[test]
fn a_create_is_sent_only_in_a_way_in_which_it_cannot_be_stored_twice() {
    use SendMode::{ProbeFirst, Refuse, Stream, Whole};
    let (known, forgets, remembers) = (None, Some(false), Some(true));
    // Whether the runtime resends, can stream, the caller accepts the risk, the peer remembers keys; how the body is sent, and
    // whether a random key and a key of the caller are sent.
    let cases = [
        (false, false, false, known, Whole, true, true),
        (false, false, false, forgets, Whole, true, true),
        (false, true, false, remembers, Whole, true, true),
        (true, false, false, remembers, Whole, true, true),
        (true, true, false, remembers, Whole, true, true),
        (true, true, false, known, ProbeFirst, false, true),
        (true, true, false, forgets, Stream, false, false),
        (true, false, false, known, ProbeFirst, false, true),
        (true, false, false, forgets, Refuse, false, false),
        (true, false, true, known, Whole, false, true),
        (true, false, true, forgets, Whole, false, false),
        (true, true, true, forgets, Whole, false, false),
        (true, false, true, remembers, Whole, true, true),
    ];
    for (resends, can_stream, allow_resend, remembers_keys, way, sends_random, sends_chosen) in cases {
        let sender = Sender {
            resends,
            can_stream,
            allow_resend,
            remembers_keys,
        };
        let sends = (sender.sends_key(false), sender.sends_key(true));
        assert_eq!(
            (sender.mode(), sends),
            (way, (sends_random, sends_chosen)),
            "{sender:?}"
        );
    }
}

#[test]
fn a_create_that_can_be_streamed_needs_no_peer_that_answers_lists() {
    let streams = Sender {
        resends: true,
        can_stream: true,
        ..Sender::default()
    };
    let holds = Sender {
        can_stream: false,
        ..streams
    };
    for (status, manages) in [
        (404, true),
        (405, true),
        (501, true),
        (401, false),
        (403, false),
        (429, false),
        (500, false),
    ] {
        assert_eq!(streams.needs_no_key(status), manages, "{status}");
        // A repeat without a stream would be refused. The peer's first answer is more informative.
        assert!(!holds.needs_no_key(status), "{status}");
    }
}

#[test]
fn a_key_is_what_a_header_can_carry() {
    for key in ["a", "0123-abc_~!", &"k".repeat(255)] {
        assert_eq!(check_key(key), Ok(()), "{key}");
    }
    let long = "k".repeat(256);
    let cases = [
        ("", "\"\""),
        ("a b", "\"a b\""),
        ("k\n", "\"k\\n\""),
        ("clé", "\"clé\""),
        (long.as_str(), "256 bytes"),
    ];
    for (key, found) in cases {
        let error = check_key(key).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("idempotencyKey: expected 1 to 255 visible ASCII characters, found {found}"),
        );
    }
}

#[test]
fn an_unknown_key_state_is_ignored() {
    let cases = [
        ("stored", Some(KeyState::Stored)),
        ("free", Some(KeyState::Free)),
        ("open", Some(KeyState::Undecided)),
        ("unknown", Some(KeyState::Undecided)),
        ("Stored", None),
        ("", None),
    ];
    for (word, state) in cases {
        assert_eq!(KeyState::parse(word), state, "{word}");
    }
}

#[test]
fn a_batch_may_be_the_one_by_its_number_of_requests_and_its_time() {
    const MINUTE: f64 = 60_000.0;
    let intent = Intent {
        since_ms: 100.0 * MINUTE,
        until_ms: 110.0 * MINUTE,
        request_count: 5,
        is_keyed: true,
    };
    let counts = RequestCounts {
        processing: 1,
        succeeded: 1,
        errored: 1,
        canceled: 1,
        expired: 1,
    };
    // Minute, whether it may be the batch, whether it is too old.
    let cases = [
        (84.9, false, true),
        (85.0, true, false),
        (100.0, true, false),
        (110.0, true, false),
        (125.0, true, false),
        (125.1, false, false),
    ];
    for (minute, matches, is_before) in cases {
        let created_ms = minute * MINUTE;
        assert_eq!(intent.matches(created_ms, counts), matches, "{minute}");
        assert_eq!(intent.is_before(created_ms), is_before, "{minute}");
    }
    let more = RequestCounts { succeeded: 2, ..counts };
    assert!(!intent.matches(105.0 * MINUTE, more));
    assert!(!intent.matches(f64::NAN, counts) && !intent.is_before(f64::NAN));
    let endless = RequestCounts {
        processing: u64::MAX,
        ..counts
    };
    assert!(
        !intent.matches(105.0 * MINUTE, endless),
        "a sum beyond 64 bits is not another number"
    );
}

#[test]
fn that_a_key_is_unknown_proves_something_only_if_it_was_sent_and_is_not_forgotten() {
    const HOUR: f64 = 3_600_000.0;
    for (is_keyed, hours, proves) in [
        (true, 0.0, true),
        (true, 46.9, true),
        (true, 47.0, false),
        (false, 0.0, false),
    ] {
        let intent = Intent {
            since_ms: 100.0 * HOUR,
            until_ms: 101.0 * HOUR,
            request_count: 1,
            is_keyed,
        };
        assert_eq!(
            intent.would_be_remembered((100.0 + hours) * HOUR),
            proves,
            "{is_keyed} {hours}"
        );
    }
}
