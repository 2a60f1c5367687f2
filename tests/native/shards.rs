use message_batches::cost::prefix::Prefix;
use message_batches::requests::framing::Form;
use message_batches::requests::pipeline::Pipeline;
use message_batches::requests::shards::body::{BodyDigest, BodyWriter, Hash};
use message_batches::requests::shards::divider::{Divider, Shard, ShardDetail};
use message_batches::requests::shards::limits::{Batches, Limits};
use message_batches::rules::{Options, Report};
use twox_hash::XxHash3_128;

use crate::checked::Check;

const ALL: ShardDetail = ShardDetail {
    bodies: true,
    facts: true,
};

fn request(id: &str) -> String {
    format!(
        r#"{{"custom_id":"{id}","params":{{"model":"claude-haiku-4-5","max_tokens":1,"messages":[{{"role":"user","content":"é"}}]}}}}"#
    )
}

fn limits(requests: usize, bytes: u64) -> Limits {
    Limits {
        requests,
        bytes,
        ..Limits::default()
    }
}

fn split(limits: Limits) -> Check {
    let mut check = Check::from(Options {
        max_body_bytes: limits.bytes,
        ..Options::default()
    });
    check.settings.batches = Batches::Divided;
    check.settings.limits = limits;
    check
}

fn dividing(check: Check) -> Pipeline {
    let mut pipeline = check.pipeline();
    pipeline.stages_mut().divider = Some(Divider::new(ALL));
    pipeline
}

fn divider(pipeline: &mut Pipeline) -> &mut Divider {
    pipeline.stages_mut().divider.as_mut().unwrap()
}

/// Returns the shards with their bodies, for an input in pieces.
fn divided(check: Check, pieces: &[&[u8]]) -> (Vec<(Shard, String)>, Report) {
    let mut pipeline = dividing(check);
    let mut found = Vec::new();
    let mut body = Vec::new();
    let mut take = |divider: &mut Divider| loop {
        divider.take_body(|bytes| body.extend_from_slice(bytes));
        let Some(shard) = divider.shard() else { break };
        found.push((shard, String::from_utf8(std::mem::take(&mut body)).unwrap()));
    };
    for piece in pieces {
        pipeline.push(piece);
        take(divider(&mut pipeline));
    }
    let report = pipeline.finish();
    take(divider(&mut pipeline));
    assert_eq!(body, b"", "every byte belongs to a shard");
    (found, report)
}

#[test]
fn a_shard_knows_its_place_its_size_its_ids_and_its_hash() {
    let ids = ["a", "b", "c"];
    let lines: Vec<String> = ids.iter().map(|id| request(id)).collect();
    let input = format!("\n  {}\r\n{}\n\n{}", lines[0], lines[1], lines[2]);
    let (found, report) = divided(split(limits(2, 1_000)), &[input.as_bytes()]);
    assert!(report.ok);
    assert_eq!(report.shards, 2);
    let bodies = [
        format!("{{\"requests\":[{},{}]}}", lines[0], lines[1]),
        format!("{{\"requests\":[{}]}}", lines[2]),
    ];
    assert_eq!(found.iter().map(|(_, body)| body.clone()).collect::<Vec<_>>(), bodies);
    let facts: Vec<_> = found
        .iter()
        .map(|(shard, _)| {
            let custom_ids = String::from_utf8(shard.custom_ids.clone()).unwrap();
            (shard.index, shard.first, shard.start, shard.digest.requests, custom_ids)
        })
        .collect();
    assert_eq!(
        facts,
        [
            (0, 0, 3, 2, "[\"a\",\"b\"]".to_string()),
            (
                1,
                2,
                input.len() as u64 - lines[2].len() as u64,
                1,
                "[\"c\"]".to_string()
            ),
        ]
    );
    for (shard, body) in &found {
        assert_eq!(shard.digest.bytes, body.len() as u64);
        let hash = format!("{:032x}", XxHash3_128::oneshot(body.as_bytes()));
        assert_eq!(shard.digest.hash.to_string(), hash);
        assert_eq!(Hash::parse(&hash), Some(shard.digest.hash));
    }
}

#[test]
fn the_hash_is_the_documented_one() {
    // As computed by xxHash 0.8 for the same bytes (XXH3, 128 bits), short and long.
    let hashed = |requests: &[&[u8]]| {
        let mut writer = BodyWriter::new(true);
        for request in requests {
            writer.add(request, |_| {});
        }
        writer.close(|_| {}).hash.to_string()
    };
    assert_eq!(hashed(&[b"1"]), "092c3184476403f8db98ab496407803d");
    assert_eq!(hashed(&[b"7" as &[u8]; 501]), "329e39fc152f55c7facd44e365b767e7");
    for text in [
        "",
        "0",
        "0123456789abcdef0123456789abcdeg",
        "+123456789abcdef0123456789abcdef",
    ] {
        assert_eq!(Hash::parse(text), None, "{text:?}");
    }
}

