use js_sys::Array;
use message_batches::wasm::{Decoder, text_of};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, json};

/// Every kind of line there is: all four types, an unknown one, blank and malformed lines, all line endings, no last one.
const LINES: &str = "\u{feff}{\"custom_id\":\"a-é\",\"result\":{\"type\":\"succeeded\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi \
                     😀\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1}}}}\n\
                     {\"custom_id\":\"b\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}}}\r\n\r\n\
                     not json\r  {\"custom_id\":\"c\",\"result\":{\"type\":\"canceled\"}}  \n\
                     {\"custom_id\":\"\\u0064\",\"result\":{\"type\":\"expired\"}}\n{}\n\
                     {\"custom_id\":\"e\",\"result\":{\"type\":\"deferred\"}}";

/// Rows as objects, with the parts that the numbers point at.
const READ: &str = "(([bytes, numbers, problems, isAscii]) => {
    const text = (start, end) => end > start ? new TextDecoder().decode(bytes.subarray(start, end)) : null;
    const rows = [];
    for (let at = 0; at < numbers.length; at += 15) {
        const [line, offset, ...rest] = numbers.subarray(at, at + 15);
        const parts = [0, 2, 4, 6, 8, 10].map((from) => text(rest[from], rest[from + 1]));
        rows.push([line, offset, ...parts, rest[12]]);
    }
    for (const [index, problem] of problems) rows[index].push(problem);
    return rows;
})(it)";

/// All rows of a stream in pieces.
fn decoded(pieces: &[&[u8]]) -> String {
    let mut decoder = Decoder::new();
    let rows = Array::new();
    let add = |found: Array| {
        for row in Array::from(&about(&found, READ)).iter() {
            rows.push(&row);
        }
    };
    for piece in pieces {
        add(decoder.push(piece));
    }
    add(decoder.finish());
    json(&rows).replace("],[", "],\n[")
}

#[wasm_bindgen_test]
fn a_row_says_where_the_parts_of_a_record_stand() {
    let first = &LINES[3..LINES.find('\n').unwrap()];
    let quoted = |text: &str| json(&JsValue::from(text));
    let result = first.split_once("\"result\":").unwrap().1.strip_suffix('}').unwrap();
    let at = |start: &str| LINES.find(start).unwrap();
    let expected = [
        format!(
            "[[1,0,{},\"\\\"a-é\\\"\",\"\\\"succeeded\\\"\",{},\"{{\\\"input_tokens\\\":1}}\",null,0]",
            quoted(first),
            quoted(result)
        ),
        format!(
            r#"[2,{},"{{\"custom_id\":\"b\",\"result\":{{\"type\":\"errored\",\"error\":{{\"type\":\"error\",\"error\":{{\"type\":\"api_error\"}}}}}}}}","\"b\"","\"errored\"","{{\"type\":\"errored\",\"error\":{{\"type\":\"error\",\"error\":{{\"type\":\"api_error\"}}}}}}",null,"{{\"type\":\"api_error\"}}",5]"#,
            at("{\"custom_id\":\"b\"")
        ),
        format!(
            r#"[4,{},"not json",null,null,null,null,null,9,"line 4 at byte 0: not valid JSON: expected true, false or null, found 'n'"]"#,
            at("not json")
        ),
        format!(
            r#"[5,{},"{{\"custom_id\":\"c\",\"result\":{{\"type\":\"canceled\"}}}}","\"c\"","\"canceled\"","{{\"type\":\"canceled\"}}",null,null,7]"#,
            at("  {\"custom_id\":\"c\"")
        ),
        format!(
            r#"[6,{},"{{\"custom_id\":\"\\u0064\",\"result\":{{\"type\":\"expired\"}}}}","\"\\u0064\"","\"expired\"","{{\"type\":\"expired\"}}",null,null,8]"#,
            at("{\"custom_id\":\"\\u0064\"")
        ),
        format!(
            r#"[7,{},"{{}}",null,null,null,null,null,9,"line 7: expected a result, found an object without a custom_id"]"#,
            at("{}\n")
        ),
        format!(
            r#"[8,{},"{{\"custom_id\":\"e\",\"result\":{{\"type\":\"deferred\"}}}}","\"e\"","\"deferred\"","{{\"type\":\"deferred\"}}",null,null,6]]"#,
            at("{\"custom_id\":\"e\"")
        ),
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
fn a_push_that_completes_no_line_gives_no_row() {
    let mut decoder = Decoder::new();
    for chunk in [&b""[..], b"{\"custom", b"_id\":1}", b" \t"] {
        assert_eq!(
            json(&about(
                &decoder.push(chunk),
                "[...it.map((part) => part.length ?? part)]"
            )),
            "[0,0,0,true]"
        );
    }
    assert_eq!(json(&about(&decoder.push(b"\n"), "it[1].length")), "15");
    assert_eq!(json(&about(&decoder.finish(), "it[1].length")), "0");
}

#[wasm_bindgen_test]
fn the_place_of_the_next_line_is_told() {
    let mut decoder = Decoder::new();
    assert_eq!(json(&decoder.place()), "[1,0]");
    let _ = decoder.push(b"{}\r\n\n{\"a");
    assert_eq!(json(&decoder.place()), "[3,5]");
    let _ = decoder.push(b"\":1}\n");
    assert_eq!(json(&decoder.place()), "[4,13]");
}

#[wasm_bindgen_test]
fn rows_say_whether_their_bytes_are_ascii() {
    let mut decoder = Decoder::new();
    let is_ascii = |rows: Array| rows.get(3);
    assert_eq!(is_ascii(decoder.push(b"{\"custom_id\":\"a\"}\n")), JsValue::TRUE);
    assert_eq!(
        is_ascii(decoder.push("{\"custom_id\":\"é\"}\n".as_bytes())),
        JsValue::FALSE
    );
    assert_eq!(is_ascii(decoder.push(b"{}\n")), JsValue::TRUE);
}

#[wasm_bindgen_test]
fn the_text_of_a_line_is_its_text_blocks_joined() {
    let first = &LINES[3..LINES.find('\n').unwrap()];
    assert_eq!(text_of(first.as_bytes()), "Hi 😀");
    let two = r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":[{"type":"text","text":"a\n"},{"type":"thinking","thinking":"no"},{"type":"text","text":"\u00e9"}]}}}"#;
    assert_eq!(text_of(two.as_bytes()), "a\né");
    for line in ["", "not json", r#"{"custom_id":"a","result":{"type":"expired"}}"#] {
        assert_eq!(text_of(line.as_bytes()), "", "{line}");
    }
}
