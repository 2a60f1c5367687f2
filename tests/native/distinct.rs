//! Shards with different numbers of requests.

use std::collections::BTreeSet;

use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use message_batches::requests::shards::body::EMPTY;
use message_batches::requests::shards::counter::ShardCounter;
use message_batches::requests::shards::divider::{Divider, ShardDetail};
use message_batches::requests::shards::limits::{Batches, Limits};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::property::holds;

fn distinct(requests: usize, bytes: u64) -> Limits {
    Limits {
        requests,
        bytes,
        primer: false,
        distinct: true,
    }
}

/// Returns the numbers of requests of the shards for requests of these sizes.
fn counts(limits: Limits, sizes: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut counter = ShardCounter::new(limits);
    let mut counts = Vec::new();
    for size in sizes {
        match (counter.add(size), counts.last_mut()) {
            (false, Some(last)) => *last += 1,
            _ => counts.push(1),
        }
    }
    counts
}

fn equal(size: usize, rows: usize) -> impl Iterator<Item = usize> {
    std::iter::repeat_n(size, rows)
}

/// Returns the size of a create body with `requests` requests of this size.
fn body(requests: u64, size: u64) -> u64 {
    EMPTY + requests * (size + 1) - 1
}

#[test]
fn shards_that_the_number_of_requests_fills_become_smaller_by_one_each() {
    let largest = Limits {
        distinct: true,
        ..Limits::default()
    };
    assert_eq!(
        counts(largest, equal(500, 450_000)),
        [100_000, 99_999, 99_998, 99_997, 50_006]
    );
    assert_eq!(
        counts(Limits::default(), equal(500, 250_000)),
        [100_000, 100_000, 50_000]
    );
}

#[test]
fn shards_that_equal_requests_fill_with_bytes_become_smaller_by_one_each() {
    for bytes in [body(100, 30), body(101, 30) - 1] {
        assert_eq!(counts(distinct(1_000, bytes), equal(30, 450)), [100, 99, 98, 97, 56]);
    }
}

#[test]
fn shards_of_unequal_requests_differ_whatever_their_order() {
    // For requests of these sizes, an average cannot predict how many still fit.
    let mut state = 7_u64;
    let mut size = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        1_000 + (state >> 33) as usize % 2_000
    };
    let sizes: Vec<usize> = (0..60_000).map(|_| size()).collect();
    let limits = distinct(100_000, 2_000_000);
    let plain = counts(
        Limits {
            distinct: false,
            ..limits
        },
        sizes.iter().copied(),
    );
    let found = counts(limits, sizes.iter().copied());
    let different = |counts: &[usize]| counts.iter().collect::<BTreeSet<_>>().len();
    assert_eq!((plain.len(), different(&plain)), (61, 34));
    assert_eq!((found.len(), different(&found)), (62, 62));
}

#[test]
fn the_last_shard_takes_what_is_left() {
    let limits = distinct(20, 100_000);
    assert_eq!(counts(limits, equal(1, 39)), [20, 19]);
    assert_eq!(counts(limits, equal(1, 20)), [20]);
    // It is not known whether more requests follow.
    assert_eq!(counts(limits, equal(1, 40)), [20, 19, 1]);
    assert_eq!(counts(limits, equal(1, 58)), [20, 19, 18, 1]);
    assert_eq!(counts(limits, []), [0; 0]);
}

#[test]
fn no_shard_loses_more_than_a_tenth() {
    // After 20, 19 and 18, no other number of at least nine tenths of 20 remains.
    assert_eq!(counts(distinct(20, 100_000), equal(1, 100)), [20, 19, 18, 20, 20, 3]);
    assert_eq!(counts(distinct(10, 100_000), equal(1, 30)), [10, 9, 10, 1]);
    assert_eq!(counts(distinct(9, 100_000), equal(1, 30)), [9, 9, 9, 3]);
    assert_eq!(counts(distinct(1, 100_000), equal(1, 3)), [1, 1, 1]);
}

#[test]
fn the_primer_counts_as_a_shard_of_one_request() {
    let primer = |requests| Limits {
        primer: true,
        ..distinct(requests, 100_000)
    };
    assert_eq!(counts(primer(20), equal(1, 60)), [1, 20, 19, 18, 2]);
    assert_eq!(counts(primer(1), equal(1, 3)), [1, 1, 1]);
}

