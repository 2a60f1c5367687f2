use message_batches::bytes::Position;
use message_batches::results::export::{
    Column, DEFAULT_COLUMNS, ExportReport, FileWriter, Format, content_type, disposition,
};
use message_batches::results::outcome::Outcome;

const CSV: Format = Format::Csv {
    bom: false,
    defuse: true,
    delimiter: b',',
};

fn columns(paths: &[&str]) -> Vec<Column> {
    paths.iter().map(|path| Column::parse(path).unwrap()).collect()
}

/// Returns a file of these columns. Asserts that cuts do not change it.
fn file(format: Format, paths: &[&str], text: &str) -> String {
    let whole = {
        let mut writer = FileWriter::new(format, columns(paths), None);
        let mut out = writer.push(text.as_bytes());
        out.extend(writer.finish());
        String::from_utf8(out).unwrap()
    };
    for cut in 0..=text.len() {
        let mut writer = FileWriter::new(format, columns(paths), None);
        let mut out = writer.push(&text.as_bytes()[..cut]);
        out.extend(writer.push(&text.as_bytes()[cut..]));
        out.extend(writer.finish());
        assert_eq!(String::from_utf8(out).unwrap(), whole, "cut at {cut}");
    }
    whole
}

fn answer(id: &str, text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    format!(
        "{{\"custom_id\":{},\"result\":{{\"type\":\"succeeded\",\"message\":{{\"content\":[{{\"type\":\"text\",\"text\":{text}}}],\
         \"stop_reason\":\"end_turn\",\"usage\":{{\"input_tokens\":14,\"output_tokens\":5}}}}}}}}\n",
        serde_json::to_string(id).unwrap()
    )
}

fn failed(id: &str, message: &str) -> String {
    format!(
        "{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"errored\",\"error\":{{\"type\":\"error\",\"error\":{{\"type\":\
         \"api_error\",\"message\":\"{message}\"}}}}}}}}\n"
    )
}

#[test]
fn lines_as_they_came_lose_only_white_space_and_line_ends() {
    let text = "\u{feff}{\"custom_id\":\"a\",\"result\":{\"type\":\"canceled\"}}\r\n\n  {\"b\" \r{broken";
    assert_eq!(
        file(Format::Raw, &[], text),
        "{\"custom_id\":\"a\",\"result\":{\"type\":\"canceled\"}}\n{\"b\"\n{broken\n"
    );
    assert_eq!(file(Format::Raw, &[], ""), "");
}

#[test]
fn a_csv_has_what_people_look_for_when_they_name_no_columns() {
    let text = format!("{}{}{{broken\n", answer("a", "Hello, \"you\"\nthere"), failed("b", "x"));
    assert_eq!(
        file(CSV, &DEFAULT_COLUMNS, &text),
        "custom_id,type,outcome,text,error.type,error.message,usage.input_tokens,usage.output_tokens\r\n\
         a,succeeded,done,\"Hello, \"\"you\"\"\nthere\",,,14,5\r\n\
         b,errored,retry_as_is,,api_error,x,,\r\n\
         ,malformed,malformed,,malformed,\"line 3 at byte 1: not valid JSON: expected a key in double quotes, found \
         'b'\",,\r\n"
    );
    assert_eq!(file(CSV, &["custom_id", "line"], ""), "custom_id,line\r\n");
}

#[test]
fn an_error_is_in_its_columns_however_it_is_wrapped() {
    let line = |error: &str| format!("{{\"custom_id\":\"a\",\"result\":{{\"type\":\"errored\",{error}}}}}\n");
    let columns = ["error.type", "error.message", "error.details.a", "error"];
    for (error, written) in [
        (
            r#""error":{"type":"error","error":{"type":"t_error","message":"m","details":{"a":1}}}"#,
            r#"{"error.type":"t_error","error.message":"m","error.details.a":1,"error":{"type":"t_error","message":"m","details":{"a":1}}}"#,
        ),
        (
            r#""error":{"type":"t_error","message":"\"m\"","details":{"a":1}}"#,
            r#"{"error.type":"t_error","error.message":"\"m\"","error.details.a":1,"error":{"type":"t_error","message":"\"m\""}}"#,
        ),
        (
            r#""error":"m""#,
            r#"{"error.type":"errored","error.message":"m","error.details.a":null,"error":{"type":"errored","message":"m"}}"#,
        ),
        (
            r#""error":null"#,
            r#"{"error.type":"errored","error.message":"","error.details.a":null,"error":{"type":"errored","message":""}}"#,
        ),
    ] {
        assert_eq!(file(Format::Jsonl, &columns, &line(error)), format!("{written}\n"));
    }
    let answered = file(Format::Jsonl, &columns, &answer("a", "x"));
    assert_eq!(
        answered,
        "{\"error.type\":null,\"error.message\":null,\"error.details.a\":null,\"error\":null}\n"
    );
}

