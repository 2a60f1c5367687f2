use message_batches::requests::rows::{Format, RowOptions};

use super::{made, options, params};

fn filled(template: &str, csv: &str) -> Vec<String> {
    params(template, options(Format::Csv), [csv.as_bytes()])
}

/// Fills one string of a template from the columns a = "A" and "b c" = "B".
fn string(text: &str) -> String {
    // A template must name at least one column.
    let template = serde_json::json!({ "s": text, "t": "{{a}}" }).to_string();
    let mut found = filled(&template, "a,b c\nA,B\n");
    assert_eq!(found.len(), 1);
    let found = found.remove(0);
    match serde_json::from_str::<serde_json::Value>(&found) {
        Ok(params) => params["s"].as_str().unwrap().to_string(),
        Err(_) => found,
    }
}

#[test]
fn what_stands_in_a_string() {
    let table = [
        ("plain", "plain"),
        ("", ""),
        ("{{a}}", "A"),
        ("{{ a }}", "A"),
        ("{{b c}}{{a}}", "BA"),
        ("x {{a}} y {{a}} z", "x A y A z"),
        ("{ {a} } { }} {", "{ {a} } { }} {"),
        ("{{{a}}}", "{A}"),
        ("{{{{", "{{"),
        ("{{{{a}}}}", "{{a}}}}"),
        ("{{{{{a}}", "{{{a}}"),
        ("{{{{{{a}}", "{{A"),
        ("{{{{{{{a}}}", "{{{A}"),
        ("{{{{{{{{a}}", "{{{{a}}"),
        ("{\"k\":{{a}}}", "{\"k\":A}"),
        ("é🎈 \" \\ \n{{a}}\u{1}", "é🎈 \" \\ \nA\u{1}"),
    ];
    for (text, expected) in table {
        assert_eq!(string(text), expected, "{text:?}");
    }
}

