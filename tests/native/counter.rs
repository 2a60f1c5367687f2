use message_batches::catalog::limits::{MAX_BODY_BYTES, MAX_REQUESTS};
use message_batches::requests::shards::body::{BETWEEN, CLOSE, EMPTY, OPEN};
use message_batches::requests::shards::counter::ShardCounter;
use message_batches::requests::shards::limits::Limits;

/// Returns the number of shards and bytes after requests of these sizes.
fn planned(sizes: impl IntoIterator<Item = u64>) -> (u64, u64) {
    let mut counter = ShardCounter::default();
    for size in sizes {
        counter.add(usize::try_from(size).unwrap());
    }
    (counter.shards(), counter.bytes())
}

#[test]
fn a_body_has_the_form_that_the_api_requires() {
    let body = [OPEN, b"1", BETWEEN, b"2", CLOSE].concat();
    assert_eq!(body, b"{\"requests\":[1,2]}");
    assert_eq!(EMPTY, (OPEN.len() + CLOSE.len()) as u64);
    assert_eq!(planned([1, 1]), (1, body.len() as u64));
}

#[test]
fn nothing_needs_no_shard() {
    assert_eq!(planned([]), (0, 0));
    assert_eq!(ShardCounter::default().bytes_as_one(), 0);
}

#[test]
fn a_shard_takes_the_limit_of_requests_and_not_one_more() {
    let of = |count: usize| planned(std::iter::repeat_n(3, count));
    let full = EMPTY + 3 * MAX_REQUESTS as u64 + MAX_REQUESTS as u64 - 1;
    assert_eq!(of(MAX_REQUESTS - 1), (1, full - 4));
    assert_eq!(of(MAX_REQUESTS), (1, full));
    assert_eq!(of(MAX_REQUESTS + 1), (2, full + EMPTY + 3));
    assert_eq!(of(2 * MAX_REQUESTS), (2, 2 * full));
    assert_eq!(of(2 * MAX_REQUESTS + 1), (3, 2 * full + EMPTY + 3));
}

#[test]
fn a_shard_takes_the_limit_of_bytes_and_not_one_more() {
    const FIRST: u64 = 1_000;
    let second = MAX_BODY_BYTES - EMPTY - FIRST - 1;
    assert_eq!(planned([FIRST, second - 1]), (1, MAX_BODY_BYTES - 1));
    assert_eq!(planned([FIRST, second]), (1, MAX_BODY_BYTES));
    assert_eq!(planned([FIRST, second + 1]), (2, 2 * EMPTY + FIRST + second + 1));
    assert_eq!(
        planned([FIRST, second, 2]),
        (2, MAX_BODY_BYTES + EMPTY + 2),
        "a full shard is closed"
    );
}

#[test]
fn both_limits_at_once_close_one_shard_only() {
    let each = (MAX_BODY_BYTES - EMPTY) / MAX_REQUESTS as u64 - 1;
    assert_eq!(planned(std::iter::repeat_n(each, MAX_REQUESTS)).0, 1);
    assert_eq!(planned(std::iter::repeat_n(each, MAX_REQUESTS + 1)).0, 2);
    assert_eq!(planned(std::iter::repeat_n(each + 1, MAX_REQUESTS)).0, 2);
}

#[test]
fn a_request_too_large_even_alone_gets_a_shard_of_its_own() {
    let huge = 2 * MAX_BODY_BYTES;
    assert_eq!(planned([huge]), (1, EMPTY + huge));
    assert_eq!(planned([huge, 5]), (2, 2 * EMPTY + huge + 5));
    assert_eq!(planned([5, huge, 5, 5]), (3, 3 * EMPTY + huge + 16));
}

#[test]
fn other_limits_are_applied_as_exactly() {
    let shards = |limits: Limits, sizes: &[usize]| {
        let mut counter = ShardCounter::new(limits);
        sizes.iter().map(|size| counter.add(*size)).collect::<Vec<_>>()
    };
    let requests = Limits {
        requests: 2,
        ..Limits::default()
    };
    assert_eq!(shards(requests, &[1; 5]), [true, false, true, false, true]);
    let bytes = |bytes: u64| Limits {
        bytes,
        ..Limits::default()
    };
    let two = EMPTY + 10 + 1 + 20;
    assert_eq!(shards(bytes(two - 1), &[10, 20]), [true, true]);
    assert_eq!(shards(bytes(two), &[10, 20]), [true, false]);
    assert_eq!(shards(bytes(two + 1), &[10, 20, 1]), [true, false, true]);
    assert_eq!(shards(bytes(1), &[10, 20]), [true, true]);
    let primer = Limits {
        requests: 3,
        primer: true,
        ..Limits::default()
    };
    assert_eq!(shards(primer, &[1; 6]), [true, true, false, false, true, false]);
}

#[test]
fn the_size_as_one_body_does_not_depend_on_the_shards() {
    for count in [1, 2, MAX_REQUESTS, MAX_REQUESTS + 1, 3 * MAX_REQUESTS] {
        let mut counter = ShardCounter::default();
        for _ in 0..count {
            counter.add(7);
        }
        assert_eq!(
            counter.bytes_as_one(),
            EMPTY + 7 * count as u64 + (count as u64 - 1),
            "{count}"
        );
    }
}
