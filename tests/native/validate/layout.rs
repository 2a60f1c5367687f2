//! The text of each request is sent exactly as it was checked.

use message_batches::catalog::limits::MAX_REQUESTS;
use message_batches::requests::shards::body::{BETWEEN, CLOSE, OPEN};
use message_batches::rules::Options;

use super::{GOOD, good, plain};
use crate::checked::{Check, body_and_report};
use crate::cut;

/// Returns the body of these requests.
fn body(requests: &[&str]) -> Vec<u8> {
    format!("{{\"requests\":[{}]}}", requests.join(",")).into_bytes()
}

#[test]
fn requests_are_passed_on_as_the_text_of_the_input() {
    let odd = "{ \"params\" : { \"big\" : 12345678901234567890.10 , \"é\" : \"\\u00e9\\/\" } ,\t\"custom_id\":\"b\" }";
    let texts = [GOOD, odd, "not json", "{\"custom_id\":7}"];
    let jsonl = format!("\u{feff}{}\r\n\n  {} \n{}\n{}", texts[0], texts[1], texts[2], texts[3]);
    let (sent, _) = body_and_report(plain(), [jsonl.as_bytes()]);
    assert_eq!(sent, body(&texts));

    let text = format!("{{ \"requests\" : [ {} ,\n{},{} ] }}", texts[0], texts[1], texts[3]);
    let (sent, _) = body_and_report(plain(), [text.as_bytes()]);
    assert_eq!(sent, body(&[texts[0], texts[1], texts[3]]));
}

#[test]
fn the_report_counts_the_bytes_that_the_body_will_have() {
    for count in [1, 2, 3, 1000] {
        let input: Vec<String> = (0..count)
            .map(|index| format!("  {}  ", good(&format!("r{index}"))))
            .collect();
        for text in [input.join("\n"), format!("{{\n\"requests\":[{}]}}", input.join(" ,\n"))] {
            let (sent, report) = body_and_report(plain(), [text.as_bytes()]);
            assert_eq!(
                (report.bytes, report.requests, report.shards),
                (sent.len() as u64, count, 1)
            );
        }
    }
}

#[test]
fn more_requests_than_fit_in_one_batch_need_several_unless_one_is_wanted() {
    let line = [GOOD.as_bytes(), b"\n"].concat();
    for (one_batch, between) in [(false, CLOSE.len() + OPEN.len()), (true, BETWEEN.len())] {
        let rules = Options {
            rules: [("custom_id.duplicate", message_batches::rules::Severity::Off)].into(),
            ..plain()
        };
        let check = match one_batch {
            true => Check::from(rules).in_one_batch(),
            false => rules.into(),
        };
        let mut pipeline = check.pipeline();
        for _ in 0..=MAX_REQUESTS {
            pipeline.push(&line);
        }
        assert_eq!(pipeline.requests(), MAX_REQUESTS as u64 + 1);
        let report = pipeline.finish();
        let requests = GOOD.len() * (MAX_REQUESTS + 1);
        let bytes = OPEN.len() + requests + MAX_REQUESTS - 1 + between + CLOSE.len();
        assert_eq!((report.bytes, report.shards), (bytes as u64, 2), "{one_batch}");
    }
}

#[test]
fn every_cut_gives_the_same_requests_and_the_same_report() {
    let bad = r#"{"custom_id":"a","note":[1],"params":{"model":""}}"#;
    let jsonl = format!("{GOOD}\r\n\n{bad}\nnot json\r{{\"é\":1}}");
    let body = format!("{{\n\"requests\": [{GOOD},\n{bad} , 7],\n\"betas\":[\"]\"]}}");
    for text in [jsonl, body] {
        let expected = body_and_report(plain(), [text.as_bytes()]);
        assert!(expected.1.errors > 4, "{:?}", expected.1);
        for pieces in cut::once(text.as_bytes()) {
            assert_eq!(body_and_report(plain(), pieces), expected);
        }
    }
}

#[test]
fn without_a_check_requests_are_only_framed() {
    let mut unchecked = Check::from(plain());
    unchecked.settings.validate = false;
    let (sent, report) = body_and_report(unchecked.clone(), [b"{\"custom_id\":7}\nnot json\n".as_slice()]);
    assert_eq!(sent, body(&["{\"custom_id\":7}", "not json"]));
    assert!(
        report.ok && report.issues.is_empty() && report.requests == 2,
        "{report:?}"
    );
    let (_, broken) = body_and_report(unchecked, [b"{\"requests\":[1}".as_slice()]);
    assert_eq!(
        broken.counts.into_iter().collect::<Vec<_>>(),
        [("batch.body_object", 1)],
        "what cannot be taken apart is told"
    );
}
