//! What is sent is what was checked: the text of each request, byte for byte.

use message_batches::catalog::limits::MAX_REQUESTS;
use message_batches::requests::shards::limits::{BETWEEN, CLOSE, OPEN};
use message_batches::rules::{Checker, Options, Report};

use super::{GOOD, good, plain};
use crate::cut;

/// The requests that were handed on, and the report.
fn run<'a>(options: Options, pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Vec<u8>>, Report) {
    let mut checker = Checker::new(options);
    let mut requests = Vec::new();
    for piece in pieces {
        checker.push(piece, |request, _| requests.push(request.to_vec()));
    }
    let report = checker.finish(|request, _| requests.push(request.to_vec()));
    (requests, report)
}

#[test]
fn requests_are_handed_on_as_the_inputs_own_text_good_or_bad() {
    let odd = "{ \"params\" : { \"big\" : 12345678901234567890.10 , \"é\" : \"\\u00e9\\/\" } ,\t\"custom_id\":\"b\" }";
    let texts = [GOOD, odd, "not json", "{\"custom_id\":7}"];
    let jsonl = format!("\u{feff}{}\r\n\n  {} \n{}\n{}", texts[0], texts[1], texts[2], texts[3]);
    let (requests, _) = run(plain(), [jsonl.as_bytes()]);
    assert_eq!(requests, texts.map(|text| text.as_bytes().to_vec()));

    let body = format!("{{ \"requests\" : [ {} ,\n{},{} ] }}", texts[0], texts[1], texts[3]);
    let (requests, _) = run(plain(), [body.as_bytes()]);
    assert_eq!(
        requests,
        [texts[0], texts[1], texts[3]].map(|text| text.as_bytes().to_vec())
    );
}

#[test]
fn the_report_counts_the_bytes_that_the_body_will_have() {
    for count in [1, 2, 3, 1000] {
        let input: Vec<String> = (0..count)
            .map(|index| format!("  {}  ", good(&format!("r{index}"))))
            .collect();
        for text in [input.join("\n"), format!("{{\n\"requests\":[{}]}}", input.join(" ,\n"))] {
            let (requests, report) = run(plain(), [text.as_bytes()]);
            let body = [OPEN, &requests.join(BETWEEN), CLOSE].concat();
            assert_eq!(
                (report.bytes, report.requests, report.shards),
                (body.len() as u64, count, 1)
            );
        }
    }
}

#[test]
fn more_requests_than_fit_in_one_batch_need_several_unless_one_is_wanted() {
    let line = [GOOD.as_bytes(), b"\n"].concat();
    for (one_batch, between) in [(false, CLOSE.len() + OPEN.len()), (true, BETWEEN.len())] {
        let mut checker = Checker::new(Options {
            one_batch,
            rules: [("custom_id.duplicate", message_batches::rules::Severity::Off)].into(),
            ..plain()
        });
        for _ in 0..=MAX_REQUESTS {
            checker.push(&line, |_, _| {});
        }
        assert_eq!(checker.requests(), MAX_REQUESTS as u64 + 1);
        let report = checker.finish(|_, _| {});
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
        let expected = run(plain(), [text.as_bytes()]);
        assert!(expected.1.errors > 4, "{:?}", expected.1);
        for pieces in cut::once(text.as_bytes()) {
            assert_eq!(run(plain(), pieces), expected);
        }
    }
}

#[test]
fn without_a_check_requests_are_only_taken_apart() {
    let options = Options {
        check: false,
        ..plain()
    };
    let (requests, report) = run(options.clone(), [b"{\"custom_id\":7}\nnot json\n".as_slice()]);
    assert_eq!(requests, [b"{\"custom_id\":7}".to_vec(), b"not json".to_vec()]);
    assert!(
        report.ok && report.issues.is_empty() && report.requests == 2,
        "{report:?}"
    );
    let (_, broken) = run(options, [b"{\"requests\":[1}".as_slice()]);
    assert_eq!(
        broken.counts.into_iter().collect::<Vec<_>>(),
        [("batch.body_object", 1)],
        "what cannot be taken apart is told"
    );
}