#[test]
fn a_shard_of_few_large_requests_takes_more_as_long_as_they_fit() {
    // The third shard has one request when the next arrives, a number that no other shard has.
    let sizes = [5_000, 4_900, 5_000, 4_900, 7_000, 2_000, 500, 400];
    assert_eq!(counts(distinct(100, 10_000), sizes), [2, 2, 4]);
    // A request that is too large for any batch gets its own shard.
    assert_eq!(counts(distinct(100, 10_000), [20_000, 20_000, 1]), [1, 1, 1]);
}

#[test]
fn a_number_that_no_shard_has_is_reached_if_the_requests_so_far_leave_room_for_it() {
    // 19 is free, 18 is not: it ends at 17 only if 19 cannot be reached.
    let large = |fitting: usize| (10_000 / fitting) - 1;
    let first = |rest: usize| {
        equal(large(18), 18)
            .chain(equal(large(20), 20))
            .chain(equal(large(rest), 60))
    };
    let found = |rest: usize| counts(distinct(20, 10_000 + EMPTY), first(rest));
    assert_eq!(found(20)[..4], [18, 20, 19, 20]);
    assert_eq!(found(18)[..4], [18, 20, 17, 18]);
}

#[test]
fn shards_of_equal_requests_count_down_from_the_full_number_to_nine_tenths_of_it() {
    let limits = (1..400_usize, 30..20_000_u64, any::<bool>());
    holds(
        2_000,
        (limits, 1..100_usize, 1..3_000_usize),
        |((most, bytes, primer), size, rows)| {
            let limits = Limits {
                primer,
                ..distinct(most, bytes)
            };
            let fit = ((bytes - EMPTY + 1) / (size as u64 + 1)) as usize;
            let full = fit.min(most).max(1);
            let countdown = (full - full / 10..=full).rev();
            let mut left = rows;
            let mut expected = Vec::new();
            for wish in primer
                .then_some(1)
                .into_iter()
                .chain(countdown)
                .chain(std::iter::repeat(full))
            {
                if left == 0 {
                    break;
                }
                expected.push(wish.min(left));
                left -= wish.min(left);
            }
            assert_eq!(counts(limits, equal(size, rows)), expected);
        },
    );
}

/// Returns the bodies of the shards for these lines.
fn bodies(limits: Limits, lines: &[String]) -> Vec<String> {
    let settings = InputSettings {
        batches: Batches::Divided,
        limits,
        validate: false,
        ..InputSettings::default()
    };
    let stages = Stages {
        divider: Some(Divider::new(ShardDetail {
            bodies: true,
            facts: false,
        })),
        ..Stages::default()
    };
    let mut pipeline = Pipeline::new(settings, stages);
    pipeline.push(lines.join("\n").as_bytes());
    pipeline.finish();
    let divider = pipeline.stages_mut().divider.as_mut().unwrap();
    let mut bodies = Vec::new();
    loop {
        let mut body = String::new();
        divider.take_body(|bytes| body.push_str(std::str::from_utf8(bytes).unwrap()));
        if divider.shard().is_none() {
            return bodies;
        }
        bodies.push(body);
    }
}

#[test]
fn each_request_is_in_one_shard_in_order_and_a_shard_ends_early_only_for_a_new_number() {
    let limits = (1..60_usize, 30..3_000_u64, any::<bool>());
    let mut early = 0;
    holds(
        1_000,
        (limits, vec(1..60_usize, 0..600)),
        |((most, bytes, primer), sizes)| {
            let limits = Limits {
                primer,
                ..distinct(most, bytes)
            };
            let lines: Vec<String> = sizes.iter().map(|size| "7".repeat(*size)).collect();
            let mut next = 0;
            let mut complete = BTreeSet::new();
            for (index, body) in bodies(limits, &lines).iter().enumerate() {
                let count = body.split(',').count();
                assert_eq!(
                    *body,
                    format!("{{\"requests\":[{}]}}", lines[next..next + count].join(","))
                );
                let most = if primer && index == 0 { 1 } else { most };
                let length = body.len() as u64;
                assert!(count == 1 || (count <= most && length <= bytes), "limits hold");
                next += count;
                let fits = |line: &String| count < most && length + 1 + line.len() as u64 <= bytes;
                if lines.get(next).is_some_and(fits) {
                    let average = (length - EMPTY + 1) as f64 / count as f64;
                    let full = (count + ((bytes - length) as f64 / average + 1e-9) as usize).min(most);
                    assert!(count >= 9 && count * 10 >= full * 9, "{count} of {full}");
                    assert!(!complete.contains(&count) && complete.contains(&(count + 1)));
                    early += 1;
                }
                complete.insert(count);
            }
            assert_eq!(next, lines.len());
        },
    );
    assert!(early > 500, "{early} shards ended early");
}
