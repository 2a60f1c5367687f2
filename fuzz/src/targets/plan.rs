//! A plan contains each request once, satisfies its limits, and can be read again.

use message_batches::requests::framing::Form;
use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use message_batches::requests::shards::divider::{Divider, Shard, ShardDetail};
use message_batches::requests::shards::limits::{Batches, Limits};
use message_batches::requests::shards::replay::Replay;

use super::framer::{Framed, frame};
use crate::cuts;
use crate::random::Random;

/// Shards with their bodies.
type Shards = Vec<(Shard, Vec<u8>)>;

fn divide<'a>(
    limits: Limits,
    batches: Batches,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Shards, u64, u64, Form) {
    let settings = InputSettings {
        batches,
        limits,
        validate: false,
        ..InputSettings::default()
    };
    let detail = ShardDetail {
        bodies: true,
        facts: true,
    };
    let stages = Stages {
        divider: Some(Divider::new(detail)),
        ..Stages::default()
    };
    let mut pipeline = Pipeline::new(settings, stages);
    let (mut shards, mut body) = (Vec::new(), Vec::new());
    let mut take = |pipeline: &mut Pipeline| {
        let divider = pipeline.stages_mut().divider.as_mut().expect("a divider");
        loop {
            divider.take_body(|bytes| body.extend_from_slice(bytes));
            let Some(shard) = divider.shard() else { break };
            shards.push((shard, std::mem::take(&mut body)));
        }
    };
    for piece in pieces {
        pipeline.push(piece);
        take(&mut pipeline);
    }
    let report = pipeline.finish();
    take(&mut pipeline);
    assert_eq!(body, b"", "every byte belongs to a shard");
    (shards, report.shards, report.bytes, pipeline.form())
}

pub fn plan(data: &[u8]) {
    let mut random = Random::of(data);
    // Only shards of at least nine requests can end early to have distinct numbers.
    let most = if random.once_in(4) { 20 } else { 4 };
    let limits = Limits {
        requests: 1 + random.below(most),
        bytes: 15 + random.below(600) as u64,
        primer: random.once_in(2),
        distinct: random.once_in(2),
    };
    let whole = divide(limits, Batches::Divided, [data]);
    for pieces in cuts::ways(data) {
        assert_eq!(
            divide(limits, Batches::Divided, pieces.iter().copied()),
            whole,
            "cut as {pieces:?}"
        );
    }
    let (shards, count, bytes, form) = whole;
    let (framed, _) = frame(Form::Auto, [data]);
    let requests: Vec<(&Vec<u8>, u64)> = framed
        .iter()
        .filter_map(|event| match event {
            Framed::Request(text, position) => Some((text, position.offset)),
            Framed::Other(_) => None,
        })
        .collect();
    assert_eq!(shards.len() as u64, count);
    assert_eq!(shards.iter().map(|(_, body)| body.len() as u64).sum::<u64>(), bytes);
    let mut next = 0;
    for (index, (shard, body)) in shards.iter().enumerate() {
        let length = shard.digest.requests as usize;
        assert_eq!((shard.index, shard.first), (index as u64, next as u64));
        let own = &requests[next..next + length];
        assert_eq!(shard.start, own[0].1);
        let texts: Vec<&[u8]> = own.iter().map(|(text, _)| text.as_slice()).collect();
        assert_eq!(
            *body,
            [b"{\"requests\":[", texts.join(&b","[..]).as_slice(), b"]}"].concat()
        );
        assert_eq!(shard.digest.bytes, body.len() as u64);
        assert!(length == 1 || (length <= limits.requests && body.len() as u64 <= limits.bytes));
        assert!(!limits.primer || index > 0 || length == 1);
        assert!(super::naive::is_json(&shard.custom_ids) || !texts.iter().all(|text| super::naive::is_json(text)));
        assert_replay(data, form, shard, body);
        next += length;
    }
    assert_eq!(next, requests.len(), "each request once");
}

/// Reads the shard again from the byte at which its first request starts.
fn assert_replay(data: &[u8], form: Form, shard: &Shard, body: &[u8]) {
    let rest = &data[shard.start as usize..];
    let mut replay = Replay::new(form, shard.digest);
    let mut written = Vec::new();
    for piece in cuts::one(rest) {
        replay
            .push(piece, |bytes| written.extend_from_slice(bytes))
            .expect("the same input");
        if replay.is_full() {
            break;
        }
    }
    replay
        .finish(|bytes| written.extend_from_slice(bytes))
        .expect("the same input");
    assert_eq!(written, body);
    // A changed shard never gets its end.
    let mut changed = rest.to_vec();
    let text_at = body.len().min(rest.len() / 2);
    if let Some(byte) = changed.get_mut(text_at) {
        *byte ^= 1;
        let mut replay = Replay::new(form, shard.digest);
        let mut other = Vec::new();
        let pushed = replay.push(&changed, |bytes| other.extend_from_slice(bytes));
        let ended = pushed.and_then(|()| replay.finish(|bytes| other.extend_from_slice(bytes)));
        assert!(
            ended.is_err() || other == body,
            "a body that was not planned was sent whole"
        );
    }
}
