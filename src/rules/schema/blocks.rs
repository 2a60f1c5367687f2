//! Messages are made of blocks: every content block, with what stands in it.
//! Source: types of the official SDKs of 2026-11-20, beta namespaces included.

use crate::rules::schema::Type::*;
use crate::rules::schema::*;

/// What may stand in the content of a message, roles aside.
pub static CONTENT: &[&Shape] = &[
    &TEXT_BLOCK,
    &IMAGE_BLOCK,
    &DOCUMENT_BLOCK,
    &SEARCH_RESULT_BLOCK,
    &THINKING_BLOCK,
    &REDACTED_THINKING_BLOCK,
    &TOOL_USE_BLOCK,
    &TOOL_RESULT_BLOCK,
    &SERVER_TOOL_USE_BLOCK,
    &WEB_SEARCH_TOOL_RESULT_BLOCK,
    &WEB_FETCH_TOOL_RESULT_BLOCK,
    &ADVISOR_TOOL_RESULT_BLOCK,
    &CODE_EXECUTION_TOOL_RESULT_BLOCK,
    &BASH_CODE_EXECUTION_TOOL_RESULT_BLOCK,
    &TEXT_EDITOR_CODE_EXECUTION_TOOL_RESULT_BLOCK,
    &TOOL_SEARCH_TOOL_RESULT_BLOCK,
    &MCP_TOOL_USE_BLOCK,
    &MCP_TOOL_RESULT_BLOCK,
    &CONTAINER_UPLOAD_BLOCK,
    &COMPACTION_BLOCK,
    &TOOL_ADDITION_BLOCK,
    &TOOL_REMOVAL_BLOCK,
    &MCP_TOOL_LISTING_BLOCK,
    &FALLBACK_BLOCK,
];

/// Who called a tool.
pub static CALLER: &[&Shape] = &[&DIRECT_CALLER, &SERVER_TOOL_CALLER, &SERVER_TOOL_CALLER_20260120];

const OF_BLOCK: Family = Family {
    unknown: "block.unknown_field",
    missing: "block.missing_field",
    null: "block.null_field",
    tag: "block.type.unknown",
    untagged: "block.type.missing",
};

const OF_IMAGE_SOURCE: Family = Family {
    tag: "image.source.type",
    untagged: "image.source.type",
    ..OF_BLOCK
};

const OF_DOCUMENT_SOURCE: Family = Family {
    tag: "document.source.type",
    untagged: "document.source.type",
    ..OF_BLOCK
};

const OF_CITATION: Family = Family {
    unknown: "text.citation.fields",
    missing: "text.citation.fields",
    null: "text.citation.fields",
    tag: "text.citation.fields",
    untagged: "text.citation.fields",
};

const OF_TRANSFORMATIONS: Family = Family {
    unknown: "image.transformations",
    missing: "image.transformations",
    null: "image.transformations",
    tag: "image.transformations",
    untagged: "image.transformations",
};

const OF_BROWSER_STATE: Family = Family {
    unknown: "browser_state.shape",
    missing: "browser_state.shape",
    null: "browser_state.shape",
    tag: "browser_state.shape",
    untagged: "browser_state.shape",
};

const OF_CACHE_CONTROL: Family = Family {
    unknown: "cache_control.unknown_field",
    missing: "cache_control.type",
    null: "cache_control.ttl",
    tag: "cache_control.type",
    untagged: "cache_control.type",
};