#[test]
fn texts_that_a_spreadsheet_may_take_for_formulas_are_defused() {
    for (text, cell) in [
        ("=1+1", "\"'=1+1\""),
        ("+1", "\"'+1\""),
        ("-1", "\"'-1\""),
        ("@SUM(1)", "\"'@SUM(1)\""),
        ("\t=1", "\"'\t=1\""),
        ("\r=1", "\"'\r=1\""),
        ("\n=1", "\"'\n=1\""),
        ("\tplain", "\"'\tplain\""),
        ("\0x", "\"'\0x\""),
        ("  =1", "\"'  =1\""),
        ("\u{a0}=1", "\"'\u{a0}=1\""),
        ("\u{200b}@x", "\"'\u{200b}@x\""),
        ("\u{feff}=1", "\"'\u{feff}=1\""),
        ("＝1", "\"'＝1\""),
        ("＋1", "\"'＋1\""),
        ("－1", "\"'－1\""),
        ("＠x", "\"'＠x\""),
        ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
        (
            "=HYPERLINK(\"http://x\",\"y\")",
            "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
        ),
        // Text after a separator of another kind remains in its cell.
        ("a;=1+1", "\"a;=1+1\""),
        ("a\t=1+1", "\"a\t=1+1\""),
        ("a,=1+1", "\"a,=1+1\""),
        ("a\n=1+1", "\"a\n=1+1\""),
        ("\"=1\"", "\"\"\"=1\"\"\""),
        // No formulas.
        ("1+1", "1+1"),
        ("a=b", "a=b"),
        ("", ""),
        (" a", "\" a\""),
        ("a ", "\"a \""),
        ("é 🎈", "é 🎈"),
    ] {
        assert_eq!(
            file(CSV, &["text"], &answer("a", text)),
            format!("text\r\n{cell}\r\n"),
            "{text:?}"
        );
    }
}

#[test]
fn ids_errors_answers_and_names_of_columns_are_defused_as_well() {
    let text = format!(
        "{}{}",
        answer("-id", "{\"x\":\"=1\",\"n\":-5,\"o\":{\"=\":1}}"),
        failed("b", "+49")
    );
    assert_eq!(
        file(
            CSV,
            &["custom_id", "=json.x", "json.n", "json.o", "error.message"],
            &text
        ),
        format!(
            "custom_id,,json.n,json.o,error.message\r\n\"'-id\",\"'=1\",-5,\"{{\"\"=\"\":1}}\",\r\nb,,,,\"'+49\"\r\n"
        )
    );
    assert_eq!(file(CSV, &["-name=text"], ""), "\"'-name\"\r\n");
}

#[test]
fn defusing_can_be_left_out_and_a_byte_order_mark_put_in() {
    let format = Format::Csv {
        bom: true,
        defuse: false,
        delimiter: b',',
    };
    assert_eq!(file(format, &["text"], &answer("a", "=1")), "\u{feff}text\r\n=1\r\n");
}

#[test]
fn columns_are_separated_by_what_is_asked_for_and_cells_that_have_it_are_quoted() {
    for (delimiter, text, written) in [
        (b';', "a,b", "custom_id;text\r\na;\"a,b\"\r\n"),
        (b'|', "a|b", "custom_id|text\r\na|\"a|b\"\r\n"),
        (b'|', "a=b", "custom_id|text\r\na|a=b\r\n"),
        (b'\t', "a", "custom_id\ttext\r\na\ta\r\n"),
    ] {
        let format = Format::Csv {
            bom: false,
            defuse: true,
            delimiter,
        };
        assert_eq!(file(format, &["custom_id", "text"], &answer("a", text)), written);
    }
}

#[test]
fn json_of_an_answer_is_found_in_a_fence_or_in_prose_and_what_has_none_is_counted() {
    let text: String = [
        ("{\"n\":1}", "1"),
        ("```json\n{\"n\":1}\n```", "1"),
        ("Here it is:\n\n```\n{\"n\":1}\n```\nAnything else?", "1"),
        ("Here it is: {\"n\":1} and more", "1"),
        ("I found one [1], see {\"n\":1}.", "1"),
        ("```json\n{\"n\":1}\n```\n```json\n{\"n\":2}\n```", "null"),
        ("```python\nx = {}\n```\n```json\n{\"n\":1}\n```", "1"),
        ("{\"n\":1} or {\"n\":2}", "null"),
        ("{\"n\":", "null"),
        ("no json", "null"),
    ]
    .iter()
    .map(|(text, _)| answer("a", text))
    .collect();
    let mut writer = FileWriter::new(Format::Jsonl, columns(&["json.n"]), None);
    let mut out = writer.push(format!("{text}{}", failed("b", "x")).as_bytes());
    out.extend(writer.finish());
    let cells: Vec<String> = String::from_utf8(out)
        .unwrap()
        .lines()
        .map(|line| line.replace("{\"json.n\":", "").replace('}', ""))
        .collect();
    assert_eq!(
        cells,
        ["1", "1", "1", "1", "1", "null", "1", "null", "null", "null", "null"]
    );
    let report = ExportReport {
        written: 11,
        not_json: 4,
        json_in_text: 5,
        repeated_ids: 9,
        ..ExportReport::default()
    };
    assert_eq!(writer.report(), report);
}

