use message_batches::results::answer_json::answer_json;

#[test]
fn json_is_the_whole_text_or_one_fenced_block_or_one_value_in_prose() {
    let found = |text: &'static str| {
        let (span, is_whole) = answer_json(text)?;
        Some((&text[span.start..span.end], is_whole))
    };
    for (text, expected) in [
        ("{\"a\":1}", Some(("{\"a\":1}", true))),
        (" [1] ", Some((" [1] ", true))),
        ("\"text\"", Some(("\"text\"", true))),
        ("42", Some(("42", true))),
        ("```json\n{\"a\":1}\n```", Some(("{\"a\":1}\n", false))),
        ("  ```\n42\n  ```", Some(("42\n", false))),
        ("é:\n```JSON\r\n[1]\r\n```", Some(("[1]\r\n", false))),
        ("```{\"a\":1}```", Some(("{\"a\":1}", false))),
        ("```json\n{\"a\":1}", Some(("{\"a\":1}", false))),
        ("é {\"a\":[1,{}]} é", Some(("{\"a\":[1,{}]}", false))),
        ("The list: [\"x\",\"y\"]. [2]", Some(("[\"x\",\"y\"]", false))),
        ("{name} is {\"a\":1}", Some(("{\"a\":1}", false))),
        ("{\"a\":1}\n{\"a\":2}", None),
        ("see [1] and [2]", None),
        ("{\"a\":1", None),
        ("", None),
        ("no", None),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn a_text_of_brackets_alone_is_abandoned_early() {
    assert_eq!(answer_json(&"{".repeat(100_000)), None);
    assert_eq!(answer_json(&format!("{}{{\"a\":1}}", "{ ".repeat(100))), None);
    assert_eq!(answer_json(&"[".repeat(10_000)), None);
}