/// `TextBlock`
pub static TEXT_BLOCK: Shape = Shape {
    name: Name::TextBlock,
    tags: words!["text"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("text", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null(
            "citations",
            Array(&AnyOf(&[
                &CITATION_CHAR_LOCATION,
                &CITATION_PAGE_LOCATION,
                &CITATION_CONTENT_BLOCK_LOCATION,
                &CITATION_WEB_SEARCH_RESULT_LOCATION,
                &CITATION_SEARCH_RESULT_LOCATION,
            ])),
        ),
    ],
};

/// `ImageBlock`
pub static IMAGE_BLOCK: Shape = Shape {
    name: Name::ImageBlock,
    tags: words!["image"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "source",
            AnyOf(&[&BASE64_IMAGE_SOURCE, &URL_IMAGE_SOURCE, &FILE_IMAGE_SOURCE]),
        )
        .rule("image.source.type"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("transformations", One(&IMAGE_TRANSFORMATIONS)).rule("image.transformations"),
    ],
};

/// `Base64ImageSource`
pub static BASE64_IMAGE_SOURCE: Shape = Shape {
    name: Name::Base64ImageSource,
    tags: words!["base64"],
    family: &OF_IMAGE_SOURCE,
    open: false,
    fields: &[
        req("data", String),
        req(
            "media_type",
            Words(words!["image/jpeg", "image/png", "image/gif", "image/webp"]),
        )
        .rule("image.media_type"),
    ],
};

/// `URLImageSource`
pub static URL_IMAGE_SOURCE: Shape = Shape {
    name: Name::URLImageSource,
    tags: words!["url"],
    family: &OF_IMAGE_SOURCE,
    open: false,
    fields: &[req("url", String)],
};

/// `FileImageSource`
pub static FILE_IMAGE_SOURCE: Shape = Shape {
    name: Name::FileImageSource,
    tags: words!["file"],
    family: &OF_IMAGE_SOURCE,
    open: false,
    fields: &[req("file_id", String).rule("file.id.shape")],
};

/// `DocumentBlock`
pub static DOCUMENT_BLOCK: Shape = Shape {
    name: Name::DocumentBlock,
    tags: words!["document"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "source",
            AnyOf(&[
                &BASE64_PDF_SOURCE,
                &PLAIN_TEXT_SOURCE,
                &CONTENT_BLOCK_SOURCE,
                &URLPDF_SOURCE,
                &FILE_DOCUMENT_SOURCE,
            ]),
        )
        .rule("document.source.type"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("citations", One(&CITATIONS_CONFIG)),
        opt_null("context", String).rule("document.context"),
        opt_null("title", String).rule("document.title"),
    ],
};

/// `Base64PDFSource`
pub static BASE64_PDF_SOURCE: Shape = Shape {
    name: Name::Base64PDFSource,
    tags: words!["base64"],
    family: &OF_DOCUMENT_SOURCE,
    open: false,
    fields: &[
        req("data", String),
        req("media_type", Words(words!["application/pdf"])).rule("document.base64.media_type"),
    ],
};

/// `PlainTextSource`
pub static PLAIN_TEXT_SOURCE: Shape = Shape {
    name: Name::PlainTextSource,
    tags: words!["text"],
    family: &OF_DOCUMENT_SOURCE,
    open: false,
    fields: &[
        req("data", String),
        req("media_type", Words(words!["text/plain"])).rule("document.base64.media_type"),
    ],
};

/// `ContentBlockSource`
pub static CONTENT_BLOCK_SOURCE: Shape = Shape {
    name: Name::ContentBlockSource,
    tags: words!["content"],
    family: &OF_DOCUMENT_SOURCE,
    open: false,
    fields: &[req("content", Or(&[String, Array(&AnyOf(&[&TEXT_BLOCK, &IMAGE_BLOCK]))])).rule("document.content")],
};

/// `URLPDFSource`
pub static URLPDF_SOURCE: Shape = Shape {
    name: Name::URLPDFSource,
    tags: words!["url"],
    family: &OF_DOCUMENT_SOURCE,
    open: false,
    fields: &[req("url", String)],
};

/// `FileDocumentSource`
pub static FILE_DOCUMENT_SOURCE: Shape = Shape {
    name: Name::FileDocumentSource,
    tags: words!["file"],
    family: &OF_DOCUMENT_SOURCE,
    open: false,
    fields: &[req("file_id", String).rule("file.id.shape")],
};

/// `CitationsConfig`
pub static CITATIONS_CONFIG: Shape = Shape {
    name: Name::CitationsConfig,
    tags: words![],
    family: &OF_BLOCK,
    open: false,
    fields: &[opt("enabled", Bool)],
};

/// `SearchResultBlock`
pub static SEARCH_RESULT_BLOCK: Shape = Shape {
    name: Name::SearchResultBlock,
    tags: words!["search_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("content", Array(&One(&TEXT_BLOCK))).rule("search_result.fields"),
        req("source", String).rule("search_result.fields"),
        req("title", String).rule("search_result.fields"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("citations", One(&CITATIONS_CONFIG)),
    ],
};

/// `ThinkingBlock`
pub static THINKING_BLOCK: Shape = Shape {
    name: Name::ThinkingBlock,
    tags: words!["thinking"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("signature", String).rule("thinking.fields"),
        req("thinking", String).rule("thinking.fields"),
    ],
};

/// `RedactedThinkingBlock`
pub static REDACTED_THINKING_BLOCK: Shape = Shape {
    name: Name::RedactedThinkingBlock,
    tags: words!["redacted_thinking"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("data", String).rule("redacted_thinking.fields")],
};

/// `ToolUseBlock`
pub static TOOL_USE_BLOCK: Shape = Shape {
    name: Name::ToolUseBlock,
    tags: words!["tool_use"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("id", String),
        req("input", Object).rule("tool_use.input"),
        req("name", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
        opt_null("toolset_name", String).rule("tool_use.toolset_name"),
    ],
};

/// `DirectCaller`
pub static DIRECT_CALLER: Shape = Shape {
    name: Name::DirectCaller,
    tags: words!["direct"],
    family: &OF_BLOCK,
    open: false,
    fields: &[],
};

/// `ServerToolCaller`
pub static SERVER_TOOL_CALLER: Shape = Shape {
    name: Name::ServerToolCaller,
    tags: words!["code_execution_20250825"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("tool_id", String).rule("tool_use.caller")],
};

/// `ServerToolCaller20260120`
pub static SERVER_TOOL_CALLER_20260120: Shape = Shape {
    name: Name::ServerToolCaller20260120,
    tags: words!["code_execution_20260120"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("tool_id", String).rule("tool_use.caller")],
};

/// `ToolResultBlock`
pub static TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::ToolResultBlock,
    tags: words!["tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt(
            "content",
            Or(&[
                String,
                Array(&AnyOf(&[
                    &TEXT_BLOCK,
                    &IMAGE_BLOCK,
                    &SEARCH_RESULT_BLOCK,
                    &DOCUMENT_BLOCK,
                    &TOOL_REFERENCE_BLOCK,
                    &BROWSER_STATE_BLOCK,
                ])),
            ]),
        )
        .rule("tool_result.content.types"),
        opt("is_error", Bool).rule("tool_result.is_error"),
        opt_null("toolset_name", String).rule("tool_result.toolset"),
    ],
};

/// `ToolReferenceBlock`
pub static TOOL_REFERENCE_BLOCK: Shape = Shape {
    name: Name::ToolReferenceBlock,
    tags: words!["tool_reference"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("tool_name", String).rule("tool_reference.name"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `ServerToolUseBlock`
pub static SERVER_TOOL_USE_BLOCK: Shape = Shape {
    name: Name::ServerToolUseBlock,
    tags: words!["server_tool_use"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("id", String),
        req("input", Object),
        req(
            "name",
            Words(words![
                "advisor",
                "web_search",
                "web_fetch",
                "code_execution",
                "bash_code_execution",
                "text_editor_code_execution",
                "tool_search_tool_regex",
                "tool_search_tool_bm25",
            ]),
        )
        .rule("server_tool_use.name"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
    ],
};

/// `WebSearchToolResultBlock`
pub static WEB_SEARCH_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::WebSearchToolResultBlock,
    tags: words!["web_search_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            Or(&[
                Array(&One(&WEB_SEARCH_RESULT_BLOCK)),
                One(&WEB_SEARCH_TOOL_REQUEST_ERROR_OBJECT),
            ]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
    ],
};

/// `WebSearchResultBlock`
pub static WEB_SEARCH_RESULT_BLOCK: Shape = Shape {
    name: Name::WebSearchResultBlock,
    tags: words!["web_search_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("encrypted_content", String).rule("server_tool_result.modified"),
        req("title", String),
        req("url", String),
        opt_null("page_age", String),
    ],
};

/// `WebSearchToolRequestErrorObject`
pub static WEB_SEARCH_TOOL_REQUEST_ERROR_OBJECT: Shape = Shape {
    name: Name::WebSearchToolRequestErrorObject,
    tags: words!["web_search_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req(
        "error_code",
        Words(words![
            "invalid_tool_input",
            "unavailable",
            "max_uses_exceeded",
            "too_many_requests",
            "query_too_long",
            "request_too_large",
        ]),
    )],
};

/// `WebFetchToolResultBlock`
pub static WEB_FETCH_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::WebFetchToolResultBlock,
    tags: words!["web_fetch_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            AnyOf(&[&WEB_FETCH_TOOL_RESULT_ERROR_BLOCK, &WEB_FETCH_BLOCK]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
    ],
};

/// `WebFetchToolResultErrorBlock`
pub static WEB_FETCH_TOOL_RESULT_ERROR_BLOCK: Shape = Shape {
    name: Name::WebFetchToolResultErrorBlock,
    tags: words!["web_fetch_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req(
        "error_code",
        Words(words![
            "invalid_tool_input",
            "url_too_long",
            "url_not_allowed",
            "url_not_in_prior_context",
            "url_not_accessible",
            "unsupported_content_type",
            "too_many_requests",
            "max_uses_exceeded",
            "unavailable",
            "content_too_large",
        ]),
    )],
};

