//! A download over many lost connections, from servers with and without ranges, whose results may change their order.

use std::collections::BTreeMap;

use message_batches::results::index::RecordIndex;
use message_batches::results::resume::{
    DeliveryLog, DownloadState, Refusal, ResponseAction, ResponseEnd, ResponseHead, cursor,
};

use super::naive;
use crate::random::Random;

pub fn resume(data: &[u8]) {
    let mut random = Random::of(data);
    // Occasionally repeated to about 200 kB: only large results are requested from a position inside.
    let times = if random.once_in(8) && !data.is_empty() {
        1 + 200_000 / data.len()
    } else {
        1
    };
    let stream = data.repeat(times);
    unchanged(&stream, &mut random);
    if times == 1 {
        changed(&stream, &mut random);
    }
    cursors(data, &mut random);
}

/// A server of bytes.
struct Server<'a> {
    stream: &'a [u8],
    has_ranges: bool,
    says_length: bool,
}

impl<'a> Server<'a> {
    /// Responds to a request that starts at a byte.
    fn answer(&self, download: &mut DownloadState, random: &mut Random) -> &'a [u8] {
        loop {
            let first = download.first_byte();
            let start = first.filter(|_| self.has_ranges).unwrap_or(0) as usize;
            // Occasionally a different part than the requested one.
            let is_other = start > 0 && random.once_in(5);
            let said = if is_other { start - 1 } else { start };
            let body = &self.stream[said..];
            let range = format!("bytes {said}-{}/{}", self.stream.len(), self.stream.len());
            let length = body.len().to_string();
            let head = ResponseHead {
                status: if start > 0 { 206 } else { 200 },
                range: (start > 0).then_some(range.as_str()),
                length: self.says_length.then_some(length.as_str()),
                encoded: false,
            };
            match download.begin_response(head) {
                ResponseAction::Read => {
                    assert!(!is_other);
                    return body;
                }
                ResponseAction::RequestWhole => assert!(is_other, "{head:?}"),
            }
        }
    }
}

/// Returns the chunks of a response, up to a position at which it is lost.
fn chunks<'a>(body: &'a [u8], random: &mut Random) -> (Vec<&'a [u8]>, bool) {
    let is_lost = !random.once_in(3);
    let end = if is_lost {
        random.below(body.len() + 1)
    } else {
        body.len()
    };
    let mut rest = &body[..end];
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let longest = if body.len() > 10_000 { 40_000 } else { 200 };
        let (chunk, more) = rest.split_at((1 + random.below(longest)).min(rest.len()));
        chunks.push(chunk);
        rest = more;
    }
    (chunks, is_lost)
}

fn unchanged(stream: &[u8], random: &mut Random) {
    let server = Server {
        stream,
        has_ranges: random.once_in(2),
        says_length: random.once_in(2),
    };
    let mut download = DownloadState::new(1_000);
    let mut reader = RecordIndex::new(3);
    let mut delivered = Vec::new();
    let is_markup = stream
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xef | 0xbb | 0xbf))
        == Some(&b'<');
    'responses: for _ in 0..40 {
        let body = server.answer(&mut download, random);
        let (chunks, is_lost) = chunks(body, random);
        for chunk in chunks {
            match download.take(chunk) {
                Ok(new) => {
                    delivered.extend_from_slice(&new);
                    reader.push(&new);
                    assert!(stream.starts_with(&delivered));
                }
                Err(Refusal::Markup) => {
                    assert!(is_markup);
                    return;
                }
                Err(Refusal::Changed) => panic!("the same results were taken for others"),
            }
        }
        assert_checkpoint(stream, &download);
        if is_lost {
            download.dropped(0.5).expect("another try");
            continue 'responses;
        }
        match download.end_response(0) {
            ResponseEnd::Done => {
                assert_eq!(delivered, stream);
                return;
            }
            ResponseEnd::Lost | ResponseEnd::Short | ResponseEnd::Changed => panic!("the whole was read"),
        }
    }
}

/// Another reader resumes where this one stopped.
fn assert_checkpoint(stream: &[u8], download: &DownloadState) {
    let checkpoint = download.checkpoint().expect("the results did not change");
    let offset = checkpoint.offset as usize;
    assert!(offset <= stream.len());
    let text = cursor::encode(Some(checkpoint));
    assert_eq!(cursor::decode(checkpoint.offset, &text), Some(checkpoint));
    let mut other = DownloadState::from_checkpoint(checkpoint, 5);
    other.begin_response(ResponseHead {
        status: 200,
        ..ResponseHead::default()
    });
    if let Ok(new) = other.take(stream) {
        assert_eq!(*new, stream[offset..]);
    }
}

/// After a loss, the results have another order: each record is read once.
fn changed(stream: &[u8], random: &mut Random) {
    let mut lines: Vec<&[u8]> = naive::lines(stream).into_iter().map(|(line, ..)| line).collect();
    let text = |lines: &[&[u8]]| [lines.join(&b"\n"[..]), b"\n".to_vec()].concat();
    let before = text(&lines);
    if lines
        .iter()
        .any(|line| line.contains(&b'<') || line.starts_with(b"\xef"))
    {
        return;
    }
    let mut log = DeliveryLog::default();
    let mut download = DownloadState::new(5);
    let whole = ResponseHead {
        status: 200,
        ..ResponseHead::default()
    };
    download.begin_response(whole);
    let end = random.below(before.len() + 1);
    download.take(&before[..end]).expect("the first response");
    // The reader has the complete lines, and drops the unfinished one.
    let mut counts: BTreeMap<&[u8], i64> = BTreeMap::new();
    let mut rest = &before[..end];
    for line in &lines {
        *counts.entry(line).or_default() += 1;
        if let Some(more) = rest.strip_prefix(*line).and_then(|rest| rest.strip_prefix(b"\n")) {
            log.add(line);
            *counts.entry(line).or_default() -= 1;
            rest = more;
        } else {
            rest = b"";
        }
    }
    download.dropped(0.5);
    for at in (1..lines.len()).rev() {
        lines.swap(at, random.below(at + 1));
    }
    let after = text(&lines);
    download.restart(&log);
    download.begin_response(whole);
    let mut passed = Vec::new();
    for chunk in after.chunks(1 + random.below(90)) {
        passed.extend_from_slice(&download.take(chunk).expect("the changed results"));
    }
    assert_eq!(download.end_response(0), ResponseEnd::Done);
    passed.extend(download.finish().expect("a filter"));
    for (line, ..) in naive::lines(&passed) {
        *counts.entry(line).or_default() -= 1;
    }
    assert!(counts.values().all(|count| *count == 0), "each record once");
    assert_eq!(download.checkpoint(), None);
}

/// Any text decodes to a cursor or to none.
fn cursors(data: &[u8], random: &mut Random) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let offset = random.below(1_000_000) as u64;
    if let Some(checkpoint) = cursor::decode(offset, text)
        && !text.is_empty()
        && text != "1.changed"
    {
        assert_eq!(cursor::encode(Some(checkpoint)), text);
    }
}
