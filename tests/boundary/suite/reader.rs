use js_sys::{Array, Uint8Array};
use message_batches::wasm::{Download, LineReader, Reader};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, js, json};

/// Every kind of line: all four types, an unknown type, blank and malformed lines, all line endings, no final line ending.
const LINES: &str = "\u{feff}{\"custom_id\":\"a-é\",\"result\":{\"type\":\"succeeded\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi \
                     😀\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1}}}}\n\
                     {\"custom_id\":\"b\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}}}\r\n\r\n\
                     not json\r  {\"custom_id\":\"c\",\"result\":{\"type\":\"canceled\"}}  \n\
                     {\"custom_id\":\"\\u0064\",\"result\":{\"type\":\"expired\"}}\n{}\n\
                     {\"custom_id\":\"e\",\"result\":{\"type\":\"deferred\"}}";

/// Rows as arrays: line, size in bytes, outcome, shape, id. Rows without a shape also have their type, their reason and the size
/// of each text in bytes.
const READ: &str = "(([numbers, values, short, longs, bytes, joined, joinedOffset, firstLine, problems, , places]) => {
    const decode = (where, start) => [
        () => new TextDecoder('windows-1252').decode(bytes.slice(start, where >>> 2)),
        () => new TextDecoder('utf-16le').decode(bytes.slice(start, where >>> 2)),
        () => JSON.parse(new TextDecoder().decode(bytes.slice(start, where >>> 2))),
    ][where & 3]();
    const string = (start, end) =>
        start < 0 ? decode(longs[2 * ~start + 1], longs[2 * ~start]) : short.slice(start, end);
    const rows = [];
    for (let at = 0; at < numbers.length; at += 8) {
        const [line, start, end, flags, shape, from, ...id] = numbers.subarray(at, at + 8);
        const words = [];
        if (shape === -1) {
            for (const at of [from, from + 2]) words.push(string(values[at], values[at + 1]));
            const [first, count] = values.subarray(from + 4);
            const texts = Array.from({ length: count }, (_, at) => 3 * (first + at));
            words.push(texts.map((at) => places[at + 1] - places[at]));
        }
        rows.push([firstLine + line, end - start, flags >> 1, shape < 0 ? shape : 's', string(...id), ...words]);
    }
    for (const [index, problem] of problems) rows[index].push(problem);
    return rows;
})(it)";

fn download() -> Download {
    Download::new(JsValue::UNDEFINED).unwrap()
}

/// Returns all rows of a stream that is passed in pieces.
fn decoded(pieces: &[&[u8]]) -> String {
    let mut download = download();
    let mut reader = Reader::of_records();
    let rows = Array::new();
    let add = |found: JsValue| {
        for row in Array::from(&about(&found, READ)).iter() {
            rows.push(&row);
        }
    };
    for piece in pieces {
        add(download.push(piece, &mut reader));
    }
    add(download.end(&mut reader));
    json(&rows).replace("],[", "],\n[")
}

#[wasm_bindgen_test]
fn a_row_describes_a_line() {
    let expected = [
        r#"[[1,159,0,-1,"a-é","succeeded","end_turn",[7]]"#,
        r#"[2,99,6,-1,"b","errored","api_error",[]]"#,
        r#"[4,8,10,-2,"","line 4 at byte 0: not valid JSON: expected true, false or null, found 'n'"]"#,
        r#"[5,46,8,-1,"c","canceled","canceled",[]]"#,
        r#"[6,50,9,-1,"d","expired","expired",[]]"#,
        r#"[7,2,10,-2,"","line 7: expected a result, found an object without a custom_id"]"#,
        r#"[8,46,7,-1,"e","deferred","deferred",[]]]"#,
    ];
    assert_eq!(decoded(&[LINES.as_bytes()]), expected.join(",\n"));
}

#[wasm_bindgen_test]
fn every_cut_gives_the_same_rows() {
    let bytes = LINES.as_bytes();
    let expected = decoded(&[bytes]);
    for at in 0..=bytes.len() {
        assert_eq!(decoded(&[&bytes[..at], &bytes[at..]]), expected, "{at}");
    }
    assert_eq!(decoded(&bytes.chunks(1).collect::<Vec<_>>()), expected);
    assert_eq!(decoded(&bytes.chunks(7).collect::<Vec<_>>()), expected);
}

