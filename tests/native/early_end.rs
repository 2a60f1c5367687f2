use message_batches::results::record::MAX_LINE;
use message_batches::results::resume::{
    DeliveryLog, DownloadState, DuplicateFilter, Opening, Refusal, ResponseEnd, ResponseHead,
};

use crate::resume::{BLOCK, lost, part, stream, whole};

fn answer(id: &str, text: &str) -> String {
    format!("{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"{text}\"}}}}")
}

fn passed(filter: &mut DuplicateFilter, text: &str) -> String {
    let mut passed = filter.push(text.as_bytes());
    passed.extend(filter.finish());
    String::from_utf8(passed).unwrap()
}

#[test]
fn a_filter_knows_records_of_one_id_by_what_they_say() {
    let mut delivered = DeliveryLog::default();
    delivered.add(answer("twin", "one").as_bytes());
    let (one, two) = (answer("twin", "one"), answer("twin", "two"));
    for text in [format!("{one}\n{two}\n"), format!("{two}\n{one}\n")] {
        let mut filter = DuplicateFilter::new(&delivered, MAX_LINE);
        assert_eq!(passed(&mut filter, &text), format!("{two}\n"));
        assert_eq!(filter.records(), 2);
    }
}

#[test]
fn a_filter_knows_records_of_another_reader_by_their_ids_and_its_own_by_all_of_them() {
    let mut delivered = DeliveryLog::default();
    delivered.add_id("twin");
    delivered.add_id("é");
    delivered.add(answer("twin", "two").as_bytes());
    assert_eq!(delivered.len(), 3);
    let [one, two, three] = ["one", "two", "three"].map(|text| answer("twin", text));
    let other = answer("\\u00e9", "x");
    let mut filter = DuplicateFilter::new(&delivered, MAX_LINE);
    assert_eq!(
        passed(&mut filter, &format!("{two}\n{other}\n{one}\n{three}\n{{bro")),
        format!("{three}\n{{bro\n")
    );
}

#[test]
fn a_filter_counts_all_records_and_an_unfinished_line_only_if_it_is_one() {
    let line = answer("a", "x");
    let mut filter = DuplicateFilter::new(&DeliveryLog::default(), MAX_LINE);
    for (bytes, records) in [
        ("\n \n", 0),
        ("{bro\n", 1),
        (line.as_str(), 2),
        ("\r", 2),
        ("\n", 2),
        (&line[..10], 2),
        (&line[10..], 3),
        (" \t", 3),
    ] {
        filter.push(bytes.as_bytes());
        assert_eq!(filter.records(), records, "after {bytes:?}");
    }
}

fn expecting(records: u64) -> DownloadState {
    DownloadState::new(5).with_record_count(Some(records), 0)
}

#[test]
fn an_end_with_fewer_records_than_there_are_is_short_and_one_with_more_is_an_end() {
    for (read, before, end) in [
        (0, 0, ResponseEnd::Short),
        (4, 0, ResponseEnd::Short),
        (5, 0, ResponseEnd::Done),
        (6, 0, ResponseEnd::Done),
        (2, 2, ResponseEnd::Short),
        (3, 2, ResponseEnd::Done),
        (1, u64::MAX, ResponseEnd::Done),
    ] {
        let mut download = DownloadState::new(5).with_record_count(Some(5), before);
        download.begin_response(whole());
        assert_eq!(download.end_response(read), end, "{read} after {before}");
    }
    let mut download = DownloadState::new(5).with_record_count(None, 0);
    download.begin_response(whole());
    assert_eq!(download.end_response(0), ResponseEnd::Done);
    // The length is checked first, since it is more informative.
    let mut download = expecting(5);
    download.begin_response(ResponseHead {
        length: Some("10"),
        ..whole()
    });
    assert_eq!(download.end_response(0), ResponseEnd::Lost);
}