/// `WebFetchBlock`
pub static WEB_FETCH_BLOCK: Shape = Shape {
    name: Name::WebFetchBlock,
    tags: words!["web_fetch_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("content", One(&DOCUMENT_BLOCK)),
        req("url", String),
        opt_null("retrieved_at", String),
    ],
};

/// `CodeExecutionToolResultBlock`
pub static CODE_EXECUTION_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::CodeExecutionToolResultBlock,
    tags: words!["code_execution_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            AnyOf(&[
                &CODE_EXECUTION_TOOL_RESULT_ERROR,
                &CODE_EXECUTION_RESULT_BLOCK,
                &ENCRYPTED_CODE_EXECUTION_RESULT_BLOCK,
            ]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `CodeExecutionToolResultError`
pub static CODE_EXECUTION_TOOL_RESULT_ERROR: Shape = Shape {
    name: Name::CodeExecutionToolResultError,
    tags: words!["code_execution_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req(
        "error_code",
        Words(words![
            "invalid_tool_input",
            "unavailable",
            "too_many_requests",
            "execution_time_exceeded",
        ]),
    )],
};

/// `CodeExecutionResultBlock`
pub static CODE_EXECUTION_RESULT_BLOCK: Shape = Shape {
    name: Name::CodeExecutionResultBlock,
    tags: words!["code_execution_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("content", Array(&One(&CODE_EXECUTION_OUTPUT_BLOCK))),
        req("return_code", Integer),
        req("stderr", String),
        req("stdout", String),
    ],
};

