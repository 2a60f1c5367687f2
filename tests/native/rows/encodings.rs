use message_batches::requests::rows::RowOptions;

use super::{cells, params};

#[test]
fn other_encodings_are_named_with_the_way_out() {
    let expected = |name: &str| format!("rows: expected rows as text in UTF-8 (CSV or JSONL), found {name}");
    let wide = |name: &str| {
        let label = name.to_lowercase();
        format!(
            "{}. Save it as UTF-8, or pass its encoding in the option encoding: \"{label}\".",
            expected(name)
        )
    };
    let utf16 = |bytes: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let text = "a,b\n1,2\n";
    let marked = "\u{feff}a,b\n1,2\n";
    assert_eq!(cells(&utf16(u16::to_le_bytes, marked)), [wide("UTF-16LE")]);
    assert_eq!(cells(&utf16(u16::to_be_bytes, marked)), [wide("UTF-16BE")]);
    assert_eq!(cells(&utf16(u16::to_le_bytes, text)), [wide("UTF-16LE")]);
    assert_eq!(cells(&utf16(u16::to_be_bytes, text)), [wide("UTF-16BE")]);
    let utf32: Vec<u8> = marked.chars().flat_map(|char| u32::from(char).to_le_bytes()).collect();
    assert_eq!(cells(&utf32), [format!("{}. Save it as UTF-8.", expected("UTF-32LE"))]);
}

#[test]
fn bytes_that_are_not_utf_8_are_reported_with_their_row_and_possible_encodings() {
    let west = "\"windows-1252\" (Western Europe), \"windows-1250\" (Central Europe)";
    let error = |place: &str, byte: &str, list: &str| {
        format!(
            "{place}: expected UTF-8, found the byte {byte}. Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or name its \
             encoding in the option encoding, for example {list}"
        )
    };
    let first = r#"["1","2"]"#.to_string();
    assert_eq!(
        cells(b"a,b\n1,2\nn\xe9,x\n"),
        [first.clone(), error("row 2, line 3", "0xe9", west)]
    );
    assert_eq!(
        cells(b"a,b\n1,2\nx,\x93y\x94\n"),
        [
            first,
            error("row 2, line 3", "0x93", "\"windows-1252\" (Western Europe)")
        ]
    );
    // Windows-1252 does not define these five.
    let others = "\"windows-1250\" (Central Europe), \"windows-1251\" (Cyrillic)";
    for byte in [0x81_u8, 0x8d, 0x8f, 0x90] {
        let csv = [b"a,b\n1,x".as_slice(), &[byte], b"\n"].concat();
        assert_eq!(cells(&csv), [error("row 1, line 2", &format!("0x{byte:02x}"), others)]);
    }
    let central = "\"windows-1250\" (Central Europe)";
    assert_eq!(cells(b"a,b\n1,x\x9d\n"), [error("row 1, line 2", "0x9d", central)]);
    assert_eq!(
        cells(b"a,b\n1,\xd4\xf5\xd1\xf9\n"),
        [error("row 1, line 2", "0xd4", "\"gbk\" (China)")]
    );
    let north = "\"windows-1252\" (Western Europe), \"windows-1257\" (Baltic), \"windows-1250\" (Central Europe)";
    assert_eq!(cells(b"a,b,\xe4\n1,2,3\n"), [error("line 1", "0xe4", north)]);
    // Also in a column that is not used: the whole file has another encoding.
    assert_eq!(cells(b"a,b,c\n1,2,\xe4\n"), [error("row 1, line 2", "0xe4", north)]);
    // Two halves of one character, with a delimiter between them.
    assert_eq!(
        cells(b"a,b\n\xc3,\xa9\n"),
        [error(
            "row 1, line 2",
            "0xc3",
            &format!("\"windows-1252\" (Western Europe), {others}")
        )]
    );
}