#[test]
fn an_end_inside_of_what_was_read_is_short_unless_all_records_are_there() {
    let lines = |count: usize| {
        (0..count)
            .map(|id| answer(&id.to_string(), "x") + "\n")
            .collect::<String>()
    };
    let read = lines(5);
    for (again, end) in [
        (String::new(), ResponseEnd::Short),
        (lines(4), ResponseEnd::Short),
        (lines(4) + &answer("", "")[..20], ResponseEnd::Short),
        (lines(4) + &answer("", ""), ResponseEnd::Changed),
        (lines(4) + "\n \n", ResponseEnd::Short),
        (lines(4) + "x\n", ResponseEnd::Changed),
    ] {
        let mut download = expecting(5);
        download.begin_response(whole());
        download.take(read.as_bytes()).unwrap();
        download.dropped(0.0);
        download.begin_response(whole());
        assert!(again.len() < read.len());
        for piece in again.as_bytes().chunks(7) {
            assert_eq!(download.take(piece).unwrap(), b"".as_slice());
        }
        assert_eq!(download.end_response(4), end, "{again:?}");
        // Another connection restarts the count.
        download.begin_response(whole());
        assert_eq!(download.take(read.as_bytes()).unwrap(), b"".as_slice());
        assert_eq!(download.end_response(5), ResponseEnd::Done);
    }
}

#[test]
fn a_part_that_ends_inside_of_what_was_read_is_asked_for_as_a_whole() {
    let bytes = stream(4 * BLOCK);
    let mut download = expecting(5);
    download.begin_response(whole());
    download.take(&bytes).unwrap();
    download.dropped(0.0);
    assert_eq!(download.first_byte(), Some(3 * BLOCK as u64));
    download.begin_response(part("bytes 196608-262143/262144"));
    download.take(&bytes[3 * BLOCK..][..100]).unwrap();
    assert_eq!(download.end_response(4), ResponseEnd::Short);
    assert_eq!(download.first_byte(), None);
}

#[test]
fn a_filter_decides_whether_changed_results_are_short() {
    let (a, b, c) = (answer("a", "x"), answer("b", "x"), answer("c", "x"));
    let mut delivered = DeliveryLog::default();
    delivered.add(a.as_bytes());
    let mut download = expecting(3);
    download.begin_response(whole());
    download.take(format!("{a}\n").as_bytes()).unwrap();
    download.restart(&delivered);
    download.begin_response(whole());
    let again = format!("{c}\n{a}\n");
    assert_eq!(download.take(again.as_bytes()).unwrap(), format!("{c}\n").as_bytes());
    // The reader has read two, the number of lines here.
    assert_eq!(download.end_response(2), ResponseEnd::Short);
    download.dropped(0.0);
    download.begin_response(whole());
    let rest = format!("{again}{b}");
    assert_eq!(download.take(rest.as_bytes()).unwrap(), b"".as_slice());
    assert_eq!(download.end_response(2), ResponseEnd::Done);
    assert_eq!(download.finish().unwrap(), format!("{b}\n").as_bytes());
}

#[test]
fn a_page_in_the_place_of_results_is_refused_before_it_is_compared() {
    for page in ["<", " \r\n\t<html>", "\u{feff}<!doctype html>"] {
        for piece in [1, 100] {
            let mut download = lost(&stream(10));
            download.begin_response(whole());
            let refused = page
                .as_bytes()
                .chunks(piece)
                .find_map(|piece| download.take(piece).err());
            assert_eq!(refused, Some(Refusal::Markup), "{page:?}");
        }
    }
    // Inside results, or a part of them, this byte has no special meaning.
    let bytes = vec![b'<'; 3 * BLOCK];
    let mut download = DownloadState::new(5);
    download.begin_response(whole());
    assert_eq!(download.take(b"{").unwrap(), b"{".as_slice());
    assert_eq!(download.take(b"<").unwrap(), b"<".as_slice());
    assert_eq!(download.take(&bytes).unwrap(), bytes);
    download.dropped(0.0);
    assert_eq!(download.first_byte(), Some(2 * BLOCK as u64));
    download.begin_response(part("bytes 131072-196609/196610"));
    assert_eq!(download.take(&bytes[..BLOCK + 2]).unwrap(), b"".as_slice());
    assert_eq!(download.take(b"<new").unwrap(), b"<new".as_slice());
}