/// `CodeExecutionOutputBlock`
pub static CODE_EXECUTION_OUTPUT_BLOCK: Shape = Shape {
    name: Name::CodeExecutionOutputBlock,
    tags: words!["code_execution_output"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("file_id", String)],
};

/// `EncryptedCodeExecutionResultBlock`
pub static ENCRYPTED_CODE_EXECUTION_RESULT_BLOCK: Shape = Shape {
    name: Name::EncryptedCodeExecutionResultBlock,
    tags: words!["encrypted_code_execution_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("content", Array(&One(&CODE_EXECUTION_OUTPUT_BLOCK))),
        req("encrypted_stdout", String).rule("server_tool_result.modified"),
        req("return_code", Integer),
        req("stderr", String),
    ],
};

/// `BashCodeExecutionToolResultBlock`
pub static BASH_CODE_EXECUTION_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::BashCodeExecutionToolResultBlock,
    tags: words!["bash_code_execution_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            AnyOf(&[
                &BASH_CODE_EXECUTION_TOOL_RESULT_ERROR,
                &BASH_CODE_EXECUTION_RESULT_BLOCK,
            ]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `BashCodeExecutionToolResultError`
pub static BASH_CODE_EXECUTION_TOOL_RESULT_ERROR: Shape = Shape {
    name: Name::BashCodeExecutionToolResultError,
    tags: words!["bash_code_execution_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req(
        "error_code",
        Words(words![
            "invalid_tool_input",
            "unavailable",
            "too_many_requests",
            "execution_time_exceeded",
            "output_file_too_large",
        ]),
    )],
};