#[test]
fn what_cannot_stand_in_a_string() {
    let close = "template.s: expected }} after {{ (write {{{{ for literal braces), found";
    let table = [
        ("{{a", format!("{close} \"a\"")),
        ("x{{", format!("{close} the end of the string")),
        ("{{a}} {{b} c", format!("{close} \"b}} c\"")),
        (
            "{{}}",
            "template.s: expected a column name between {{ and }}, found none".into(),
        ),
        (
            "{{ | json}}",
            "template.s: expected a column name between {{ and }}, found none".into(),
        ),
        (
            "{{a | upper}}",
            "template.s: expected | json, or nothing, after a column name, found \"| upper\"".into(),
        ),
        (
            "x{{a | json}}",
            "template.s: expected {{a | json}} to be the whole string, found text around it".into(),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(string(text), expected, "{text:?}");
    }
}

#[test]
fn a_number_in_a_template_is_no_text() {
    let texts = [
        (r#"{"max_tokens":"{{n}}"}"#, "max_tokens"),
        (r#"{"temperature":" {{ n }} "}"#, ""),
        (r#"{"thinking":{"budget_tokens":"{{n}}"}}"#, "thinking.budget_tokens"),
        (r#"{"metadata":{"max_tokens":"{{n}}"}}"#, ""),
        (r#"{"max_tokens":"{{n | json}}"}"#, ""),
    ];
    for (text, path) in texts {
        let expected = "expected {{column | json}}, which inserts a number, found \"{{n}}\"";
        let found = filled(text, "n\n7\n");
        let is_refused = found == [format!("template.{path}: {expected}")];
        assert_eq!(is_refused, !path.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn a_template_is_an_object_of_params() {
    let table = [
        ("[]", "template: expected an object of params, found an array"),
        ("7", "template: expected an object of params, found a number"),
        (
            "{",
            "template: expected JSON, found text that is not: expected a key in double quotes, found the end of the \
             text",
        ),
        (
            r#"{"custom_id":"a","params":{}}"#,
            "template: expected what belongs in params (model, max_tokens, messages …), found a whole request with \
             custom_id and params. The id comes from the option id",
        ),
        (
            r#"{"x":{"{{a}}":1}}"#,
            "template.x.{{a}}: expected placeholders in values only, found one in the key \"{{a}}\"",
        ),
    ];
    for (template, expected) in table {
        assert_eq!(filled(template, "a\n1\n"), [expected]);
    }
    assert_eq!(
        filled(r#"{"{{{{a}}":1,"{":"{{a}}"}"#, "a\n1\n"),
        [r#"{"{":"1","{{a}}":1}"#]
    );
    assert_eq!(filled("{}", "a\n1\n"), ["{}"]);
}

#[test]
fn all_else_is_copied_as_it_is_written_but_for_line_ends() {
    let template = "{\n\"a\" : 1.50e+3 ,\r\n\"b\":[null,true,\"\\u00e9\\/\"],\"c\":\"{{a}}\"}";
    assert_eq!(
        made(template, options(Format::Csv), [b"a\n1\n".as_slice()]),
        ["{\"custom_id\":\"f1971711664d71d5\",\"params\":{ \"a\" : 1.50e+3 ,  \
             \"b\":[null,true,\"\\u00e9\\/\"],\"c\":\"1\"}}"]
    );
}

#[test]
fn several_turns_and_examples() {
    let template = r#"{"model":"m","messages":[{"role":"user","content":"{{q1}}"},{"role":"assistant","content":"{{a1}}"},{"role":"user","content":[{"type":"text","text":"{{q1}} {{q2}}"}]}]}"#;
    assert_eq!(
        filled(template, "q1,a1,q2\nx,y,\"z\n\"\n"),
        [
            r#"{"messages":[{"content":"x","role":"user"},{"content":"y","role":"assistant"},{"content":[{"text":"x z\n","type":"text"}],"role":"user"}],"model":"m"}"#
        ]
    );
}

#[test]
fn json_in_a_cell_becomes_a_value() {
    let template = r#"{"v":"{{a | json}}","w":["{{a|json}}"]}"#;
    for value in ["1", "-1.5", "true", "null", "\"x\"", "[1,{\"a\":[]}]", " 1 "] {
        let csv = format!("a\n\"{}\"\n", value.replace('"', "\"\""));
        let value = value.trim();
        assert_eq!(
            filled(template, &csv),
            [format!("{{\"v\":{value},\"w\":[{value}]}}")],
            "{value}"
        );
    }
    let pretty = made(
        template,
        options(Format::Csv),
        ["a\n\"{\n\"\"x\"\":\r\n1}\"\n".as_bytes()],
    );
    assert!(pretty[0].contains(r#""v":{ "x":  1}"#), "{pretty:?}");
    let table = [
        ("abc", "found \"abc\": expected a value, found 'a'"),
        ("True", "found \"True\": expected a value, found 'T'"),
        ("1 2", "found \"1 2\": expected the end, found '2'"),
        ("NaN", "found \"NaN\": expected a value, found 'N'"),
        (
            "[1",
            "found \"[1\": expected ',' or ']' after a value, found the end of the text",
        ),
    ];
    for (cell, found) in table {
        let expected = format!("row 1, line 2: expected JSON in the column \"a\", {found}");
        assert_eq!(filled(template, &format!("a\n\"{cell}\"\n")), [expected], "{cell:?}");
    }
    for cell in ["", "  "] {
        let expected = "row 1, line 2: expected JSON in the column \"a\", found nothing";
        assert_eq!(filled(template, &format!("a,b\n{cell},1\n")), [expected], "{cell:?}");
    }
}

#[test]
fn a_template_that_names_no_column_is_an_error_with_the_placeholder_that_was_meant() {
    let none = "template: expected {{column}} for a column that the rows have (\"id\", \"text\"), found none, so all \
                requests would be identical. Write";
    let problem = |content: &str| {
        let template = serde_json::json!({ "model": "m", "messages": [{ "role": "user", "content": content }] });
        let found = filled(&template.to_string(), "id,text\n1,first\n");
        assert_eq!(found.len(), 1, "{content}");
        found[0].clone()
    };
    for foreign in [
        "{text}",
        "${text}",
        "#{text}",
        "<text>",
        "<<text>>",
        "[text]",
        "[[text]]",
        "%(text)s",
        "%text%",
        "$text",
        ":text",
        "@text",
        "{ text }",
        "{Text}",
        "<TEXT>",
        "<%= text %>",
        "{% text %}",
        "%s",
        "%d",
        "{}",
        "{0}",
        "$1",
    ] {
        let expected = format!("{none} {{{{text}}}} for {foreign} at messages.0.content");
        assert_eq!(
            problem(&format!("Sort this: {foreign}, please. It is $5 [sic].")),
            expected
        );
    }
    assert_eq!(
        problem("{x} ${id}."),
        format!("{none} {{{{id}}}} for ${{id}} at messages.0.content")
    );
    assert_eq!(
        problem("Sort this: text"),
        format!("{none} {{{{text}}}} where the text of a row belongs")
    );
    assert_eq!(
        problem("{{{{text}}"),
        format!("{none} {{{{text}}}} for {{text}} at messages.0.content")
    );
    // Requests whose only difference is the id count as equal; a row's id is usually not its text.
    let with_id = RowOptions {
        id: Some("id".into()),
        ..options(Format::Jsonl)
    };
    assert_eq!(
        params(r#"{"system":"x"}"#, with_id, [b"{\"id\":1,\"text\":2}".as_slice()]),
        [format!("{none} {{{{text}}}} where the text of a row belongs")]
    );
    // Rows without columns, and a template that is not finished.
    assert_eq!(filled(r#"{"a":"{text}"}"#, "\"\"\n"), [""; 0]);
    assert_eq!(filled("{ }", "id,text\n1,first\n"), ["{}"]);
}

#[test]
fn a_column_in_single_braces_beside_placeholders_is_an_error() {
    let error = |name: &str, path: &str| {
        [format!(
            "template: expected {{{{{name}}}}} for the column \"{name}\", found {{{name}}} at {path}, which stays as it is in every \
             request. Write {{{{{name}}}}}, or a space after its brace if it is meant as text"
        )]
    };
    let rows = "a,b,1\nx,y,z\n";
    assert_eq!(filled(r#"{"s":"{{a}} of {b}"}"#, rows), error("b", "s"));
    assert_eq!(filled(r#"{"s":"{{a}}","t":["{c} ${b}"]}"#, rows), error("b", "t.0"));
    assert_eq!(filled(r#"{"s":"{b}{{a}}"}"#, rows), error("b", "s"));
    for text in [
        // Not a column, or not exactly one.
        "{c} {B} {b.c} {a b} { b } {b",
        // JSON, code, and counts in a regular expression.
        r#"{\"b\":1} {\"b\"} {b: 1} {1} [a-z]{1} {{{{b}}"#,
        // A column in both notations is intentional.
        "{a}",
    ] {
        let template = format!("{{\"s\":\"{{{{a}}}} {text}\"}}");
        let expected = text.replace("{{{{b", "{{b").replace("\\\"", "\"");
        let expected = serde_json::json!({ "s": format!("x {expected}") }).to_string();
        assert_eq!(filled(&template, rows), [expected], "{text}");
    }
    // A key of a template is not a text.
    assert_eq!(filled(r#"{"s":"{{a}}","{b}":1}"#, rows), [r#"{"s":"x","{b}":1}"#]);
}

#[test]
fn unknown_columns_are_reported_together_before_any_row() {
    let template = r#"{"messages":[{"content":"{{nmae}} {{text}} {{Question}} {{wholly_else}} {{nmae}}"}]}"#;
    assert_eq!(
        filled(template, "name,text,question\n"),
        [
            "template: expected columns that the rows have (\"name\", \"text\", \"question\"), found \"nmae\" at \
         messages.0.content (did you mean \"name\"?), \"Question\" at messages.0.content (did you mean \"question\"?), \
         \"wholly_else\" at messages.0.content"
        ]
    );
    let names: Vec<String> = (0..25).map(|index| format!("c{index}")).collect();
    let found = filled(r#"{"a":"{{x}}"}"#, &names.join(","));
    assert!(
        found[0].ends_with("\"c18\", \"c19\", 5 more), found \"x\" at a"),
        "{found:?}"
    );
    assert_eq!(
        filled(r#"{"a":"{{x}}"}"#, "\"\"\n"),
        ["template: expected columns that the rows have (none), found \"x\" at a"]
    );
}

#[test]
fn defaults_stand_where_a_row_has_nothing() {
    let with = |defaults: &str, template: &str, csv: &str| {
        let options = RowOptions {
            defaults: Some(defaults.into()),
            ..options(Format::Csv)
        };
        params(template, options, [csv.as_bytes()])
    };
    let template = r#"{"s":"<{{a}}>","t":"<{{n}}>","v":"{{n | json}}"}"#;
    assert_eq!(
        with(r#"{"a":"\"é\"","n":[1, 2]}"#, template, "a,n,b\n,,1\nx,3,\n"),
        [
            r#"{"s":"<\"é\">","t":"<[1, 2]>","v":[1,2]}"#,
            r#"{"s":"<x>","t":"<3>","v":3}"#,
        ]
    );
    // A column that no row has. Inside a text, null is nothing.
    assert_eq!(
        with(r#"{"n":null}"#, template, "a\nx\n"),
        [r#"{"s":"<x>","t":"<>","v":null}"#]
    );
    let table = [
        (
            "[]",
            "defaults: expected an object of columns and values, found an array",
        ),
        (
            r#"{"nn":1}"#,
            "defaults: expected columns that the template names, found \"nn\"",
        ),
        (
            r#"{"questin":1}"#,
            "defaults: expected columns that the template names, found \"questin\" (did you mean \"question\"?)",
        ),
    ];
    for (defaults, expected) in table {
        assert_eq!(with(defaults, r#"{"s":"{{question}}"}"#, "question\nx\n"), [expected]);
    }
}

#[test]
fn empty_cells_are_empty_text() {
    assert_eq!(filled(r#"{"s":"<{{a}}>"}"#, "a,b\n,1\n"), [r#"{"s":"<>"}"#]);
}
