use js_sys::Array;
use message_batches::wasm::{Decoder, Tallier};
use wasm_bindgen_test::*;

use super::js::{about, json};

/// Every kind of line there is: all four types, an unknown one, blank and malformed lines, all line endings, no last one.
const LINES: &str = "\u{feff}{\"custom_id\":\"a-é\",\"result\":{\"type\":\"succeeded\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"Hi \
                     😀\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1}}}}\n\
                     {\"custom_id\":\"b\",\"result\":{\"type\":\"errored\",\"error\":{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}}}\r\n\r\n\
                     not json\r  {\"custom_id\":\"c\",\"result\":{\"type\":\"canceled\"}}  \n\
                     {\"custom_id\":\"\\u0064\",\"result\":{\"type\":\"expired\"}}\n{}\n\
                     {\"custom_id\":\"e\",\"result\":{\"type\":\"deferred\"}}";

/// Rows as arrays: line, where its bytes stand, outcome, shape, id and the values of those without a shape.
const READ: &str = "(([numbers, values, short, longs, bytes, joined, joinedOffset, firstLine, problems]) => {
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
        const texts = [];
        const until = numbers[at + 8 + 5] ?? values.length;
        if (shape === -1) for (let at = from; at < until; at += 2) texts.push(string(values[at], values[at + 1]));
        rows.push([firstLine + line, end - start, flags >> 1, shape < 0 ? shape : 's', string(...id), ...texts]);
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
fn a_row_says_what_a_line_is() {
    let expected = [
        r#"[[1,159,0,-1,"a-é","succeeded","end_turn","Hi 😀"]"#,
        r#"[2,99,5,-1,"b","errored","api_error"]"#,
        r#"[4,8,9,-2,"","line 4 at byte 0: not valid JSON: expected true, false or null, found 'n'"]"#,
        r#"[5,46,7,-1,"c","canceled","canceled"]"#,
        r#"[6,50,8,-1,"d","expired","expired"]"#,
        r#"[7,2,9,-2,"","line 7: expected a result, found an object without a custom_id"]"#,
        r#"[8,46,6,-1,"e","deferred","deferred"]]"#,
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
fn a_shape_is_told_with_the_first_record_that_fits_it() {
    let line = |id: &str, text: &str, tokens: u32| {
        format!(
            r#"{{"custom_id":"{id}","result":{{"type":"succeeded","message":{{"content":[{{"type":"text","text":"{text}"}}],"stop_reason":"max_tokens","usage":{{"output_tokens":{tokens}}}}}}}}}"#
        ) + "\n"
    };
    let mut decoder = Decoder::new();
    let told = "JSON.stringify([it[9], [...it[0].filter((_, at) => at % 8 === 4)], [...it[1]], it[2]])";
    let first = about(&decoder.push(line("a", "x", 1).as_bytes()), told);
    assert_eq!(
        first.as_string().unwrap(),
        r#"[[],[-1],[1,10,10,20,20,21],"asucceededmax_tokensx"]"#
    );
    let two = line("b", "y", 2) + &line("cc", "\\n", 345);
    let shape = r#"{\"custom_id\":\"\\u0000s0\",\"result\":{\"type\":\"succeeded\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"\\u0000s0\"}],\"stop_reason\":\"max_tokens\",\"usage\":{\"output_tokens\":\"\\u0000n2\"}}}}"#;
    let second = about(&decoder.push(two.as_bytes()), told);
    assert_eq!(
        second.as_string().unwrap(),
        format!(r#"[[[0,"{shape}","succeeded","max_tokens",[0]]],[0,0],[1,2,2,-1,0,345],"bycc"]"#)
    );
    let third = about(&decoder.push(line("d", "z", 0).as_bytes()), told);
    assert_eq!(third.as_string().unwrap(), r#"[[],[0],[1,2,0],"dz"]"#);
}

#[wasm_bindgen_test]
fn a_push_that_completes_no_line_gives_no_row() {
    let mut decoder = Decoder::new();
    for chunk in [&b""[..], b"{\"custom", b"_id\":1}", b" \t"] {
        assert_eq!(json(&about(&decoder.push(chunk), "it[0].length")), "0");
    }
    assert_eq!(json(&about(&decoder.push(b"\n"), "it[0].length")), "8");
    assert_eq!(json(&about(&decoder.finish(), "it[0].length")), "0");
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
fn accounts_are_the_same_with_records_and_without() {
    let mut decoder = Decoder::new();
    let mut tallier = Tallier::new();
    for piece in LINES.as_bytes().chunks(50) {
        let _ = decoder.push(piece);
        tallier.push(piece);
    }
    let _ = decoder.finish();
    let account = json(&tallier.finish());
    assert_eq!(json(&decoder.tally()), account);
    assert_eq!(tallier.records(), 7.0);
    assert!(account.starts_with(r#"{"records":7,"#), "{account}");
}