#[test]
fn paths_reach_into_records_and_answers() {
    let text = answer(
        "a",
        " { \"items\": [ {\"name\": \"x\"}, {\"na.me\": [1,\n 2]} ], \"items2\": null, \"n\": 1.50, \"n\": -1e2 } ",
    );
    for (path, value) in [
        ("custom_id", "\"a\""),
        ("type", "\"succeeded\""),
        ("outcome", "\"done\""),
        ("reason", "\"end_turn\""),
        ("line", "1"),
        ("byteOffset", "0"),
        ("usage", "{\"input_tokens\":14,\"output_tokens\":5}"),
        ("usage.output_tokens", "5"),
        ("usage.none", "null"),
        ("usage.input_tokens.deeper", "null"),
        ("error", "null"),
        ("result.type", "\"succeeded\""),
        ("result.message.content.0.type", "\"text\""),
        ("result.message.content.1.type", "null"),
        ("result.message.content.x", "null"),
        ("json.items.0.name", "\"x\""),
        ("json.items.1.na\\.me", "[1,  2]"),
        ("json.items.1.na\\.me.1", "2"),
        ("json.items2", "null"),
        // Of a duplicate key, the last value counts.
        ("json.n", "-1e2"),
        ("json.__proto__", "null"),
        ("json.constructor", "null"),
        ("row.x", "null"),
    ] {
        let expected = format!("{{\"{}\":{value}}}\n", path.replace('\\', "\\\\"));
        assert_eq!(file(Format::Jsonl, &[path], &text), expected, "{path}");
    }
    for text in ["", "no json", "{\"n\":1} and [2]{}", "{\"n\":"] {
        assert_eq!(
            file(Format::Jsonl, &["json.n"], &answer("a", text)),
            "{\"json.n\":null}\n"
        );
    }
}

#[test]
fn json_strings_are_escaped_whatever_is_in_them() {
    let text = "\"\\\u{0}\u{1f}\n\r\t/é\u{2028}🎈";
    let line = file(Format::Jsonl, &["t=text"], &answer("a", text));
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["t"], text);
    assert_eq!(line.lines().count(), 1);
}

#[test]
fn only_records_with_chosen_outcomes_are_written() {
    let text = format!("{}{}{{broken\n", answer("a", "x"), failed("b", "x"));
    let wanted = Some(vec![Outcome::RetryAsIs, Outcome::Malformed]);
    let mut writer = FileWriter::new(CSV, columns(&["custom_id", "outcome"]), wanted);
    let out = String::from_utf8(writer.push(text.as_bytes())).unwrap();
    assert_eq!(out, "custom_id,outcome\r\nb,retry_as_is\r\n,malformed\r\n");
    assert_eq!(writer.delivered().len(), 3);
}

#[test]
fn a_row_stands_beside_its_record_or_alone() {
    let mut writer = FileWriter::new(CSV, columns(&["row.name", "text", "row.n", "outcome"]), None);
    let position = Position { line: 7, offset: 99 };
    let mut out = writer.pair(
        b"{\"name\":\"=x\",\"n\":-1}",
        answer("a", "Hi").trim_end().as_bytes(),
        position,
    );
    out.extend(writer.pair(b"{\"name\":\"y\"}", b"", position));
    out.extend(writer.finish());
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "row.name,text,row.n,outcome\r\n\"'=x\",Hi,-1,done\r\ny,,,\r\n"
    );
}

#[test]
fn paths_that_lead_nowhere_are_refused() {
    let starts = "a path that starts with custom_id, type, outcome, reason, text, line, byteOffset, usage, error, \
                  result, json or row";
    for path in ["", ".", "id", "Text", "custom_id\\.x", "x=", "=", "json\\.x", " text"] {
        assert_eq!(Column::parse(path), Err(starts.to_string()), "{path}");
    }
    for path in ["text.x", "custom_id.0", "n=line.x"] {
        let expected = "a path that ends after the first name, which has no parts";
        assert_eq!(Column::parse(path), Err(expected.to_string()), "{path}");
    }
}

#[test]
fn files_are_announced_by_type_and_a_name_that_cannot_leave_its_header_or_folder() {
    assert_eq!(content_type(CSV), "text/csv; charset=utf-8; header=present");
    assert_eq!(content_type(Format::Raw), "application/x-jsonl; charset=utf-8");
    for (name, header) in [
        ("results.csv", "attachment; filename=\"results.csv\""),
        ("../a\"b\r\nx: y.csv", "attachment; filename=\".._a_b__x_ y.csv\""),
        ("é.csv", "attachment; filename=\"_.csv\"; filename*=UTF-8''%C3%A9.csv"),
    ] {
        assert_eq!(disposition(name), header);
    }
}
