//! Citations.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn citations_are_complete_and_in_assistant_messages() {
    prove(&[
        Example {
            rule: "text.citations_in_user",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}]},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi","citations":[]}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi","citations":null}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]}]}"#,
                    path: "messages.0.content.0.citations",
                    covers: r#"[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]"#,
                    message: "expected no citations in a user message, found some",
                    help: Some("Only assistant text has citations: leave them out here."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"search_result","source":"https://example.com","title":"Tides","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]}]}]}"#,
                    path: "messages.0.content.0.content.0.citations",
                    covers: r#"[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]"#,
                    message: "expected no citations in a user message, found some",
                    help: Some("Only assistant text has citations: leave them out here."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"x","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]}]}]}"#,
                    path: "messages.2.content.0.content.0.citations",
                    covers: r#"[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]"#,
                    message: "expected no citations in a user message, found some",
                    help: Some("Only assistant text has citations: leave them out here."),
                },
            ],
        },
        Example {
            rule: "text.citation.fields",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"page_location","cited_text":"x","document_index":0,"document_title":null,"start_page_number":1,"end_page_number":2}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"content_block_location","cited_text":"x","document_index":0,"document_title":null,"start_block_index":0,"end_block_index":1}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"web_search_result_location","cited_text":"x","encrypted_index":"Eo8B","title":"Tides","url":"https://example.com"}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"search_result_location","cited_text":"x","search_result_index":0,"source":"https://example.com","title":null,"start_block_index":0,"end_block_index":1}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"web_search_result_location","cited_text":"x","encrypted_index":"Eo8B","title":null,"url":"https://example.com"}]}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.cited_text",
                    covers: r#"{"type":"char_location","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}"#,
                    message: "expected cited_text, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.document_title",
                    covers: r#"{"type":"char_location","cited_text":"The sea","document_index":0,"start_char_index":0,"end_char_index":7}"#,
                    message: "expected document_title, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":-1,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.document_index",
                    covers: "-1",
                    message: "expected a whole number of at least 0, found -1",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":-1,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.start_char_index",
                    covers: "-1",
                    message: "expected a whole number of at least 0, found -1",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":0}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.end_char_index",
                    covers: "0",
                    message: "expected a number above start_char_index, found 0",
                    help: Some("The end is exclusive."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"page_location","cited_text":"x","document_index":0,"document_title":null,"start_page_number":0,"end_page_number":2}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.start_page_number",
                    covers: "0",
                    message: "expected a whole number of at least 1, found 0",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"page_location","cited_text":"x","document_index":0,"document_title":null,"start_page_number":1,"end_page_number":1}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.end_page_number",
                    covers: "1",
                    message: "expected a number above start_page_number, found 1",
                    help: Some("The end is exclusive."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"content_block_location","cited_text":"x","document_index":0,"document_title":null,"start_block_index":0,"end_block_index":0}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.end_block_index",
                    covers: "0",
                    message: "expected a number above start_block_index, found 0",
                    help: Some("The end is exclusive."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"search_result_location","cited_text":"x","search_result_index":-1,"source":"https://example.com","title":null,"start_block_index":0,"end_block_index":1}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.search_result_index",
                    covers: "-1",
                    message: "expected a whole number of at least 0, found -1",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"search_result_location","cited_text":"x","search_result_index":0,"source":"https://example.com","title":null,"start_block_index":0,"end_block_index":0}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.end_block_index",
                    covers: "0",
                    message: "expected a number above start_block_index, found 0",
                    help: Some("The end is exclusive."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.document_title",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"web_search_result_location","cited_text":"x","encrypted_index":"Eo8B","title":"Tides","url":""}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.url",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7,"file_id":null}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.file_id",
                    covers: r#""file_id""#,
                    message: r#"expected a field of CitationCharLocation, found "file_id""#,
                    help: Some("This field belongs to a response: leave it out when you send the citation back."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"line_location","cited_text":"The sea","document_index":0,"document_title":"Tides","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.type",
                    covers: r#""line_location""#,
                    message: r#"expected "char_location", "page_location", "content_block_location", "web_search_result_location" or "search_result_location", found "line_location""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The sea.","citations":[{"type":"char_location","cited_text":"The sea","document_index":"0","document_title":"Tides","start_char_index":0,"end_char_index":7}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.document_index",
                    covers: r#""0""#,
                    message: r#"expected a whole number, found "0""#,
                    help: None,
                },
            ],
        },
    ]);
}
