use message_batches::requests::rows::{Format, RowOptions, Rows};

use super::{cells, made, options, params};
use crate::cut;

#[test]
fn what_csv_is() {
    let table: &[(&str, &[&str])] = &[
        ("a,b\n1,2\n", &[r#"["1","2"]"#]),
        ("a,b\n1,2", &[r#"["1","2"]"#]),
        ("a,b\r\n1,2\r\n3,4\r\n", &[r#"["1","2"]"#, r#"["3","4"]"#]),
        ("a,b\r1,2\r3,4", &[r#"["1","2"]"#, r#"["3","4"]"#]),
        ("\u{feff}a,b\n1,2\n", &[r#"["1","2"]"#]),
        ("\u{feff}\u{feff}a,b\n1,2\n", &[r#"["1","2"]"#]),
        ("\n\r\n\ra,b\n\n\n1,2\n\n", &[r#"["1","2"]"#]),
        ("a,b,c\n,,1\n", &[r#"["",""]"#]),
        ("a,b,c\n\"\",\"\",1\n", &[r#"["",""]"#]),
        (
            "a,b\n\"1\" ,\"2\" \t\r\n\"3\"  ,\"4\" ",
            &[r#"["1","2"]"#, r#"["3","4"]"#],
        ),
        ("a\tb\n\"1\"\t\"2\" \n", &[r#"["1","2"]"#]),
        ("b,a\n1,2\n", &[r#"["2","1"]"#]),
        (
            " a , \"b\"\n1,2\n",
            &[
                "template: expected columns that the rows have (\"a\", \"\\\"b\\\"\"), found \"b\" at r.1 (did you \
                 mean \"\\\"b\\\"\"?)",
            ],
        ),
        ("\"a\",\" b \"\n1,2\n", &[r#"["1","2"]"#]),
        ("a,b,c\n1,2,3\n", &[r#"["1","2"]"#]),
        ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", &[r#"["x,y","say \"hi\""]"#]),
        ("a,b\n\"x\ny\",\"x\r\ny\rz\"\n", &[r#"["x\ny","x\r\ny\rz"]"#]),
        ("a,b\nsay \"hi\",5\" nail\n", &[r#"["say \"hi\"","5\" nail"]"#]),
        ("a,b\n x , y \n", &[r#"[" x "," y "]"#]),
        ("a,b\n\\,\t\u{1}\u{7f}\n", &["[\"\\\\\",\"\\t\\u0001\u{7f}\"]"]),
        ("a,b\n1\0,\x002\n", &[r#"["1\u0000","\u00002"]"#]),
        ("a,b\né,日本 🎈\n", &[r#"["é","日本 🎈"]"#]),
        ("a,b\n</script>,{{a}}\n", &[r#"["</script>","{{a}}"]"#]),
    ];
    for (csv, expected) in table {
        assert_eq!(&cells(csv.as_bytes()), expected, "{csv:?}");
    }
}

#[test]
fn what_csv_is_not() {
    let never_closed = "expected a closing quote, found the end of the text. A quote that opened on or after this line \
                        was never closed";
    let after_quote = "expected a delimiter or the end of the line after the closing quote of a field, found";
    let twice = "Write a quote inside a field twice: \"12\"\" monitor\"";
    let no_names = "line 1: expected a first line with column names, found nothing";
    let table: &[(&str, &[&str])] = &[
        ("", &[no_names]),
        ("\u{feff}", &[no_names]),
        ("\n\n", &[no_names]),
        ("a,b\n", &[]),
        ("a,b", &[]),
        (
            "a,b\n1\n",
            &["row 1, line 2: expected 2 columns as in the first line, found 1"],
        ),
        (
            "a,b\n1,2\n\n1,2,3\n4,5\n",
            &[
                r#"["1","2"]"#,
                "row 2, line 4: expected 2 columns as in the first line, found 3",
            ],
        ),
        (
            "a,b\n\"x\n\r\n\ry\",2\n3\n",
            &[
                r#"["x\n\r\n\ry","2"]"#,
                "row 2, line 6: expected 2 columns as in the first line, found 1",
            ],
        ),
        (
            "a,b\r1,2\r3",
            &[
                r#"["1","2"]"#,
                "row 2, line 3: expected 2 columns as in the first line, found 1",
            ],
        ),
        (
            "a,b\n1,2\n3,\"4\n5,6\n",
            &[r#"["1","2"]"#, &format!("row 2, line 3: {never_closed}")],
        ),
        ("a,b\n\"", &[&format!("row 1, line 2: {never_closed}")]),
        ("\"a,b\n1,2\n", &[&format!("line 1: {never_closed}")]),
        (
            "a,b\n1,\"12\" monitor\"\n",
            &[&format!("row 1, line 2: {after_quote} \"m\". {twice}")],
        ),
        (
            "a,b\n\n1,2\n\"x\ny\"\u{e9},2\n",
            &[
                r#"["1","2"]"#,
                &format!("row 2, line 4: {after_quote} the byte 0xc3. {twice}"),
            ],
        ),
        (
            "a,b\n1,\"2\" \"3\"\n",
            &[&format!("row 1, line 2: {after_quote} \"\\\"\". {twice}")],
        ),
        ("\"a\"x,b\n1,2\n", &[&format!("line 1: {after_quote} \"x\". {twice}")]),
        (
            "a,b,a\n1,2,3\n",
            &["line 1: expected each column once, found \"a\" as column 1 and as column 3"],
        ),
    ];
    for (csv, expected) in table {
        assert_eq!(&cells(csv.as_bytes()), expected, "{csv:?}");
    }
}

#[test]
fn rows_that_are_empty_in_every_column_are_skipped_and_count_as_rows() {
    let skipped = |csv: &str, id: Option<&str>| {
        let options = RowOptions {
            id: id.map(String::from),
            note_ids: true,
            ..options(Format::Csv)
        };
        let mut rows = Rows::new(r#"{"r":"{{b}}"}"#, options).unwrap();
        rows.push(csv.as_bytes());
        rows.end();
        let mut out = Vec::new();
        let problem = rows.take(&mut out, usize::MAX).err().map(|error| error.to_string());
        let ids = String::from_utf8(rows.take_ids()).unwrap();
        let numbers = ids.lines().map(|line| {
            let id: serde_json::Value = serde_json::from_str(line).unwrap();
            id["row"].as_u64().unwrap()
        });
        (numbers.collect::<Vec<_>>(), rows.skipped(), problem)
    };
    let csv = "a,b,,\n1,x,,\n,,,\n2,y,,\n , ,\t,\u{a0}\n\"\",\"  \n\",,\n,\n   \n";
    assert_eq!(skipped(csv, None), (vec![1, 3], 5, None));
    assert_eq!(skipped(csv, Some("a")), (vec![1, 3], 5, None));
    assert_eq!(skipped("a;b\n;\n1;x\n;\n;\n", Some("a")), (vec![2], 3, None));
    // A row with any content is not skipped.
    let problem = "row 2, line 3: expected an id, found an empty field".to_string();
    assert_eq!(skipped("a,b\n,\n,x\n", Some("a")), (vec![], 1, Some(problem)));
    assert_eq!(skipped("b\n0\n", None), (vec![1], 0, None));
}

#[test]
fn the_character_that_ends_a_text_in_dos_is_no_row() {
    for csv in ["a,b\n1,2\n\u{1a}", "a,b\r\n1,2\r\n\u{1a}\r\n"] {
        assert_eq!(cells(csv.as_bytes()), [r#"["1","2"]"#], "{csv:?}");
    }
}

#[test]
fn a_first_line_that_names_the_delimiter_is_no_row() {
    let rows: &[&str] = &[r#"["1","2,3"]"#];
    for first in [
        "sep=;\n",
        "\"sep=;\"\r\n",
        "SEP=;\r",
        "\u{feff}sep=;\n",
        "\u{feff}\"sep=;\"\n",
        "\nsep=;\n",
        "sep=;;;;\n",
        "\"sep=;\";;\n",
        "sep=; \n",
        "sep=;,\n",
        "sep = ;\n",
        "sep=\";\"\n",
        "sep=';'\n",
        "\"sep=;\",,\n",
        "sep=semicolon\n",
        "sep=\n",
        "\nsep=\r\n\n",
        "\"sep=\"\n",
    ] {
        let text = format!("{first}a;b\n1;2,3\n");
        assert_eq!(cells(text.as_bytes()), rows, "{first:?}");
        for pieces in cut::everywhere(text.as_bytes()) {
            let found = params(
                r#"{"r":["{{a}}","{{b}}"]}"#,
                RowOptions::default(),
                pieces.iter().copied(),
            );
            assert_eq!(found, [r#"{"r":["1","2,3"]}"#], "{pieces:?}");
        }
    }
    assert_eq!(cells(b"sep=\t\na\tb\n1\t2\n"), [r#"["1","2"]"#]);
    assert_eq!(cells(b"sep=^\na^b\n1^2\n"), [r#"["1","2"]"#]);
    for tab in ["TAB", "tab", "\\t", "\"\t\"", "\t,,", "Tab,"] {
        let text = format!("sep={tab}\na\tb\n1\t2\n");
        assert_eq!(cells(text.as_bytes()), [r#"["1","2"]"#], "{tab}");
    }
    assert_eq!(cells(b"sep= \na b\n1 2\n"), [r#"["1","2"]"#]);
    // Its line is counted, and an option of the caller takes precedence.
    let short = "row 1, line 3: expected 2 columns as in the first line, found 1";
    assert_eq!(cells(b"sep=;\na;b\n1\n"), [short]);
    let comma = RowOptions {
        delimiter: Some(b','),
        ..options(Format::Csv)
    };
    assert_eq!(
        params(r#"{"r":"{{a}}"}"#, comma, [b"sep=;\na,b\n1,2\n".as_slice()]),
        [r#"{"r":"1"}"#]
    );
    // A column may have this name.
    let template = r#"{"r":"{{sep=}}"}"#;
    assert_eq!(
        params(template, options(Format::Csv), [b"sep=,b\n1,2\n".as_slice()]),
        [r#"{"r":"1"}"#]
    );
    assert_eq!(
        cells(b"sep=;\n"),
        ["line 1: expected a first line with column names, found nothing"]
    );
}

#[test]
fn lines_above_the_names_of_the_columns_are_named() {
    let problem = "line 1: expected the names of the columns in the first line, found a comment or heading that \
                   begins with #. Delete the lines above the names";
    for text in [
        "# made by x, y\na,b\n1,2\n",
        "# Table\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n",
    ] {
        assert_eq!(
            params(r#"{"r":"{{a}}"}"#, options(Format::Csv), [text.as_bytes()]),
            [problem],
            "{text}"
        );
    }
    let kept = params(
        r#"{"r":"{{a}}"}"#,
        options(Format::Csv),
        [b"# of x,a\n1,2\n".as_slice()],
    );
    assert_eq!(kept, [r#"{"r":"2"}"#]);
}

#[test]
fn a_delimiter_that_is_not_detected_is_named_if_it_separates_a_wanted_column() {
    let template = r#"{"r":"{{a}}"}"#;
    for (text, delimiter) in [
        ("a^b\n", "^"),
        ("b ~ a\n", "~"),
        ("b:a\n1:2\n", ":"),
        ("a\u{1}b\n", "\\u{1}"),
    ] {
        let problem = format!(
            "line 1: expected columns separated by a comma, a semicolon, a tab or |, found \"{delimiter}\" between their \
             names. Pass delimiter: \"{delimiter}\""
        );
        assert_eq!(
            params(template, options(Format::Csv), [text.as_bytes()]),
            [problem],
            "{text:?}"
        );
    }
    for text in ["b^c\n", "ab\n", "a^b,c\n"] {
        let found = params(template, options(Format::Csv), [text.as_bytes()]);
        assert!(
            found
                .iter()
                .all(|error| error.contains("expected columns that the rows have")),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn a_table_that_is_drawn_as_text_is_named_with_the_way_out() {
    let drawn = "expected rows as CSV or JSONL, found a table that is drawn as text, as in Markdown. Export the table as \
                 CSV, or write one JSON object per row and line";
    for (text, line) in [
        ("| a | b |\n| --- | --- |\n| 1 | 2 |\n", 2),
        ("|a|b|\n|:-|:-:|\n|1|2|\n", 2),
        ("a | b\n--- | ---:\n1 | 2\n", 2),
        (" a | b \n---+---\n 1 | 2\n", 2),
        ("```\n| a | b |\n| --- | --- |\n", 1),
        ("+---+---+\n| a | b |\n+===+===+\n", 1),
    ] {
        for pieces in cut::everywhere(text.as_bytes()) {
            let found = params(
                r#"{"r":["{{a}}","{{b}}"]}"#,
                RowOptions::default(),
                pieces.iter().copied(),
            );
            assert_eq!(found, [format!("line {line}: {drawn}")], "{pieces:?}");
        }
    }
    // Dashes between other delimiters, or in a later row, are values.
    assert_eq!(cells(b"a,b\n-,--\n"), [r#"["-","--"]"#]);
    assert_eq!(cells(b"a|b\n1|2\n-|-\n"), [r#"["1","2"]"#, r#"["-","-"]"#]);
    assert_eq!(cells(b"a|b\n-|2\n"), [r#"["-","2"]"#]);
}

#[test]
fn columns_that_the_template_does_not_use_may_have_any_name() {
    assert_eq!(cells(b"x,,a,x,,b\n1,2,3,4,5,6\n"), [r#"["3","6"]"#]);
}

#[test]
fn the_delimiter_is_what_the_first_line_has_most_of() {
    let table: &[(&str, &[&str])] = &[
        ("a;b\n1;2,3\n", &[r#"["1","2,3"]"#]),
        ("a\tb\n1\t2\n", &[r#"["1","2"]"#]),
        ("a|b\n1|2\n", &[r#"["1","2"]"#]),
        ("\n\na|b\n1|2\n", &[r#"["1","2"]"#]),
        ("a,b,\"x;y;z;w\"\n1,2,3\n", &[r#"["1","2"]"#]),
        ("a,b,x;y\n1,2,3\n", &[r#"["1","2"]"#]),
        ("a;b;\"x\n,,,,\"\n1;2;3\n", &[r#"["1","2"]"#]),
    ];
    for (csv, expected) in table {
        assert_eq!(&cells(csv.as_bytes()), expected, "{csv:?}");
    }
    let requests = |delimiter: u8, csv: &str| {
        let options = RowOptions {
            delimiter: Some(delimiter),
            ..options(Format::Csv)
        };
        params(r#"{"r":"{{a}}"}"#, options, [csv.as_bytes()])
    };
    assert_eq!(requests(b'^', "a^b,c,d\n1^2\n"), [r#"{"r":"1"}"#]);
    assert_eq!(requests(b';', "a,b\n1,2\n").len(), 1);
}

#[test]
fn the_format_is_detected_by_the_first_character() {
    let requests = |text: &str| params(r#"{"r":"{{a}}"}"#, RowOptions::default(), [text.as_bytes()]);
    assert_eq!(requests("a\n1\n"), [r#"{"r":"1"}"#]);
    assert_eq!(requests("\u{feff} \n{\"a\":1}\n"), [r#"{"r":"1"}"#]);
    assert_eq!(
        requests("[{\"a\":1}]"),
        [
            "rows: expected CSV, or one JSON object per line, found a JSON array. Pass its items as rows: \
         fromRows(JSON.parse(text), …). If it is CSV, pass format \"csv\""
        ]
    );
    assert_eq!(
        requests(""),
        ["line 1: expected a first line with column names, found nothing"]
    );
    assert_eq!(
        params(r#"{"r":"{{[a}}"}"#, options(Format::Csv), [b"[a\n1".as_slice()]),
        [r#"{"r":"1"}"#]
    );
}

#[test]
fn every_cut_gives_the_same_requests() {
    let texts = [
        "\u{feff}\r\na;b\r\n\"x\r\n\"\"é\"\"\";1\r\n\r\n2;3\n4",
        "a,b\r\"\"\"\",\"\n\"\r5,6\r\n\"7",
        "a,b\n1,\"2\"x\n",
        "\u{feff}\u{feff}a,b\ré,🎈\r\n",
    ];
    let template = r#"{"r":["{{a}}","{{b}}"]}"#;
    for text in texts {
        let expected = made(template, RowOptions::default(), [text.as_bytes()]);
        assert!(!expected.is_empty());
        for pieces in cut::everywhere(text.as_bytes()) {
            let found = made(template, RowOptions::default(), pieces.iter().copied());
            assert_eq!(found, expected, "{pieces:?}");
        }
    }
}

#[test]
fn a_field_of_ten_megabytes_and_a_row_of_ten_thousand_columns() {
    let long = "0123456789".repeat(1_000_000);
    let csv = format!("a,b\n1,\"{long}\"\n");
    let pieces: Vec<&[u8]> = csv.as_bytes().chunks(65_536).collect();
    let found = params(r#"{"b":"{{b}}"}"#, options(Format::Csv), pieces);
    assert_eq!(found, [format!("{{\"b\":\"{long}\"}}")]);

    let names: Vec<String> = (0..10_000).map(|index| format!("c{index}")).collect();
    let csv = format!("{}\n{}\n", names.join(","), names.join(","));
    let found = params(r#"{"b":"{{c9999}}"}"#, options(Format::Csv), [csv.as_bytes()]);
    assert_eq!(found, [r#"{"b":"c9999"}"#]);
}

#[test]
fn it_reads_what_the_csv_crate_reads() {
    // Every text of up to six significant characters, after a first line.
    let alphabet = [b'x', b',', b'"', b'\n', b'\r'];
    for length in 0..=6_u32 {
        for number in 0..alphabet.len().pow(length) {
            let body: Vec<u8> = (0..length)
                .map(|place| alphabet[number / alphabet.len().pow(place) % alphabet.len()])
                .collect();
            let text = [b"a,b\n", body.as_slice()].concat();
            let theirs: Vec<_> = csv::ReaderBuilder::new()
                .flexible(true)
                .from_reader(text.as_slice())
                .records()
                .map(Result::unwrap)
                // A row that is empty in every column is skipped.
                .filter(|record| record.iter().any(|field| !field.trim().is_empty()))
                .take_while(|record| record.len() == 2)
                .map(|record| serde_json::json!([record[0], record[1]]).to_string())
                .collect();
            let ours = cells(&text);
            let rows: Vec<_> = ours.iter().filter(|line| line.starts_with('[')).collect();
            // An open quote is an error here, but contains the rest of the text there; so does text after a closing quote.
            let open = ours.last().is_some_and(|line| line.contains("never closed"));
            let behind = ours.last().is_some_and(|line| line.contains("after the closing quote"));
            let expected = match behind {
                true => &theirs[..rows.len()],
                false => &theirs[..theirs.len() - usize::from(open && rows.len() < theirs.len())],
            };
            assert_eq!(
                rows,
                expected.iter().collect::<Vec<_>>(),
                "{:?}",
                String::from_utf8_lossy(&text)
            );
        }
    }
}

#[test]
fn a_long_first_line_takes_linear_time_and_decides_before_its_end() {
    // Each ^ would split the whole name.
    let long = format!("a{}\n1\n", "^".repeat(200_000));
    let found = params(r#"{"r":"{{a}}"}"#, options(Format::Csv), [long.as_bytes()]);
    assert!(
        found[0].contains("expected columns that the rows have"),
        "{}",
        &found[0][..200]
    );
    // The delimiter is known after a mebibyte, at the same byte wherever the text is cut.
    let wide = format!("a;{}\n1;2\n", "b".repeat(2 << 20));
    for size in [wide.len(), 1 << 16] {
        let found = params(r#"{"r":"{{a}}"}"#, options(Format::Csv), wide.as_bytes().chunks(size));
        assert_eq!(found, [r#"{"r":"1"}"#]);
    }
}