/// `BashCodeExecutionResultBlock`
pub static BASH_CODE_EXECUTION_RESULT_BLOCK: Shape = Shape {
    name: Name::BashCodeExecutionResultBlock,
    tags: words!["bash_code_execution_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("content", Array(&One(&BASH_CODE_EXECUTION_OUTPUT_BLOCK))),
        req("return_code", Integer),
        req("stderr", String),
        req("stdout", String),
    ],
};

/// `BashCodeExecutionOutputBlock`
pub static BASH_CODE_EXECUTION_OUTPUT_BLOCK: Shape = Shape {
    name: Name::BashCodeExecutionOutputBlock,
    tags: words!["bash_code_execution_output"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("file_id", String)],
};

/// `TextEditorCodeExecutionToolResultBlock`
pub static TEXT_EDITOR_CODE_EXECUTION_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::TextEditorCodeExecutionToolResultBlock,
    tags: words!["text_editor_code_execution_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            AnyOf(&[
                &TEXT_EDITOR_CODE_EXECUTION_TOOL_RESULT_ERROR,
                &TEXT_EDITOR_CODE_EXECUTION_VIEW_RESULT_BLOCK,
                &TEXT_EDITOR_CODE_EXECUTION_CREATE_RESULT_BLOCK,
                &TEXT_EDITOR_CODE_EXECUTION_STR_REPLACE_RESULT_BLOCK,
            ]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `TextEditorCodeExecutionToolResultError`
pub static TEXT_EDITOR_CODE_EXECUTION_TOOL_RESULT_ERROR: Shape = Shape {
    name: Name::TextEditorCodeExecutionToolResultError,
    tags: words!["text_editor_code_execution_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "error_code",
            Words(words![
                "invalid_tool_input",
                "unavailable",
                "too_many_requests",
                "execution_time_exceeded",
                "file_not_found",
            ]),
        ),
        opt_null("error_message", String),
    ],
};

/// `TextEditorCodeExecutionViewResultBlock`
pub static TEXT_EDITOR_CODE_EXECUTION_VIEW_RESULT_BLOCK: Shape = Shape {
    name: Name::TextEditorCodeExecutionViewResultBlock,
    tags: words!["text_editor_code_execution_view_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("content", String),
        req("file_type", Words(words!["text", "image", "pdf"])),
        opt_null("num_lines", Integer),
        opt_null("start_line", Integer),
        opt_null("total_lines", Integer),
    ],
};