#[test]
fn what_a_server_sends_in_place_of_lines_is_named_and_a_cut_line_is_not() {
    const REMEDY: &str = " Pass the body of the response to readResults, which reads this form.";
    let array = format!("Expected results as JSON Lines, found a JSON array.{REMEDY}");
    let spread = format!("Expected results as JSON Lines, found JSON over several lines.{REMEDY}");
    let error = "Expected results as JSON Lines, found an error: overloaded_error: busy.";
    let record = r#"{"custom_id":"a","result":{"type":"expired"}}"#;
    // The body, the finding at once, the finding at its end.
    let cases = [
        (format!("\u{feff}\n[{record}]"), Some(array.as_str()), None),
        (format!("{{\n  \"data\": [{record}]\n}}"), Some(&spread), None),
        (
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}\n".into(),
            Some(error),
            None,
        ),
        (
            r#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#.into(),
            None,
            Some(error),
        ),
        (
            r#"{"detail":"not\u001b ready"}"#.into(),
            None,
            Some("Expected results as JSON Lines, found an error: error: not  ready."),
        ),
        (
            format!("{{\"data\":[{record}]}}"),
            None,
            Some("Expected results as JSON Lines, found a JSON object that is not a result."),
        ),
        (
            r#"{"custom_id":"a","response":{"status_code":200}}"#.into(),
            None,
            Some("Expected results as JSON Lines, found a JSON object that is not a result."),
        ),
        (
            "Not ready".into(),
            None,
            Some("Expected results as JSON Lines, found text that is not JSON Lines."),
        ),
        (String::new(), None, None),
        ("\n \n".into(), None, None),
        (record.into(), None, None),
        (format!("{record}\n{record}\n"), None, None),
        (r#"{"custom_id":"a","result":{"ty"#.into(), None, None),
    ];
    for (body, at_once, at_end) in cases {
        for size in [1, 7, body.len().max(1)] {
            let mut opening = Opening::default();
            assert_eq!((opening.push(b"[{}]\n"), opening.at_end()), (None, None));
            opening.restart(true);
            let found = body.as_bytes().chunks(size).find_map(|chunk| opening.push(chunk));
            assert_eq!(found.as_deref(), at_once, "{body}");
            if at_once.is_none() {
                assert_eq!(opening.at_end().as_deref(), at_end, "{body}");
            }
            opening.restart(false);
            assert_eq!((opening.push(b"[{}]\n"), opening.at_end()), (None, None));
        }
    }
}

#[test]
fn a_response_that_is_not_text_in_utf_8_is_named_at_once() {
    let read = "Pass the body of the response to readResults, which reads this form.";
    let unpack = "Unpack it and pass the file inside.";
    let others = "Pass the results that the API sent, or a JSONL file that was made of them.";
    for (bytes, name, remedy) in [
        (&b"\x1f\x8b\x08\0\0\0\0\0"[..], "a gzip file", read),
        (b"\xff\xfe{\0\"\0", "UTF-16", read),
        (b"\x28\xb5\x2f\xfd\x04\0", "a Zstandard-compressed file", unpack),
        (b"%PDF-1.7\n", "a PDF", others),
    ] {
        for size in [1, 3, bytes.len()] {
            let mut opening = Opening::default();
            opening.restart(true);
            let found = bytes.chunks(size).find_map(|chunk| opening.push(chunk));
            assert_eq!(
                found,
                Some(format!("Expected results as JSON Lines, found {name}. {remedy}"))
            );
        }
        let mut opening = Opening::default();
        opening.restart(false);
        assert_eq!(opening.push(bytes), None, "a part of a file may begin with any byte");
    }
}