#[test]
fn an_encoding_of_dos_that_has_no_label_is_named() {
    for (byte, text) in [
        ("0x94", b"Gr\x94\xe1ere Mengen sch\x94ne Gr\x81\xe1e".as_slice()),
        // French and Italian: many of the letters are other letters of a Mac.
        ("0x97", b"O\x97 se trouve la for\x88t la plus proche du ch\x83teau"),
        ("0x82", b"Perch\x82 la citt\x85 \x8a cos\x8d bella?"),
    ] {
        let found = cells(&[b"a,b\n1,", text, b"\n"].concat());
        let problem = format!(
            "row 1, line 2: expected UTF-8, found the byte {byte}. Save it as UTF-8 (in Excel: \"CSV UTF-8\"). It looks like cp850 \
             or cp437 (Western Europe, DOS), which the option encoding does not have"
        );
        assert_eq!(found, [problem]);
    }
}

#[test]
fn binary_data_is_in_no_encoding() {
    let problem = "row 1, line 2: expected UTF-8, found the byte 0x8b. It looks like binary data: unpack it or export it as text first";
    assert_eq!(cells(b"a,b\n1,\x8b\x02\x80abc\x03\n"), [problem]);
    // One control character may be in a text.
    let found = cells(b"a,b\n1,\x01caf\xe9 au lait et une cr\xe8me \xe0 c\xf4t\xe9\n");
    assert!(found[0].contains("\"windows-1252\" (Western Europe)"), "{found:?}");
}

