//! Messages, blocks and tools of other vendors.

use super::*;

#[test]
fn blocks_of_other_vendors_are_one_finding_with_the_mapping() {
    const URL: &str = r#"Write {"type":"image","source":{"type":"url","url":…}}."#;
    const DATA: &str = r#"Write {"type":"image","source":{"type":"base64","media_type":…,"data":…}}; data is the part of a data: URL after the comma."#;
    const DOCUMENT: &str = r#"Write {"type":"document","source":…}, with {"type":"base64","media_type":"application/pdf","data":…}, {"type":"url","url":…} or {"type":"file","file_id":…} as source."#;
    const TEXT: &str = r#"Write {"type":"text","text":…}."#;
    const AUDIO: &str =
        "This API does not accept audio or video: send a transcript as text, or single frames as images.";
    for (block, help) in [
        (r#"{"type":"image_url","image_url":{"url":"https://e.com/a.png"}}"#, URL),
        (
            r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBOR"}}"#,
            DATA,
        ),
        (r#"{"type":"image_url","image_url":"https://e.com/a.png"}"#, URL),
        (
            r#"{"type":"input_image","image_url":"https://e.com/a.png","detail":"low"}"#,
            URL,
        ),
        (r#"{"type":"input_text","text":"Hi"}"#, TEXT),
        (r#"{"type":"output_text","text":"Hi"}"#, TEXT),
        (r#"{"type":"input_file","file_id":"file-1"}"#, DOCUMENT),
        (r#"{"type":"file","file":{"file_data":"x"}}"#, DOCUMENT),
        (
            r#"{"type":"input_audio","input_audio":{"data":"x","format":"wav"}}"#,
            AUDIO,
        ),
    ] {
        let (code, message, found) = words(&of_block(block));
        assert_eq!((code, found.as_str()), ("block.type.unknown", help), "{block}");
        assert!(
            message.starts_with("expected \"text\", \"image\", \"document\", "),
            "{message}"
        );
    }
    for (block, help) in [
        (r#"{"text":"Hi"}"#, r#"Add "type":"text"."#),
        (r#"{"inlineData":{"mimeType":"image/png","data":"iVBOR"}}"#, DATA),
        (r#"{"image":{"format":"png","source":{"bytes":"iVBOR"}}}"#, DATA),
    ] {
        let (code, _, found) = words(&of_block(block));
        assert_eq!((code, found.as_str()), ("block.type.missing", help), "{block}");
    }
    let source = r#"Put it into source: {"type":"base64","media_type":…,"data":…}, {"type":"url","url":…} or {"type":"file","file_id":…}."#;
    for block in [
        r#"{"type":"image","image_url":{"url":"https://e.com/a.png"}}"#,
        r#"{"type":"image","media_type":"image/png","data":"iVBOR"}"#,
        r#"{"type":"image","mimeType":"image/png","data":"iVBOR"}"#,
    ] {
        let (code, _, found) = words(&of_block(block));
        assert_eq!((code, found.as_str()), ("block.unknown_field", source), "{block}");
    }
}

#[test]
fn messages_of_other_vendors_are_one_finding_each() {
    let user = r#"{"role":"user","content":"Hi"}"#;
    let result = r#"Write {"role":"user","content":[{"type":"tool_result","tool_use_id":…,"content":…}]}."#;
    let call = r#"Put each call into content, as {"type":"tool_use","id":…,"name":…,"input":{…}}; input is the object that other APIs send as a string in arguments."#;
    for (messages, code, help) in [
        (
            format!(
                r#"[{user},{{"role":"assistant","content":null,"tool_calls":[{{"id":"c","type":"function","function":{{"name":"f","arguments":"{{}}"}}}}]}},{user}]"#
            ),
            "message.unknown_field",
            call,
        ),
        (
            format!(r#"[{user},{{"role":"assistant","tool_calls":[],"content":null}},{user}]"#),
            "message.unknown_field",
            call,
        ),
        (
            format!(r#"[{user},{{"role":"tool","tool_call_id":"c","content":"7"}}]"#),
            "message.role",
            result,
        ),
        (
            format!(r#"[{user},{{"role":"function","name":"f","content":"7"}}]"#),
            "message.role",
            result,
        ),
        (
            format!(r#"[{{"role":"developer","content":"Be short."}},{user}]"#),
            "message.role",
            "Put instructions into the top-level system parameter.",
        ),
        (
            format!(r#"[{{"role":"system","content":"Be short."}},{user}]"#),
            "system.role_slip",
            "Move it to \"system\":\"…\", next to messages.",
        ),
        (
            r#"[{"role":"model","parts":[{"text":"Hi"}]}]"#.to_string(),
            "message.role",
            "The model's own messages have the role \"assistant\".",
        ),
        (
            r#"[{"role":"user","parts":[{"text":"Hi"}]}]"#.to_string(),
            "message.unknown_field",
            r#"Use content: a string, or blocks such as {"type":"text","text":…}."#,
        ),
        (
            r#"[{"type":"human","content":"Hi"}]"#.to_string(),
            "message.role",
            r#"Write "role":"user" instead of "type":"human"."#,
        ),
        (
            r#"[{"role":"human","content":"Hi"}]"#.to_string(),
            "message.role",
            "The human's messages have the role \"user\".",
        ),
        (
            r#"[{"role":"user","content":"Hi","max_tokens":9}]"#.to_string(),
            "message.unknown_field",
            "This is a parameter of the request: put it into params, next to messages.",
        ),
        (
            r#"[{"role":"user","content":"Hi","cache_control":{"type":"ephemeral"}}]"#.to_string(),
            "message.unknown_field",
            "Put cache_control on a content block.",
        ),
        (
            r#""Hi""#.to_string(),
            "messages.missing",
            r#"Write [{"role":"user","content":…}]."#,
        ),
        (user.to_string(), "messages.missing", "Put it into an array: [{…}]."),
    ] {
        let (found, _, found_help) = words(&of_messages(&messages));
        assert_eq!((found, found_help.as_str()), (code, help), "{messages}");
    }
}

#[test]
fn data_that_is_not_base64_is_described() {
    let image = |data: &str| {
        of_block(&format!(
            r#"{{"type":"image","source":{{"type":"base64","media_type":"image/png","data":"{data}"}}}}"#
        ))
    };
    let python = "expected base64, found Python's notation of bytes (b'…')";
    let path = "expected base64, found what looks like a file path";
    let decode = r#"Decode them: base64.b64encode(data).decode("ascii")."#;
    let read = "Read the file and put its bytes here, as base64; the API cannot read your files.";
    for (data, code, message, help) in [
        ("b'iVBORw0KGgo='", "image.base64.invalid", python, decode),
        (r#"b'\\x89PNG'"#, "image.base64.invalid", python, decode),
        (
            "https://e.com/a.png",
            "image.base64.invalid",
            "expected base64, found a URL",
            r#"Write {"type":"url","url":…} as source."#,
        ),
        ("/home/me/cat.png", "image.base64.invalid", path, read),
        (r#"C:\\Users\\me\\cat.jpg"#, "image.base64.invalid", path, read),
        ("./cat", "image.base64.invalid", path, read),
        (
            "<Buffer 89 50 4e>",
            "image.base64.invalid",
            "expected base64, found the description of an object instead of its bytes",
            "Encode the bytes themselves as base64.",
        ),
        (
            "data:image/png;base64,iVBORw0KGgo=",
            "image.base64.data_uri",
            "expected only base64, found a data: URI",
            "Leave out everything up to the comma.",
        ),
    ] {
        assert_eq!(
            words(&image(data)),
            (code, message.to_string(), help.to_string()),
            "{data}"
        );
    }
    let pdf =
        of_block(r#"{"type":"image","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"}}"#);
    let (code, _, help) = words(&pdf);
    assert_eq!(
        (code, help.as_str()),
        ("image.media_type", "A PDF goes into a block of type \"document\".")
    );
    let image =
        of_block(r#"{"type":"document","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}"#);
    let (code, _, help) = words(&image);
    assert_eq!(
        (code, help.as_str()),
        (
            "document.base64.media_type",
            "An image goes into a block of type \"image\"."
        )
    );
}

#[test]
fn tools_and_choices_of_other_vendors_are_one_finding() {
    let tool = r#"{"name":"f","description":"d","input_schema":{"type":"object"}}"#;
    for (choice, help) in [
        (r#""auto""#, r#"Write {"type":"auto"}."#),
        (r#""required""#, r#"Write {"type":"any"}."#),
        (r#""none""#, r#"Write {"type":"none"}."#),
        (r#""f""#, r#"Write {"type":"tool","name":…}."#),
        (
            r#"{"type":"function","function":{"name":"f"}}"#,
            r#"Write {"type":"tool","name":…}."#,
        ),
    ] {
        let (code, _, found) = words(&with(&format!(r#""tools":[{tool}],"tool_choice":{choice}"#)));
        assert_eq!((code, found.as_str()), ("tool_choice.type", help), "{choice}");
    }
    for tool in [
        r#"{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}"#,
        r#"{"type":"function","name":"f","parameters":{"type":"object"}}"#,
        r#"{"functionDeclarations":[{"name":"f"}]}"#,
        r#"{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}"#,
    ] {
        let (code, _, help) = words(&with(&format!(r#""tools":[{tool}]"#)));
        assert_eq!(code, "tool.type.openai", "{tool}");
        assert!(
            help.starts_with(r#"Write {"name":…,"description":…,"input_schema":{…}}"#),
            "{help}"
        );
    }
    let (code, _, help) = words(&with(r#""tools":[{"type":"web_search_preview"}]"#));
    assert_eq!(
        (code, help.as_str()),
        (
            "tool.type.openai",
            r#"Write {"type":"web_search_20260318","name":"web_search"}."#
        )
    );
}