/// `TextEditorCodeExecutionCreateResultBlock`
pub static TEXT_EDITOR_CODE_EXECUTION_CREATE_RESULT_BLOCK: Shape = Shape {
    name: Name::TextEditorCodeExecutionCreateResultBlock,
    tags: words!["text_editor_code_execution_create_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("is_file_update", Bool)],
};

/// `TextEditorCodeExecutionStrReplaceResultBlock`
pub static TEXT_EDITOR_CODE_EXECUTION_STR_REPLACE_RESULT_BLOCK: Shape = Shape {
    name: Name::TextEditorCodeExecutionStrReplaceResultBlock,
    tags: words!["text_editor_code_execution_str_replace_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        opt_null("lines", Array(&String)),
        opt_null("new_lines", Integer),
        opt_null("new_start", Integer),
        opt_null("old_lines", Integer),
        opt_null("old_start", Integer),
    ],
};

/// `ToolSearchToolResultBlock`
pub static TOOL_SEARCH_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::ToolSearchToolResultBlock,
    tags: words!["tool_search_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            AnyOf(&[&TOOL_SEARCH_TOOL_RESULT_ERROR, &TOOL_SEARCH_TOOL_SEARCH_RESULT_BLOCK]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `ToolSearchToolResultError`
pub static TOOL_SEARCH_TOOL_RESULT_ERROR: Shape = Shape {
    name: Name::ToolSearchToolResultError,
    tags: words!["tool_search_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "error_code",
            Words(words![
                "invalid_tool_input",
                "unavailable",
                "too_many_requests",
                "execution_time_exceeded",
            ]),
        ),
        opt_null("error_message", String),
    ],
};

/// `ToolSearchToolSearchResultBlock`
pub static TOOL_SEARCH_TOOL_SEARCH_RESULT_BLOCK: Shape = Shape {
    name: Name::ToolSearchToolSearchResultBlock,
    tags: words!["tool_search_tool_search_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("tool_references", Array(&One(&TOOL_REFERENCE_BLOCK)))],
};

/// `ContainerUploadBlock`
pub static CONTAINER_UPLOAD_BLOCK: Shape = Shape {
    name: Name::ContainerUploadBlock,
    tags: words!["container_upload"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("file_id", String).rule("container_upload.file_id"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `AdvisorToolResultBlock`
pub static ADVISOR_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::AdvisorToolResultBlock,
    tags: words!["advisor_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "content",
            AnyOf(&[
                &ADVISOR_TOOL_RESULT_ERROR,
                &ADVISOR_RESULT_BLOCK,
                &ADVISOR_REDACTED_RESULT_BLOCK,
            ]),
        ),
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `AdvisorToolResultError`
pub static ADVISOR_TOOL_RESULT_ERROR: Shape = Shape {
    name: Name::AdvisorToolResultError,
    tags: words!["advisor_tool_result_error"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req(
        "error_code",
        Words(words![
            "max_uses_exceeded",
            "prompt_too_long",
            "too_many_requests",
            "overloaded",
            "unavailable",
            "execution_time_exceeded",
            "model_not_found",
        ]),
    )],
};

/// `AdvisorResultBlock`
pub static ADVISOR_RESULT_BLOCK: Shape = Shape {
    name: Name::AdvisorResultBlock,
    tags: words!["advisor_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("text", String), opt_null("stop_reason", String)],
};

/// `AdvisorRedactedResultBlock`
pub static ADVISOR_REDACTED_RESULT_BLOCK: Shape = Shape {
    name: Name::AdvisorRedactedResultBlock,
    tags: words!["advisor_redacted_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("encrypted_content", String).rule("server_tool_result.modified"),
        opt_null("stop_reason", String),
    ],
};

/// `MCPToolUseBlock`
pub static MCP_TOOL_USE_BLOCK: Shape = Shape {
    name: Name::MCPToolUseBlock,
    tags: words!["mcp_tool_use"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("id", String),
        req("input", Object),
        req("name", String),
        req("server_name", String).rule("mcp_tool_use.fields"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `MCPToolResultBlock`
pub static MCP_TOOL_RESULT_BLOCK: Shape = Shape {
    name: Name::MCPToolResultBlock,
    tags: words!["mcp_tool_result"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("tool_use_id", String),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("content", Or(&[String, Array(&One(&TEXT_BLOCK))])),
        opt("is_error", Bool),
    ],
};

/// `CompactionBlock`
pub static COMPACTION_BLOCK: Shape = Shape {
    name: Name::CompactionBlock,
    tags: words!["compaction"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("content", String),
        opt_null("encrypted_content", String),
        opt_null("signature", String),
        opt_null(
            "tool_changes",
            Array(&AnyOf(&[&TOOL_ADDITION_BLOCK, &TOOL_REMOVAL_BLOCK])),
        ),
    ],
};

/// `ToolAdditionBlock`
pub static TOOL_ADDITION_BLOCK: Shape = Shape {
    name: Name::ToolAdditionBlock,
    tags: words!["tool_addition"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "tool",
            AnyOf(&[
                &TOOL_CHANGE_TOOL_REFERENCE,
                &TOOL_CHANGE_MCP_TOOL_REFERENCE,
                &TOOL_CHANGE_MCP_TOOLSET_REFERENCE,
                &TOOL_CHANGE_TOOL_DEFINITION,
            ]),
        ),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `ToolChangeToolReference`
pub static TOOL_CHANGE_TOOL_REFERENCE: Shape = Shape {
    name: Name::ToolChangeToolReference,
    tags: words!["tool_reference"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("name", String)],
};

/// `ToolChangeMCPToolReference`
pub static TOOL_CHANGE_MCP_TOOL_REFERENCE: Shape = Shape {
    name: Name::ToolChangeMCPToolReference,
    tags: words!["mcp_tool_reference"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("name", String), req("server_name", String)],
};

/// `ToolChangeMCPToolsetReference`
pub static TOOL_CHANGE_MCP_TOOLSET_REFERENCE: Shape = Shape {
    name: Name::ToolChangeMCPToolsetReference,
    tags: words!["mcp_toolset_reference"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("server_name", String)],
};

/// `ToolChangeToolDefinition`
pub static TOOL_CHANGE_TOOL_DEFINITION: Shape = Shape {
    name: Name::ToolChangeToolDefinition,
    tags: words!["tool_definition"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("definition", AnyOf(TOOLS))],
};

/// `ToolRemovalBlock`
pub static TOOL_REMOVAL_BLOCK: Shape = Shape {
    name: Name::ToolRemovalBlock,
    tags: words!["tool_removal"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req(
            "tool",
            AnyOf(&[
                &TOOL_CHANGE_TOOL_REFERENCE,
                &TOOL_CHANGE_MCP_TOOL_REFERENCE,
                &TOOL_CHANGE_MCP_TOOLSET_REFERENCE,
            ]),
        ),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
    ],
};

/// `MCPToolListingBlock`
pub static MCP_TOOL_LISTING_BLOCK: Shape = Shape {
    name: Name::MCPToolListingBlock,
    tags: words!["mcp_tool_listing"],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("mcp_server_name", String), req("tools", Array(&One(&MCP_TOOL)))],
};

/// `FallbackBlock`
pub static FALLBACK_BLOCK: Shape = Shape {
    name: Name::FallbackBlock,
    tags: words!["fallback"],
    family: &OF_BLOCK,
    open: false,
    fields: &[
        req("from", One(&FALLBACK_INFO)),
        req("to", One(&FALLBACK_INFO)),
        opt("trigger", Any),
    ],
};

/// `FallbackInfo`
pub static FALLBACK_INFO: Shape = Shape {
    name: Name::FallbackInfo,
    tags: words![],
    family: &OF_BLOCK,
    open: false,
    fields: &[req("model", String)],
};

/// `CitationCharLocation`
pub static CITATION_CHAR_LOCATION: Shape = Shape {
    name: Name::CitationCharLocation,
    tags: words!["char_location"],
    family: &OF_CITATION,
    open: false,
    fields: &[
        req("cited_text", String),
        req("document_index", Integer),
        req_null("document_title", String),
        req("end_char_index", Integer),
        req("start_char_index", Integer),
    ],
};

/// `CitationPageLocation`
pub static CITATION_PAGE_LOCATION: Shape = Shape {
    name: Name::CitationPageLocation,
    tags: words!["page_location"],
    family: &OF_CITATION,
    open: false,
    fields: &[
        req("cited_text", String),
        req("document_index", Integer),
        req_null("document_title", String),
        req("end_page_number", Integer),
        req("start_page_number", Integer),
    ],
};

/// `CitationContentBlockLocation`
pub static CITATION_CONTENT_BLOCK_LOCATION: Shape = Shape {
    name: Name::CitationContentBlockLocation,
    tags: words!["content_block_location"],
    family: &OF_CITATION,
    open: false,
    fields: &[
        req("cited_text", String),
        req("document_index", Integer),
        req_null("document_title", String),
        req("end_block_index", Integer),
        req("start_block_index", Integer),
    ],
};

/// `CitationWebSearchResultLocation`
pub static CITATION_WEB_SEARCH_RESULT_LOCATION: Shape = Shape {
    name: Name::CitationWebSearchResultLocation,
    tags: words!["web_search_result_location"],
    family: &OF_CITATION,
    open: false,
    fields: &[
        req("cited_text", String),
        req("encrypted_index", String).rule("server_tool_result.modified"),
        req_null("title", String),
        req("url", String),
    ],
};

/// `CitationSearchResultLocation`
pub static CITATION_SEARCH_RESULT_LOCATION: Shape = Shape {
    name: Name::CitationSearchResultLocation,
    tags: words!["search_result_location"],
    family: &OF_CITATION,
    open: false,
    fields: &[
        req("cited_text", String),
        req("end_block_index", Integer),
        req("search_result_index", Integer),
        req("source", String),
        req("start_block_index", Integer),
        req_null("title", String),
    ],
};

/// `ImageTransformations`
pub static IMAGE_TRANSFORMATIONS: Shape = Shape {
    name: Name::ImageTransformations,
    tags: words![],
    family: &OF_TRANSFORMATIONS,
    open: false,
    fields: &[opt("oversized_image", Words(words!["downsize", "error"]))],
};

/// `BrowserStateBlock`
pub static BROWSER_STATE_BLOCK: Shape = Shape {
    name: Name::BrowserStateBlock,
    tags: words!["browser_state"],
    family: &OF_BROWSER_STATE,
    open: false,
    fields: &[
        req("tabs", Array(&One(&BROWSER_STATE_TAB_ENTRY))),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null(
            "state_changes",
            Array(&AnyOf(&[
                &BROWSER_STATE_CHANGE_TAB_OPENED,
                &BROWSER_STATE_CHANGE_DOWNLOAD_STARTED,
                &BROWSER_STATE_CHANGE_DOWNLOAD_COMPLETED,
                &BROWSER_STATE_CHANGE_DOWNLOAD_FAILED,
            ])),
        ),
    ],
};

/// `BrowserStateTabEntry`
pub static BROWSER_STATE_TAB_ENTRY: Shape = Shape {
    name: Name::BrowserStateTabEntry,
    tags: words![],
    family: &OF_BROWSER_STATE,
    open: false,
    fields: &[
        req("tab_id", String),
        req("title", String),
        req("url", String),
        opt("active", Bool),
    ],
};

/// `BrowserStateChangeTabOpened`
pub static BROWSER_STATE_CHANGE_TAB_OPENED: Shape = Shape {
    name: Name::BrowserStateChangeTabOpened,
    tags: words!["tab_opened"],
    family: &OF_BROWSER_STATE,
    open: false,
    fields: &[req("tab_id", String)],
};

/// `BrowserStateChangeDownloadStarted`
pub static BROWSER_STATE_CHANGE_DOWNLOAD_STARTED: Shape = Shape {
    name: Name::BrowserStateChangeDownloadStarted,
    tags: words!["download_started"],
    family: &OF_BROWSER_STATE,
    open: false,
    fields: &[req("download_id", String), req("url", String)],
};

/// `BrowserStateChangeDownloadCompleted`
pub static BROWSER_STATE_CHANGE_DOWNLOAD_COMPLETED: Shape = Shape {
    name: Name::BrowserStateChangeDownloadCompleted,
    tags: words!["download_completed"],
    family: &OF_BROWSER_STATE,
    open: false,
    fields: &[
        req("download_id", String),
        req("url", String),
        opt_null("path", String),
        opt_null("size_bytes", Integer),
    ],
};

/// `BrowserStateChangeDownloadFailed`
pub static BROWSER_STATE_CHANGE_DOWNLOAD_FAILED: Shape = Shape {
    name: Name::BrowserStateChangeDownloadFailed,
    tags: words!["download_failed"],
    family: &OF_BROWSER_STATE,
    open: false,
    fields: &[
        req("download_id", String),
        req("url", String),
        opt_null("error", String),
    ],
};

/// `CacheControlEphemeral`
pub static CACHE_CONTROL_EPHEMERAL: Shape = Shape {
    name: Name::CacheControlEphemeral,
    tags: words!["ephemeral"],
    family: &OF_CACHE_CONTROL,
    open: false,
    fields: &[opt("ttl", Words(words!["5m", "1h"])).rule("cache_control.ttl")],
};