#[wasm_bindgen_test]
fn a_shape_comes_with_the_first_record_that_fits_it() {
    let line = |id: &str, text: &str, tokens: u32| {
        format!(
            r#"{{"custom_id":"{id}","result":{{"type":"succeeded","message":{{"content":[{{"type":"text","text":"{text}"}}],"stop_reason":"max_tokens","usage":{{"output_tokens":{tokens}}}}}}}}}"#
        ) + "\n"
    };
    let (mut download, mut reader) = (download(), Reader::of_records());
    let parts = "JSON.stringify([it[9], [...it[0].filter((_, at) => at % 8 === 4)], [...it[1]], it[2]])";
    let first = about(&download.push(line("a", "x", 1).as_bytes(), &mut reader), parts);
    assert_eq!(
        first.as_string().unwrap(),
        r#"[[],[-1],[1,10,10,20,0,1],"asucceededmax_tokens"]"#
    );
    let two = line("b", "y", 2) + &line("cc", "\\n", 345);
    let shape = r#"{\"custom_id\":\"\\u0000s0\",\"result\":{\"type\":\"succeeded\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"\\u0000s0\"}],\"stop_reason\":\"max_tokens\",\"usage\":{\"output_tokens\":\"\\u0000n2\"}}}}"#;
    let second = about(&download.push(two.as_bytes(), &mut reader), parts);
    assert_eq!(
        second.as_string().unwrap(),
        format!(r#"[[[0,"{shape}","succeeded","max_tokens",[0]]],[0,0],[1,2,2,-1,0,345],"bycc"]"#)
    );
    let third = about(&download.push(line("d", "z", 0).as_bytes(), &mut reader), parts);
    assert_eq!(third.as_string().unwrap(), r#"[[],[0],[1,2,0],"dz"]"#);
}

#[wasm_bindgen_test]
fn long_strings_are_read_later_but_for_answers_with_escapes_or_beyond_ascii() {
    let line = |thinking: &str, text: &str| {
        format!(
            r#"{{"custom_id":"a","result":{{"type":"succeeded","message":{{"content":[{{"type":"thinking","thinking":"{thinking}"}},{{"type":"text","text":"{text}"}}],"stop_reason":"end_turn"}}}}}}"#
        ) + "\n"
    };
    let (mut download, mut reader) = (download(), Reader::of_records());
    let _ = download.push(line("x", "x").as_bytes(), &mut reader);
    let parts = "JSON.stringify([[...it[1]], it[2], it[3].length / 2, [...it[10]], [...it[11]]])";
    let mut read = |thinking: &str, text: &str| {
        let rows = download.push(line(thinking, text).as_bytes(), &mut reader);
        about(&rows, parts).as_string().unwrap()
    };
    let long = "y".repeat(70);
    // The value of the thinking block, and that of the text.
    assert_eq!(read("x", "x"), r#"[[1,2,2,3],"axx",0,[],[]]"#);
    assert_eq!(read(&long, &long), r#"[[-1,2,-1,1],"a",0,[195,265,1],[99,169,1]]"#);
    assert_eq!(read("é", "é"), r#"[[-1,2,-1,0],"a",1,[],[99,101,0]]"#);
    assert_eq!(read("a\\n", "a\\n"), r#"[[-1,2,-1,0],"a",1,[],[99,102,2]]"#);
}

#[wasm_bindgen_test]
fn a_push_that_completes_no_line_gives_no_row() {
    let (mut download, mut reader) = (download(), Reader::of_records());
    for chunk in [&b""[..], b"{\"custom", b"_id\":1}", b" \t"] {
        assert_eq!(json(&about(&download.push(chunk, &mut reader), "it[0].length")), "0");
    }
    assert_eq!(json(&about(&download.push(b"\n", &mut reader), "it[0].length")), "8");
    assert_eq!(json(&about(&download.end(&mut reader), "it[0].length")), "0");
}

/// A reader of each kind.
fn readers() -> [Reader; 4] {
    let format = js("'jsonl'");
    [
        Reader::of_records(),
        Reader::of_tally(false),
        Reader::of_file(format, JsValue::UNDEFINED).unwrap(),
        Reader::of_index(JsValue::UNDEFINED).unwrap(),
    ]
}

#[wasm_bindgen_test]
fn every_reader_knows_the_position_of_the_next_line_and_how_many_records_it_read() {
    for mut reader in readers() {
        let mut download = download();
        assert_eq!(json(&reader.position()), "[1,0]");
        let _ = download.push(b"{}\r\n\n{\"a", &mut reader);
        assert_eq!((json(&reader.position()).as_str(), reader.count()), ("[3,5]", 1.0));
        let _ = download.push(b"\":1}\n", &mut reader);
        assert_eq!((json(&reader.position()).as_str(), reader.count()), ("[4,13]", 2.0));
        reader.start_at(7.0, 99.0);
        assert_eq!((json(&reader.position()).as_str(), reader.count()), ("[7,99]", 2.0));
    }
}

#[wasm_bindgen_test]
fn tallies_are_the_same_with_records_and_without() {
    let [mut records, mut tally, ..] = readers();
    let mut downloads = [download(), download()];
    for piece in LINES.as_bytes().chunks(50) {
        let _ = downloads[0].push(piece, &mut records);
        assert!(downloads[1].push(piece, &mut tally).is_truthy());
    }
    let _ = downloads[0].end(&mut records);
    let account = json(&downloads[1].end(&mut tally));
    assert_eq!(json(&records.tally()), account);
    assert_eq!((tally.count(), records.count()), (7.0, 7.0));
    assert!(account.starts_with(r#"{"records":7,"#), "{account}");
}

fn canceled(id: &str) -> String {
    format!("{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"canceled\"}}}}\n")
}

/// Returns the result of a reader at the end of results that changed after their second record, `b`, and the lines that the
/// reader was passed after the change.
fn restarted(reader: &mut Reader) -> (JsValue, String) {
    let mut download = download();
    let first = canceled("a") + &canceled("b") + &canceled("c")[..20];
    let _ = download.push(first.as_bytes(), reader);
    assert_eq!(download.dropped(None), Some(0.0));
    let changed = canceled("b") + &canceled("d") + &canceled("a") + canceled("c").trim_end();
    assert!(download.push(changed.as_bytes(), reader).is_undefined());
    download.restart(reader);
    let new_bytes = |download: &Download| Uint8Array::from(download.new_bytes()).to_vec();
    let _ = download.push(changed.as_bytes(), reader);
    let mut passed = new_bytes(&download);
    let end = download.end(reader);
    passed.extend(new_bytes(&download));
    assert_eq!(download.cursor(), "1.changed");
    (end, String::from_utf8(passed).unwrap())
}

#[wasm_bindgen_test]
fn after_a_restart_each_reader_gets_what_it_does_not_have_but_a_tally_gets_all() {
    let [mut records, mut tally, mut file, mut index] = readers();
    let new = canceled("d") + &canceled("c");
    let (end, passed) = restarted(&mut records);
    assert_eq!(json(&about(&end, READ)), r#"[[4,46,8,"s","c"]]"#);
    assert_eq!((passed, records.count()), (new.clone(), 4.0));

    let (end, passed) = restarted(&mut tally);
    assert_eq!(json(&about(&end, "it.records")), "4");
    assert_eq!(passed, canceled("b") + &canceled("d") + &canceled("a") + &canceled("c"));

    let (end, passed) = restarted(&mut file);
    assert_eq!(
        String::from_utf8(Uint8Array::from(end).to_vec()).unwrap(),
        canceled("c")
    );
    assert_eq!(passed, new);

    let (end, passed) = restarted(&mut index);
    assert_eq!((end.is_truthy(), passed), (true, new));
    let mut index = index.take_index().unwrap();
    let ids = Array::from(&js("['a', 'b', 'c', 'd', 'e']"));
    // The 20 bytes of the unfinished line are in between.
    assert_eq!(
        json(&Array::from(&index.ask(ids, false))),
        "[1,0,46,2,47,46,4,161,46,3,114,46,0,0,0]"
    );
    assert_eq!(json(&about(&index.account(), "it.missing.ids")), r#"["e"]"#);
}

#[wasm_bindgen_test]
fn an_end_is_short_until_every_reader_has_as_many_records_as_there_are() {
    for (count, expected) in [("4", "done"), ("5", "short"), ("false", "done"), ("undefined", "done")] {
        for mut reader in readers() {
            let options = js(&format!("({{ recordCount: {count} }})"));
            let mut download = Download::new(options).unwrap();
            // Three complete lines, one of them malformed; a blank one; and a record without a line ending.
            let text = canceled("a") + "\n{bro\n" + &canceled("b") + canceled("c").trim_end();
            let _ = download.push(text.as_bytes(), &mut reader);
            assert_eq!(download.end_response(&reader), expected, "{count}");
        }
        for mut reader in readers() {
            let options = js(&format!("({{ recordCount: {count} }})"));
            let mut download = Download::new(options).unwrap();
            let text = canceled("a") + &canceled("b") + &canceled("c") + &canceled("d")[..20];
            let _ = download.push(text.as_bytes(), &mut reader);
            let expected = if count == "4" { "short" } else { expected };
            assert_eq!(download.end_response(&reader), expected, "{count}, cut");
        }
    }
}

#[wasm_bindgen_test]
fn a_page_is_refused_and_other_results_are_not() {
    let [mut reader, ..] = readers();
    let mut download = download();
    assert!(download.push(b" \n", &mut reader).is_truthy());
    assert!(download.refuse().is_ok());
    assert!(download.push(b"<html>", &mut reader).is_undefined());
    let error = download.refuse().unwrap_err();
    assert_eq!(
        json(&about(&error, "[it.name, it.code, it.message, it.status]")),
        r#"["ResponseError","unexpected_response","Expected results as JSON Lines, found an HTML page.",0]"#
    );
}

#[wasm_bindgen_test]
fn kept_results_are_read_out_of_a_list_and_refused_where_there_are_none() {
    let list = "[".to_owned() + canceled("a").trim_end() + ",\n" + canceled("b").trim_end() + "]";
    for (text, count, refusal) in [
        (list.as_str(), 2.0, "null"),
        (
            "{}",
            1.0,
            "Expected results as JSON Lines, found no result. Line 1: expected a result, found an object without a \
             custom_id.",
        ),
        (
            "",
            0.0,
            "Expected results as JSON Lines, found nothing: the input is empty.",
        ),
    ] {
        for mut reader in readers() {
            let mut download = Download::new(js("({ areKept: true })")).unwrap();
            text.as_bytes().chunks(7).for_each(|chunk| {
                let _ = download.push(chunk, &mut reader);
            });
            let _ = download.end(&mut reader);
            assert_eq!(reader.count(), count, "{text}");
            let message = download.refuse().err().map(|error| json(&about(&error, "it.message")));
            assert_eq!(
                message.map_or("null".into(), |message| message.replace('"', "")),
                refusal
            );
        }
    }
}

#[wasm_bindgen_test]
fn only_an_index_can_be_taken_and_only_records_and_tallies_have_a_tally() {
    let known = readers().map(|mut reader| {
        let tally = !reader.tally().is_undefined();
        (tally, reader.take_index().is_some())
    });
    assert_eq!(known, [(true, false), (true, false), (false, false), (false, true)]);
}

#[wasm_bindgen_test]
fn a_single_line_has_the_number_and_offset_passed_for_it() {
    let mut reader = LineReader::new();
    for (number, id) in [(7.0, "a"), (3.0, "b"), (9.0, "c")] {
        let line = format!("{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"expired\"}}}}");
        let rows = reader.read(line.as_bytes(), number, 1000.0);
        assert_eq!(
            json(&about(&rows, "[it[0][0] + it[7], it[0][1], it[2][0]]")),
            format!("[{number},0,\"{id}\"]")
        );
    }
    let rows = reader.read(b"{broken", 5.0, 0.0);
    assert_eq!(
        json(&about(&rows, "it[8]")),
        r#"[[0,"line 5 at byte 1: not valid JSON: expected a key in double quotes, found 'b'"]]"#
    );
}
