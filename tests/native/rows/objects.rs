use message_batches::requests::rows::{Format, RowOptions};

use super::{elements, made, options, params};
use crate::cut;

fn filled(template: &str, rows: &str) -> Vec<String> {
    params(template, options(Format::Objects), [elements(rows).as_bytes()])
}

#[test]
fn text_of_every_kind_of_value() {
    let table = [
        (r#""x\"\\\né\u00e9🎈""#, r#""<x\"\\\néé🎈>""#),
        ("1", r#""<1>""#),
        ("-0.50", r#""<-0.50>""#),
        ("12345678901234567890", r#""<12345678901234567890>""#),
        ("true", r#""<true>""#),
        ("[1,\"a\"]", r#""<[1,\"a\"]>""#),
        ("{\"k\":\"\\n\"}", r#""<{\"k\":\"\\n\"}>""#),
        ("\"\"", r#""<>""#),
    ];
    for (value, expected) in table {
        let found = filled(r#"{"s":"<{{a}}>"}"#, &format!("{{\"a\":{value},\"b\":1}}"));
        assert_eq!(found, [format!("{{\"s\":{expected}}}")], "{value}");
    }
}

#[test]
fn values_as_they_are() {
    for value in ["\"x\\n\"", "1.5", "false", "null", "[1,{}]"] {
        let found = filled(r#"{"v":"{{a | json}}"}"#, &format!("{{\"a\":{value},\"b\":1}}"));
        assert_eq!(found, [format!("{{\"v\":{value}}}")]);
    }
}

#[test]
fn paths_lead_into_objects_and_arrays() {
    let row = r#"{"u":{"name":"Ann","tags":["x",{"y":[7]}]},"u.v":"exact","l":["z"]}"#;
    let table = [
        ("u.name", "Ann"),
        ("u.tags.0", "x"),
        ("u.tags.1.y.0", "7"),
        ("u.v", "exact"),
        ("l.0", "z"),
        ("u.tags", r#"[\"x\",{\"y\":[7]}]"#),
    ];
    for (path, expected) in table {
        let template = format!("{{\"s\":\"{{{{{path}}}}}\"}}");
        assert_eq!(filled(&template, row), [format!("{{\"s\":\"{expected}\"}}")], "{path}");
    }
    for path in ["u.nam", "u.tags.2", "u.tags.x", "u.name.x", "list.0", "l.0.long.1", "."] {
        let template = format!("{{\"s\":\"{{{{{path}}}}}\"}}");
        let expected = "template: expected columns that the rows have (\"u\", \"u.v\", \"l\"), found";
        assert_eq!(
            filled(&template, row),
            [format!("{expected} \"{path}\" at s")],
            "{path}"
        );
    }
}

#[test]
fn the_first_row_tells_the_columns_and_later_rows_must_have_them() {
    let template = r#"{"s":"{{a}}","v":"{{b | json}}"}"#;
    let table: [(&str, &[&str]); 5] = [
        (
            "{\"a\":1,\"c\":2}",
            &["template: expected columns that the rows have (\"a\", \"c\"), found \"b\" at v"],
        ),
        (
            "{\"a\":1,\"b\":2}\n{\"a\":1}",
            &[
                r#"{"s":"1","v":2}"#,
                "row 2: expected a value in the column \"b\", found no such column",
            ],
        ),
        (
            "{\"a\":1,\"b\":null}\n{\"b\":1}",
            &[
                r#"{"s":"1","v":null}"#,
                "row 2: expected a value in the column \"a\", found no such column",
            ],
        ),
        (
            "{\"a\":null,\"b\":2}",
            &["row 1: expected a value in the column \"a\", found null"],
        ),
        (
            "{}",
            &["template: expected columns that the rows have (none), found \"a\" at s, \"b\" at v"],
        ),
    ];
    for (rows, expected) in table {
        assert_eq!(filled(template, rows), expected, "{rows}");
    }
    let with_defaults = RowOptions {
        defaults: Some(r#"{"a":"none","b":0}"#.into()),
        ..options(Format::Objects)
    };
    let found = params(
        template,
        with_defaults,
        [b"{\"a\":null,\"b\":null,\"c\":1},{\"a\":\"\",\"b\":1},{}]".as_slice()],
    );
    assert_eq!(
        found,
        [r#"{"s":"none","v":0}"#, r#"{"s":"","v":1}"#, r#"{"s":"none","v":0}"#]
    );
}

#[test]
fn objects_with_nothing_in_any_column_are_skipped() {
    let rows = "{\"a\":null,\"b\":\" \
                \"}\n{\"a\":\"\",\"b\":1}\n{\"a\":\"\"}\n{\"a\":\"x\",\"b\":null}\n{\"b\":0,\"a\":null}\n";
    let template = r#"{"s":"{{a}}"}"#;
    let expected = [
        r#"{"s":""}"#,
        r#"{"s":"x"}"#,
        // The numbers are those of the objects.
        "row 5: expected a value in the column \"a\", found null",
    ];
    assert_eq!(filled(template, rows), expected);
    // An object without columns has no empty column.
    assert_eq!(filled(r#"{"s":"x"}"#, "{}\n{}\n"), [r#"{"s":"x"}"#, r#"{"s":"x"}"#]);
}

#[test]
fn rows_that_are_no_objects() {
    for (row, found) in [
        ("7", "a number"),
        ("null", "null"),
        ("[1]", "an array"),
        ("\"a\"", "a string"),
    ] {
        let expected = format!("row 2: expected an object of columns and values, found {found}");
        assert_eq!(filled("{}", &format!("{{}}\n{row}\n")), ["{}".to_string(), expected]);
    }
}

#[test]
fn lines_of_json_say_where() {
    let requests = |text: &[u8]| params(r#"{"s":"{{a}}"}"#, options(Format::Jsonl), [text]);
    assert_eq!(
        requests(b"\n\r\n{\"a\":1}\r\r\n  {\"a\":}\n"),
        [
            r#"{"s":"1"}"#,
            "row 2, line 5: not valid JSON: expected a value, found '}'",
        ]
    );
    assert_eq!(
        requests(b"{\"a\":\"\xe9\"}"),
        [
            "row 1, line 1: expected UTF-8, found the byte 0xe9. Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or name \
             its encoding in the option encoding, for example \"windows-1252\" (Western Europe), \"windows-1250\" \
             (Central Europe)"
        ]
    );
    assert_eq!(requests(b""), [""; 0]);
    assert_eq!(requests(b"\xef\xbb\xbf{\"a\":1}"), [r#"{"s":"1"}"#]);
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(600), "]".repeat(600));
    assert_eq!(
        requests(deep.as_bytes()),
        ["row 1, line 1: not valid JSON: expected at most 512 levels of nesting, found one more"]
    );
}

#[test]
fn common_mistakes_in_lines_of_json_have_a_fix() {
    for (line, problem) in [
        (
            r#"{"a":1},"#,
            "expected the end, found ','. Remove the comma at the end of the line",
        ),
        (
            r#"{"a":1,}"#,
            "expected a key in double quotes, found '}'. Remove the comma before it",
        ),
        (
            r#"{"a":[1,]}"#,
            "expected a value, found ']'. Remove the comma before it",
        ),
        (
            r#"{"a":NaN}"#,
            "expected a value, found 'N'. JSON has no such number: write null",
        ),
        (
            r#"{"a":-Infinity}"#,
            "expected a digit, found 'I'. JSON has no such number: write null",
        ),
        (
            r#"{"a":None}"#,
            "expected a value, found 'N'. JSON has true, false and null: write each row with a JSON library",
        ),
        (
            r#"{"a":'x'}"#,
            "expected a value, found '\\''. JSON has double quotes: write each row with a JSON library",
        ),
        (
            r#"{"a":1}{"a":2}"#,
            "expected the end, found '{'. Write one object per line",
        ),
        (r#"{"a":x}"#, "expected a value, found 'x'"),
    ] {
        let found = params(
            r#"{"s":"{{a}}"}"#,
            options(Format::Jsonl),
            [format!("{{\"a\":0}}\n{line}\n").as_bytes()],
        );
        let problem = format!("row 2, line 2: not valid JSON: {problem}");
        assert_eq!(found, [r#"{"s":"0"}"#, problem.as_str()], "{line}");
    }
}

#[test]
fn objects_over_several_lines_are_rows_one_after_another() {
    let template = r#"{"s":"{{a}}"}"#;
    let text = "\u{feff}\n{\n  \"a\": \"é}\",\n  \"b\": {\"c\": [1]}\n}\n\n{\n  \"a\": 2\n}{\"a\":3} { \"a\": 4 }\r\n";
    let expected = [r#"{"s":"é}"}"#, r#"{"s":"2"}"#, r#"{"s":"3"}"#, r#"{"s":"4"}"#];
    for format in [Format::Auto, Format::Jsonl] {
        for pieces in cut::everywhere(text.as_bytes()) {
            let found = params(template, options(format), pieces.iter().copied());
            assert_eq!(found, expected, "{pieces:?}");
        }
    }
    let table = [
        (
            "{\n\"a\": 1\n}\n{\n\"b\": 1\n}",
            "row 2, line 4: expected a value in the column \"a\", found no such column",
        ),
        (
            "{\n\"a\": 1\n},\n{\n\"a\": 1\n}",
            "row 2, line 3: not valid JSON: expected a value, found ','. Remove the comma at the end of the line",
        ),
        (
            "{\n\"a\": 1\n}\n}",
            "row 2, line 4: not valid JSON: expected a value, found '}'",
        ),
        (
            "{\n\"a\": 1\n}\n7",
            "row 2, line 4: expected an object of columns and values, found a number",
        ),
        (
            "{\n\"a\": 1\n}\n{\n\"a\": ",
            "row 2, line 4: not valid JSON: expected a value, found the end of the text",
        ),
    ];
    for (text, problem) in table {
        for pieces in cut::everywhere(text.as_bytes()) {
            let found = params(template, RowOptions::default(), pieces.iter().copied());
            assert_eq!(found, [r#"{"s":"1"}"#, problem], "{pieces:?}");
        }
    }
    // A byte order mark is removed only once.
    for pieces in cut::everywhere(b"\xef\xbb\xbfa\0\tb\n") {
        let found = params(template, options(Format::Jsonl), pieces.iter().copied());
        assert_eq!(
            found,
            ["row 1, line 1: not valid JSON: expected a value, found 'a'"],
            "{pieces:?}"
        );
    }
    // A line that ends elsewhere is an invalid line.
    assert_eq!(
        params(
            template,
            RowOptions::default(),
            [b"{\"a\": \"x\n{\"a\":1}\n".as_slice()]
        ),
        ["row 1, line 1: not valid JSON: expected '\"' at the end of a string, found the end of the text"]
    );
}

#[test]
fn a_whole_table_in_one_object_is_named_with_the_way_out() {
    let frame = "expected one object per row, found a whole table, as pandas writes it. Write one object per row: \
                 df.to_json(\"rows.jsonl\", orient=\"records\", lines=True)";
    let list = "expected one object per row, found one object with a list of objects. Write one object of the list per \
                line, without what is around it";
    let requests = "expected a row, found a request with custom_id and params. Requests need no template: pass them \
                    directly to validate, plan or create";
    let table = [
        (r#"{"a":{"0":"x","1":"y"},"id":{"0":1,"1":2}}"#, frame),
        ("{\n  \"a\": {\n    \"7\": \"x\"\n  }\n}", frame),
        (r#"{"0":{"a":"x","id":1},"1":{"a":"y","id":2}}"#, frame),
        (r#"{"columns":["a"],"index":[0],"data":[["x"]]}"#, frame),
        (r#"{"schema":{"fields":[]},"data":[{"a":"x"}]}"#, frame),
        (r#"{"data":[{"a":"x"},{"a":"y"}]}"#, list),
        (r#"{"count":1,"rows":[{"a":"x"}]}"#, list),
        (r#"{"requests":[{"custom_id":"a","params":{}}]}"#, requests),
    ];
    for (text, problem) in table {
        let found = params(r#"{"s":"{{a}}"}"#, RowOptions::default(), [text.as_bytes()]);
        assert_eq!(found, [format!("row 1, line 1: {problem}")], "{text}");
    }
    // Rows may contain objects and lists.
    for (row, expected) in [
        (r#"{"a":{"x":1},"b":{"x":2}}"#, r#"{"s":"{\"x\":1}"}"#),
        (r#"{"a":{"0":1},"b":"c"}"#, r#"{"s":"{\"0\":1}"}"#),
        (r#"{"a":{},"b":{}}"#, r#"{"s":"{}"}"#),
        (r#"{"a":[{"b":1}],"data":[],"columns":[]}"#, r#"{"s":"[{\"b\":1}]"}"#),
    ] {
        let found = params(r#"{"s":"{{a}}"}"#, RowOptions::default(), [row.as_bytes()]);
        assert_eq!(found, [expected]);
    }
}

#[test]
fn every_cut_gives_the_same_requests() {
    let text = "\u{feff}\r\n{\"a\":\"é\"}\r\n\r{\"a\":\"🎈\"}\n \n\u{feff}\u{feff}{\"a\":1}\r{\"b\":2}\nx";
    let template = r#"{"r":"{{a}}"}"#;
    let expected = made(template, RowOptions::default(), [text.as_bytes()]);
    assert_eq!(expected.len(), 4);
    for pieces in cut::everywhere(text.as_bytes()) {
        let found = made(template, RowOptions::default(), pieces.iter().copied());
        assert_eq!(found, expected, "{pieces:?}");
    }
}

#[test]
fn every_cut_of_objects_gives_the_same_requests() {
    let long = "[{\\\"}],".repeat(30);
    let text = format!(r#"{{"a":"é"}},{{"a":"{long}","b":[{{}},"]"]}},{{"b":[[],{{}}],"a":[1,{{"c":"}}"}}]}},null]"#);
    let template = r#"{"r":"{{a}}"}"#;
    let expected = made(template, options(Format::Objects), [text.as_bytes()]);
    assert_eq!(
        expected.last().unwrap(),
        "row 4: expected an object of columns and values, found null"
    );
    assert_eq!(expected.len(), 4);
    for pieces in cut::once(text.as_bytes()) {
        let found = made(template, options(Format::Objects), pieces.iter().copied());
        assert_eq!(found, expected, "{pieces:?}");
    }
    assert_eq!(
        made(template, options(Format::Objects), text.as_bytes().chunks(1)),
        expected
    );
}

#[test]
fn requests_are_not_rows() {
    let request = r#"{"custom_id":"a","params":{"model":"m"}}"#;
    let problem = "row 1: expected a row, found a request with custom_id and params. Requests need no template: pass them \
                directly to validate, plan or create";
    for template in [r#"{"s":"{{text}}"}"#, r#"{"s":"x"}"#] {
        assert_eq!(filled(template, request), [problem], "{template}");
    }
    // Their columns can be used like all others.
    assert_eq!(filled(r#"{"s":"{{params.model}}"}"#, request), [r#"{"s":"m"}"#]);
}

#[test]
fn keys_may_change_their_places_and_their_spelling_from_row_to_row() {
    let template = r#"{"a":"{{a}}","b":"{{b.c}}"}"#;
    let rows = [
        (r#"{"id":"1","a":1,"b":{"c":2}}"#, r#"{"a":"1","b":"2"}"#),
        (r#"{"id":"2","a":3,"b":{"c":4}}"#, r#"{"a":"3","b":"4"}"#),
        (r#"{"b":{"c":5},"a":6,"id":"3"}"#, r#"{"a":"6","b":"5"}"#),
        // The last of duplicate keys counts, even if one of them is written with an escape.
        (
            r#"{"b":{"c":0},"a":0,"id":"4","\u0061":7,"b":{"c":8}}"#,
            r#"{"a":"7","b":"8"}"#,
        ),
        (r#"{"b":{"c":0},"a":0,"id":"5","\u0061":9}"#, r#"{"a":"9","b":"0"}"#),
        // A key with a dot takes precedence over a path.
        (r#"{"b":{"c":0},"a":1,"id":"6","b.c":2}"#, r#"{"a":"1","b":"2"}"#),
        (r#"{"b":{"c":3},"a":1,"id":"7","b_c":2}"#, r#"{"a":"1","b":"3"}"#),
        // Keys that start like those at their positions.
        (
            r#"{"bb":1,"aa":1,"ida":1,"b":{"c":5},"a":4,"id":"8"}"#,
            r#"{"a":"4","b":"5"}"#,
        ),
        (r#"{"":1,"":1,"":1,"b":{"c":7},"a":6,"id":"9"}"#, r#"{"a":"6","b":"7"}"#),
    ];
    let text = elements(&rows.map(|(row, _)| row).join("\n"));
    let with_id = |id: &str| RowOptions {
        id: Some(id.into()),
        ..options(Format::Objects)
    };
    let expected: Vec<String> = (1..)
        .zip(rows)
        .map(|(id, (_, params))| format!(r#"{{"custom_id":"{id}","params":{params}}}"#))
        .collect();
    assert_eq!(made(template, with_id("id"), [text.as_bytes()]), expected);
    // The column of the ids may also be used in the template.
    let expected: Vec<String> = ["1", "3", "6", "7", "9", "1-2", "1-3", "4", "6-2"]
        .into_iter()
        .zip(rows)
        .map(|(id, (_, params))| format!(r#"{{"custom_id":"{id}","params":{params}}}"#))
        .collect();
    assert_eq!(made(template, with_id("a"), [text.as_bytes()]), expected);
}

#[test]
fn rows_may_have_more_keys_than_are_remembered() {
    let row = |first: u32| {
        let keys: Vec<String> = (0..3000).map(|key| format!("\"k{key}\":{}", first + key)).collect();
        format!("{{{}}}", keys.join(","))
    };
    let expected = |first: u32| format!(r#"{{"s":"{} {} {}"}}"#, first, first + 1024, first + 2999);
    let found = filled(
        r#"{"s":"{{k0}} {{k1024}} {{k2999}}"}"#,
        &format!("{}\n{}", row(0), row(5)),
    );
    assert_eq!(found, [expected(0), expected(5)]);
}

#[test]
fn a_column_that_differs_in_capitals_is_suggested_in_every_usual_script() {
    for (column, used) in [
        ("TEXT", "text"),
        ("GRÖSSE", "größse"),
        ("ИМЯ", "имя"),
        ("ΌΝΟΜΑ", "όνομα"),
    ] {
        let found = filled(&format!("{{\"s\":\"{{{{{used}}}}}\"}}"), &format!("{{\"{column}\":1}}"));
        let expected = format!(
            "template: expected columns that the rows have (\"{column}\"), found \"{used}\" at s (did you mean \
             \"{column}\"?)"
        );
        assert_eq!(found, [expected], "{column}");
    }
}