#[test]
fn every_cut_gives_the_same_shards() {
    let lines: Vec<String> = (0..5).map(|index| request(&format!("r{index}"))).collect();
    let most = limits(2, 10_000);
    for input in [
        lines.join("\r\n"),
        format!(" {{ \"requests\" : [ {} ] }}\n", lines.join(" ,\n")),
    ] {
        let bytes = input.as_bytes();
        let expected = divided(split(most), &[bytes]);
        assert_eq!(expected.0.len(), 3);
        for at in 0..=bytes.len() {
            assert_eq!(divided(split(most), &[&bytes[..at], &bytes[at..]]), expected, "{at}");
        }
        assert_eq!(divided(split(most), &bytes.chunks(1).collect::<Vec<_>>()), expected);
    }
}

#[test]
fn a_limit_of_bytes_is_met_exactly_and_never_passed() {
    let lines: Vec<String> = (0..3).map(|index| request(&format!("r{index}"))).collect();
    let two = (format!("{{\"requests\":[{},{}]}}", lines[0], lines[1])).len() as u64;
    let sizes = |bytes: u64| {
        let most = limits(100, bytes);
        let (found, _) = divided(split(most), &[lines.join("\n").as_bytes()]);
        for (shard, body) in &found {
            assert!(shard.digest.bytes <= bytes);
            serde_json::from_str::<serde_json::Value>(body).unwrap();
        }
        found.iter().map(|(shard, _)| shard.digest.requests).collect::<Vec<_>>()
    };
    assert_eq!(sizes(two - 1), [1, 1, 1]);
    assert_eq!(sizes(two), [2, 1]);
    assert_eq!(sizes(two + 1), [2, 1]);
    let three = two + 1 + lines[2].len() as u64;
    assert_eq!(sizes(three - 1), [2, 1]);
    assert_eq!(sizes(three), [3]);
}

#[test]
fn a_primer_is_the_first_request_alone() {
    let most = Limits {
        requests: 2,
        primer: true,
        ..Limits::default()
    };
    let input: Vec<String> = (0..6).map(|index| request(&format!("r{index}"))).collect();
    let (found, report) = divided(split(most), &[input.join("\n").as_bytes()]);
    let requests: Vec<u64> = found.iter().map(|(shard, _)| shard.digest.requests).collect();
    assert_eq!(requests, [1, 2, 2, 1]);
    assert_eq!(report.shards, 4);
}

#[test]
fn a_prefix_stage_finds_what_requests_have_in_common() {
    let mut pipeline = dividing(split(Limits::default()));
    pipeline.stages_mut().prefix = Some(Prefix::default());
    pipeline.push(format!("{}\n{}", request("a"), request("b")).as_bytes());
    pipeline.finish();
    let report = pipeline.stages().prefix.as_ref().unwrap().report();
    assert_eq!(report.requests, 2);
    assert_eq!(
        report.shared.map(|shared| (shared.requests, shared.first)),
        Some((2, 0))
    );
}

#[test]
fn a_request_too_large_alone_is_a_finding_under_the_limit_of_the_plan() {
    let line = request("a");
    let most = limits(10, line.len() as u64 + 14);
    let (_, report) = divided(split(most), &[line.as_bytes()]);
    assert_eq!((report.ok, report.errors), (false, 1));
    assert_eq!(
        report.issues[0].message,
        format!(
            "expected a create body of at most {} bytes, found a request that needs {}",
            line.len() + 14,
            line.len() + 15
        )
    );
    let most = limits(10, line.len() as u64 + 15);
    assert!(divided(split(most), &[line.as_bytes()]).1.ok);
}

#[test]
fn an_id_used_in_another_shard_is_used_twice_all_the_same() {
    let most = limits(1, 1_000);
    let input = format!("{}\n{}", request("a"), request("a"));
    let (_, report) = divided(split(most), &[input.as_bytes()]);
    assert_eq!(report.counts.keys().collect::<Vec<_>>(), [&"custom_id.duplicate"]);
}

#[test]
fn ids_are_copied_unchanged_and_null_stands_for_a_missing_one() {
    let mut unchecked = split(Limits::default());
    unchecked.settings.validate = false;
    let input = concat!(
        r#"{"params":{"custom_id":"inner"},"custom_id":"late"}"#,
        "\n",
        r#"{"custom_id":"\u00e9\"","custom_id":"second"}"#,
        "\n",
        r#"{"custom_id":7}"#,
        "\n",
        "{}\n[]\n7\n{\"custom_id\":\"cut",
    );
    let (found, _) = divided(unchecked, &[input.as_bytes()]);
    assert_eq!(
        String::from_utf8(found[0].0.custom_ids.clone()).unwrap(),
        r#"["late","\u00e9\"",null,null,null,null,null]"#
    );
}

#[test]
fn nothing_gives_no_shard_unless_one_body_is_wanted() {
    let (found, report) = divided(split(Limits::default()), &[b"\n"]);
    assert_eq!((found, report.shards), (vec![], 0));
    let (found, _) = divided(Check::default().in_one_batch(), &[b""]);
    assert_eq!(found[0].1, "{\"requests\":[]}");
}