#[test]
fn iso_2022_jp_is_named_though_it_is_ascii() {
    let problem = "rows: expected rows as text in UTF-8 (CSV or JSONL), found ISO-2022-JP. Save it as UTF-8, or pass its encoding in \
                   the option encoding: \"iso-2022-jp\".";
    assert_eq!(cells(b"a,b\n1,\x1b$BF|K\\\x1b(B\n"), [problem]);
    assert_eq!(cells(b"{\"a\":1,\"b\":\"\x1b$BF|K\x1b(B\"}\n"), [problem]);
    assert_eq!(cells(b"a,b\n1,\x1b[1mx\n"), [r#"["1","\u001b[1mx"]"#]);
}

/// Returns the encodings that the error names for a text, and its non-ASCII characters unchanged.
fn named(bytes: &[u8]) -> String {
    let found = cells(&[b"a,b\n1,".as_slice(), bytes, b"\n"].concat());
    let (_, list) = found[0].split_once("for example ").unwrap();
    list.into()
}

#[test]
fn the_encoding_that_fits_the_letters_of_a_text_is_named_first() {
    let table: [(&str, &[u8]); 38] = [
        // German
        ("\"windows-1252\" (Western Europe)", b"f\xfcr \xdc und Gr\xf6\xdfe"),
        // French
        ("\"windows-1252\" (Western Europe)", b"Tr\xe8s d\xe9\xe7u du caf\xe9"),
        // Polish
        ("\"windows-1250\" (Central Europe)", b"Dzi\xeakuj\xea za \xbf\xf3\xb3ty"),
        ("\"iso-8859-2\" (Central Europe)", b"\xbcle \xb6wiat"),
        (
            "\"windows-1250\" (Central Europe), \"iso-8859-2\" (Central Europe)",
            b"s\xb9 z\xb3oto i \xbfart",
        ),
        (
            "\"iso-8859-2\" (Central Europe)",
            b"Za\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1",
        ),
        // Czech
        (
            "\"windows-1250\" (Central Europe)",
            b"P\xf8\xedli\x9a \x9elu\x9dou\xe8k\xfd",
        ),
        (
            "\"iso-8859-2\" (Central Europe), \"windows-1250\" (Central Europe)",
            b"Kde je nejbli\xbe\xb9\xed n\xe1dra\xbe\xed?",
        ),
        (
            "\"iso-8859-2\" (Central Europe)",
            b"P\xf8\xedli\xb9 \xbelu\xbbou\xe8k\xfd",
        ),
        // Turkish
        ("\"windows-1254\" (Turkish)", b"M\xfc\xfeteri a\xf0\xfdr"),
        // Lithuanian
        ("\"windows-1257\" (Baltic)", b"Nor\xeb\xe8iau gr\xe0\xfeinti"),
        // Russian
        (
            "\"windows-1251\" (Cyrillic)",
            b"\xca\xe0\xea \xe2\xe5\xf0\xed\xf3\xf2\xfc \xe7\xe0\xea\xe0\xe7?",
        ),
        (
            "\"koi8-r\" (Cyrillic)",
            b"\xeb\xc1\xcb \xd7\xc5\xd2\xce\xd5\xd4\xd8 \xda\xc1\xcb\xc1\xda?",
        ),
        // a Russian word of two letters
        ("\"windows-1251\" (Cyrillic)", b"\xe4\xe0"),
        // Greek
        (
            "\"windows-1253\" (Greek)",
            b"\xd0\xef\xfd \xe5\xdf\xed\xe1\xe9 \xe7 \xf0\xe1\xf1\xe1\xe3\xe3\xe5\xeb\xdf\xe1;",
        ),
        // Hebrew
        (
            "\"windows-1255\" (Hebrew)",
            b"\xfa\xe5\xe3\xe4 \xf8\xe1\xe4 \xf9\xec\xe5\xed",
        ),
        // Arabic
        (
            "\"windows-1256\" (Arabic)",
            b"\xdf\xed\xdd \xed\xe3\xdf\xe4\xe4\xed \xc5\xd1\xcc\xc7\xda",
        ),
        (
            "\"iso-8859-6\" (Arabic)",
            b"\xe3\xea\xe1 \xea\xe5\xe3\xe6\xe6\xea \xc5\xd1\xcc\xc7\xd9",
        ),
        // Thai
        ("\"windows-874\" (Thai)", b"\xa2\xcd\xba\xa4\xd8\xb3\xc1\xd2\xa1"),
        // Chinese
        ("\"gbk\" (China)", b"\xd4\xf5\xd1\xf9\xc9\xea\xc7\xeb\xb1\xa8\xcf\xfa"),
        // Japanese
        ("\"shift_jis\" (Japan)", b"\x82\xa0\x82\xe8\x82\xaa\x82\xc6\x82\xa4"),
        // Korean
        ("\"euc-kr\" (Korea)", b"\xb0\xa8\xbb\xe7\xc7\xd5\xb4\xcf\xb4\xd9"),
        // Chinese of Taiwan
        ("\"big5\" (Taiwan)", b"\xa6p\xa6\xf3\xa5\xd3\xbd\xd0\xb3\xf8\xbeP"),
        // Japanese with characters of China: "日本の首都である東京都は"
        (
            "\"shift_jis\" (Japan)",
            b"\x93\xfa\x96\x7b\x82\xcc\x8e\xf1\x93\x73\x82\xc5\x82\xa0\x82\xe9\x93\x8c\x8b\x9e\x93\x73\x82\xcd",
        ),
        (
            "\"euc-jp\" (Japan)",
            b"\xc6\xfc\xcb\xdc\xa4\xce\xbc\xf3\xc5\xd4\xa4\xc7\xa4\xa2\xa4\xeb\xc5\xec\xb5\xfe\xc5\xd4\xa4\xcf",
        ),
        // Russian
        (
            "\"ibm866\" (Cyrillic, DOS)",
            b"\x81\xeb\xe1\xe2\xe0\xa0\xef \xab\xa8\xe1\xa0",
        ),
        (
            "\"iso-8859-5\" (Cyrillic)",
            b"\xb1\xeb\xe1\xe2\xe0\xd0\xef \xdb\xd8\xe1\xd0",
        ),
        (
            "\"x-mac-cyrillic\" (Cyrillic, Mac)",
            b"\x81\xfb\xf1\xf2\xf0\xe0\xdf \xeb\xe8\xf1\xe0 \x8f\xf0\xe8\xe2\xe5\xf2",
        ),
        // Ukrainian
        (
            "\"koi8-u\" (Ukrainian)",
            b"\xf3\xa6\xda\xa6 \xca\xa7\xd6 \xa4 \xcb\xa6\xd4",
        ),
        // German
        (
            "\"macintosh\" (Western Europe, Mac)",
            b"Gr\x9a\xa7ere Mengen sch\x9ane Gr\x9f\xa7e k\x8ame",
        ),
        // French and Italian
        (
            "\"macintosh\" (Western Europe, Mac)",
            b"O\x9d se trouve la for\x90t la plus proche du ch\x89teau",
        ),
        ("\"macintosh\" (Western Europe, Mac)", b"l\xd5\x8et\x8e \x88 No\x91l"),
        (
            "\"macintosh\" (Western Europe, Mac)",
            b"Perch\x8e la citt\x88 \x8f cos\x93 bella?",
        ),
        // Finnish
        (
            "\"macintosh\" (Western Europe, Mac), \"windows-1250\" (Central Europe)",
            b"Miss\x8a on l\x8ahin asema Jyv\x8askyl\x8all\x8a?",
        ),
        // Polish, with letters that are the same in both encodings
        (
            "\"windows-1252\" (Western Europe), \"windows-1250\" (Central Europe), \"iso-8859-2\" (Central Europe)",
            b"Gdzie le\xbfy najbli\xbfsza stacja w \xa3odzi?",
        ),
        (
            "\"windows-1250\" (Central Europe), \"iso-8859-2\" (Central Europe)",
            b"du\xbfy st\xf3\xb3 i \xb3\xf3\xbfko",
        ),
        // Greek and Russian in capital letters, which are the small letters of another encoding.
        (
            "\"koi8-r\" (Cyrillic), \"windows-1253\" (Greek)",
            b"\xc5\xd0\xc9\xd3\xd4\xd1\xcf\xd6\xc7",
        ),
        (
            "\"koi8-r\" (Cyrillic), \"windows-1251\" (Cyrillic)",
            b"\xcd\xc5 \xd0\xc0\xc1\xce\xd2\xc0\xc5\xd2",
        ),
    ];
    for (first, bytes) in table {
        let list = named(bytes);
        assert!(list.starts_with(first), "{first}: {list}");
    }
    // Encodings whose letters do not fit are not named.
    assert!(!named(b"\xca\xe0\xea \xe2\xe5\xf0\xed\xf3\xf2\xfc").contains("1252"));
    assert!(!named(b"zur\xfcck").contains("gbk"));
}

#[test]
fn what_is_no_text_is_named_with_the_way_out() {
    let found = cells(b"PK\x03\x04\x14\0\0\0\x08\0cccccccccccccccc\x13\0\0\0[Content_Types].xml");
    assert_eq!(
        found,
        [
            "rows: expected rows as text in UTF-8 (CSV or JSONL), found an Excel workbook (.xlsx) or another Microsoft \
             Office file. Save the sheet as \"CSV UTF-8\", and build requests from its rows."
        ]
    );
    for (text, name, remedy) in [
        (
            "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
            "a pointer of Git LFS",
            "It only names the file: fetch the file itself with git lfs pull.",
        ),
        (
            "<table><tr><td>a</td></tr></table>",
            "a spreadsheet in HTML or XML (.xls)",
            "Save the sheet as \"CSV UTF-8\", and build requests from its rows.",
        ),
    ] {
        let problem = format!("rows: expected rows as text in UTF-8 (CSV or JSONL), found {name}. {remedy}");
        assert_eq!(cells(text.as_bytes()), [problem]);
    }
    let first = |text: &str| params(r#"{"s":"{{a}}"}"#, RowOptions::default(), [text.as_bytes()])[0].clone();
    for text in ["[section]\nkey = 1\n", "[[table.array]]\nkey = 1\n", "\n[ a-b ]\r\n"] {
        let problem = "rows: expected rows as CSV or JSONL, found TOML or an INI file. Export it as CSV or JSONL first. If it is CSV, pass format \"csv\"";
        assert_eq!(first(text), problem, "{text:?}");
    }
    for text in ["[true]\n", "[\n", "[\"a\"]\n", "[[1]]", "[{}]"] {
        assert!(first(text).contains("found a JSON array"), "{text:?}");
    }
}