#[test]
fn bodies_can_be_dropped_half_way() {
    let most = limits(1, 1_000);
    let mut pipeline = dividing(split(most));
    pipeline.push(format!("{}\n{}\n", request("a"), request("b")).as_bytes());
    divider(&mut pipeline).forget_bodies();
    divider(&mut pipeline).take_body(|bytes| assert_eq!(bytes, b""));
    assert_eq!(divider(&mut pipeline).shard().map(|shard| shard.first), Some(0));
    pipeline.push(request("c").as_bytes());
    assert_eq!((pipeline.requests(), pipeline.errors()), (2, 0));
    pipeline.finish();
    divider(&mut pipeline).take_body(|bytes| assert_eq!(bytes, b""));
    let rest: Vec<u64> = std::iter::from_fn(|| divider(&mut pipeline).shard())
        .map(|shard| shard.first)
        .collect();
    assert_eq!(rest, [1, 2]);
}

mod replay {
    use super::*;
    use message_batches::requests::shards::replay::Replay;

    /// Returns the body of a shard that is read again, or nothing if the input has changed. `taken` receives the emitted bytes in
    /// both cases.
    fn replayed(form: Form, digest: BodyDigest, pieces: &[&[u8]], taken: &mut Vec<u8>) -> Option<()> {
        let mut replay = Replay::new(form, digest);
        for piece in pieces {
            replay.push(piece, |bytes| taken.extend_from_slice(bytes)).ok()?;
            if replay.is_full() {
                break;
            }
        }
        replay.finish(|bytes| taken.extend_from_slice(bytes)).ok()
    }

    fn inputs() -> [(Form, String); 2] {
        let lines: Vec<String> = (0..5).map(|index| request(&format!("r{index}"))).collect();
        [
            (Form::Jsonl, format!("\u{feff}{}", lines.join("\r\n"))),
            (Form::Body, format!("{{\"requests\":[{}]}}", lines.join(" ,\n"))),
        ]
    }

    #[test]
    fn every_shard_is_read_again_from_its_first_byte_wherever_the_pieces_are_cut() {
        let most = limits(2, 10_000);
        for (form, input) in inputs() {
            let (found, _) = divided(split(most), &[input.as_bytes()]);
            for (shard, body) in found {
                let rest = &input.as_bytes()[shard.start as usize..];
                for at in 0..=rest.len() {
                    let mut taken = Vec::new();
                    replayed(form, shard.digest, &[&rest[..at], &rest[at..]], &mut taken).unwrap();
                    assert_eq!(taken, body.as_bytes(), "{at}");
                }
            }
        }
    }

    #[test]
    fn a_request_behind_a_byte_order_mark_inside_of_the_input_is_read_again() {
        // The contents of two files with a byte order mark, concatenated.
        let lines = ["a", "b"].map(|id| format!("\u{feff}{}\n", request(id)));
        let input = lines.concat();
        let (found, report) = divided(split(limits(1, 10_000)), &[input.as_bytes()]);
        assert_eq!((found.len(), report.errors), (2, 0));
        for (shard, body) in found {
            let mut taken = Vec::new();
            let rest = &input.as_bytes()[shard.start as usize..];
            replayed(Form::Jsonl, shard.digest, &[rest], &mut taken).unwrap();
            assert_eq!(taken, body.as_bytes());
        }
    }

    #[test]
    fn a_body_is_read_again_from_its_own_bytes() {
        let (found, _) = divided(split(Limits::default()), &[inputs()[0].1.as_bytes()]);
        let (shard, body) = &found[0];
        let mut taken = Vec::new();
        replayed(Form::Auto, shard.digest, &[body.as_bytes()], &mut taken).unwrap();
        assert_eq!(&taken, body.as_bytes());
    }

    #[test]
    fn a_change_of_any_byte_a_loss_and_a_gain_break_it_off_before_the_end() {
        let most = limits(3, 10_000);
        for (form, input) in inputs() {
            let (found, _) = divided(split(most), &[input.as_bytes()]);
            let (shard, body) = &found[0];
            let start = shard.start as usize;
            let end = input.find("\"r3\"").unwrap() - 20;
            for at in start..end {
                let mut changed = input.clone().into_bytes();
                changed[at] ^= 1;
                let mut taken = Vec::new();
                let mut shorter = input.clone().into_bytes();
                shorter.remove(at);
                let mut longer = input.clone().into_bytes();
                longer.insert(at, b'7');
                for other in [&changed, &shorter, &longer] {
                    taken.clear();
                    if replayed(form, shard.digest, &[&other[start..]], &mut taken).is_some() {
                        // White space between requests is not part of the body.
                        assert_eq!(taken, body.as_bytes(), "{at}");
                    } else {
                        assert!(serde_json::from_slice::<serde_json::Value>(&taken).is_err(), "{at}");
                        assert!(taken.len() < body.len(), "{at}");
                    }
                }
            }
            for at in start..end {
                assert_eq!(
                    replayed(form, shard.digest, &[&input.as_bytes()[start..at]], &mut Vec::new()),
                    None
                );
            }
        }
    }
}
