//! Every content block and its fields.
//!
//! Source: types of the official SDKs of 2026-11-20, beta namespaces included.

use crate::json::words;
use crate::rules::schema::name::Name;
use crate::rules::schema::name::Name::*;
use crate::rules::schema::row::TypeRow::*;
use crate::rules::schema::row::*;
use crate::rules::schema::tools::TOOLS;

/// The blocks that the content of a message may contain, for any role.
pub(super) const CONTENT: &[Name] = &[
    TextBlock,
    ImageBlock,
    DocumentBlock,
    SearchResultBlock,
    ThinkingBlock,
    RedactedThinkingBlock,
    ToolUseBlock,
    ToolResultBlock,
    ServerToolUseBlock,
    WebSearchToolResultBlock,
    WebFetchToolResultBlock,
    AdvisorToolResultBlock,
    CodeExecutionToolResultBlock,
    BashCodeExecutionToolResultBlock,
    TextEditorCodeExecutionToolResultBlock,
    ToolSearchToolResultBlock,
    MCPToolUseBlock,
    MCPToolResultBlock,
    ContainerUploadBlock,
    CompactionBlock,
    ToolAdditionBlock,
    ToolRemovalBlock,
    MCPToolListingBlock,
    FallbackBlock,
];

/// Who called a tool.
const CALLER: &[Name] = &[DirectCaller, ServerToolCaller, ServerToolCaller20260120];

const OF_BLOCK: Family = Family::of("block.unknown_field")
    .missing("block.missing_field")
    .null("block.null_field")
    .tag("block.type.unknown")
    .untagged("block.type.missing");

const OF_IMAGE_SOURCE: Family = OF_BLOCK.tag("image.source.type");

const OF_DOCUMENT_SOURCE: Family = OF_BLOCK.tag("document.source.type");

const OF_CITATION: Family = Family::of("text.citation.fields");

const OF_TRANSFORMATIONS: Family = Family::of("image.transformations");

const OF_BROWSER_STATE: Family = Family::of("browser_state.shape");

const OF_CACHE_CONTROL: Family = Family::of("cache_control.unknown_field")
    .missing("cache_control.type")
    .null("cache_control.ttl")
    .tag("cache_control.type");

/// The objects of this file.
pub(super) const ROWS: &[ObjectRow] = &[
    object(
        TextBlock,
        words!["text"],
        OF_BLOCK,
        &[
            req("text", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt_null(
                "citations",
                Array(&AnyOf(&[
                    CitationCharLocation,
                    CitationPageLocation,
                    CitationContentBlockLocation,
                    CitationWebSearchResultLocation,
                    CitationSearchResultLocation,
                ])),
            ),
        ],
    ),
    object(
        ImageBlock,
        words!["image"],
        OF_BLOCK,
        &[
            req("source", AnyOf(&[Base64ImageSource, URLImageSource, FileImageSource])).rule("image.source.type"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt_null("transformations", One(ImageTransformations)).rule("image.transformations"),
        ],
    ),
    object(
        Base64ImageSource,
        words!["base64"],
        OF_IMAGE_SOURCE,
        &[
            req("data", String),
            req(
                "media_type",
                Words(words!["image/jpeg", "image/png", "image/gif", "image/webp"]),
            )
            .rule("image.media_type"),
        ],
    ),
    object(URLImageSource, words!["url"], OF_IMAGE_SOURCE, &[req("url", String)]),
    object(
        FileImageSource,
        words!["file"],
        OF_IMAGE_SOURCE,
        &[req("file_id", String).rule("file.id.shape")],
    ),
    object(
        DocumentBlock,
        words!["document"],
        OF_BLOCK,
        &[
            req(
                "source",
                AnyOf(&[
                    Base64PDFSource,
                    PlainTextSource,
                    ContentBlockSource,
                    URLPDFSource,
                    FileDocumentSource,
                ]),
            )
            .rule("document.source.type"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt_null("citations", One(CitationsConfig)),
            opt_null("context", String).rule("document.context"),
            opt_null("title", String).rule("document.title"),
        ],
    ),
    object(
        Base64PDFSource,
        words!["base64"],
        OF_DOCUMENT_SOURCE,
        &[
            req("data", String),
            req("media_type", Words(words!["application/pdf"])).rule("document.base64.media_type"),
        ],
    ),
    object(
        PlainTextSource,
        words!["text"],
        OF_DOCUMENT_SOURCE,
        &[
            req("data", String),
            req("media_type", Words(words!["text/plain"])).rule("document.base64.media_type"),
        ],
    ),
    object(
        ContentBlockSource,
        words!["content"],
        OF_DOCUMENT_SOURCE,
        &[req("content", Or(&[String, Array(&AnyOf(&[TextBlock, ImageBlock]))])).rule("document.content")],
    ),
    object(URLPDFSource, words!["url"], OF_DOCUMENT_SOURCE, &[req("url", String)]),
    object(
        FileDocumentSource,
        words!["file"],
        OF_DOCUMENT_SOURCE,
        &[req("file_id", String).rule("file.id.shape")],
    ),
    object(CitationsConfig, words![], OF_BLOCK, &[opt("enabled", Bool)]),
    object(
        SearchResultBlock,
        words!["search_result"],
        OF_BLOCK,
        &[
            req("content", Array(&One(TextBlock))).rule("search_result.fields"),
            req("source", String).rule("search_result.fields"),
            req("title", String).rule("search_result.fields"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt("citations", One(CitationsConfig)),
        ],
    ),
    object(
        ThinkingBlock,
        words!["thinking"],
        OF_BLOCK,
        &[
            req("signature", String).rule("thinking.fields"),
            req("thinking", String).rule("thinking.fields"),
        ],
    ),
    object(
        RedactedThinkingBlock,
        words!["redacted_thinking"],
        OF_BLOCK,
        &[req("data", String).rule("redacted_thinking.fields")],
    ),
    object(
        ToolUseBlock,
        words!["tool_use"],
        OF_BLOCK,
        &[
            req("id", String),
            req("input", Object).rule("tool_use.input"),
            req("name", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
            opt_null("toolset_name", String).rule("tool_use.toolset_name"),
        ],
    ),
    object(DirectCaller, words!["direct"], OF_BLOCK, &[]),
    object(
        ServerToolCaller,
        words!["code_execution_20250825"],
        OF_BLOCK,
        &[req("tool_id", String).rule("tool_use.caller")],
    ),
    object(
        ServerToolCaller20260120,
        words!["code_execution_20260120"],
        OF_BLOCK,
        &[req("tool_id", String).rule("tool_use.caller")],
    ),
    object(
        ToolResultBlock,
        words!["tool_result"],
        OF_BLOCK,
        &[
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt(
                "content",
                Or(&[
                    String,
                    Array(&AnyOf(&[
                        TextBlock,
                        ImageBlock,
                        SearchResultBlock,
                        DocumentBlock,
                        ToolReferenceBlock,
                        BrowserStateBlock,
                    ])),
                ]),
            )
            .rule("tool_result.content.types"),
            opt("is_error", Bool).rule("tool_result.is_error"),
            opt_null("toolset_name", String).rule("tool_result.toolset"),
        ],
    ),
    object(
        ToolReferenceBlock,
        words!["tool_reference"],
        OF_BLOCK,
        &[
            req("tool_name", String).rule("tool_reference.name"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        ServerToolUseBlock,
        words!["server_tool_use"],
        OF_BLOCK,
        &[
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
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
        ],
    ),
    object(
        WebSearchToolResultBlock,
        words!["web_search_tool_result"],
        OF_BLOCK,
        &[
            req(
                "content",
                Or(&[Array(&One(WebSearchResultBlock)), One(WebSearchToolRequestErrorObject)]),
            ),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
        ],
    ),
    object(
        WebSearchResultBlock,
        words!["web_search_result"],
        OF_BLOCK,
        &[
            req("encrypted_content", String).rule("server_tool_result.modified"),
            req("title", String),
            req("url", String),
            opt_null("page_age", String),
        ],
    ),
    object(
        WebSearchToolRequestErrorObject,
        words!["web_search_tool_result_error"],
        OF_BLOCK,
        &[req(
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
    ),
    object(
        WebFetchToolResultBlock,
        words!["web_fetch_tool_result"],
        OF_BLOCK,
        &[
            req("content", AnyOf(&[WebFetchToolResultErrorBlock, WebFetchBlock])),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt("caller", AnyOf(CALLER)).rule("tool_use.caller"),
        ],
    ),
    object(
        WebFetchToolResultErrorBlock,
        words!["web_fetch_tool_result_error"],
        OF_BLOCK,
        &[req(
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
    ),
    object(
        WebFetchBlock,
        words!["web_fetch_result"],
        OF_BLOCK,
        &[
            req("content", One(DocumentBlock)),
            req("url", String),
            opt_null("retrieved_at", String),
        ],
    ),
    object(
        CodeExecutionToolResultBlock,
        words!["code_execution_tool_result"],
        OF_BLOCK,
        &[
            req(
                "content",
                AnyOf(&[
                    CodeExecutionToolResultError,
                    CodeExecutionResultBlock,
                    EncryptedCodeExecutionResultBlock,
                ]),
            ),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        CodeExecutionToolResultError,
        words!["code_execution_tool_result_error"],
        OF_BLOCK,
        &[req(
            "error_code",
            Words(words![
                "invalid_tool_input",
                "unavailable",
                "too_many_requests",
                "execution_time_exceeded",
            ]),
        )],
    ),
    object(
        CodeExecutionResultBlock,
        words!["code_execution_result"],
        OF_BLOCK,
        &[
            req("content", Array(&One(CodeExecutionOutputBlock))),
            req("return_code", Integer),
            req("stderr", String),
            req("stdout", String),
        ],
    ),
    object(
        CodeExecutionOutputBlock,
        words!["code_execution_output"],
        OF_BLOCK,
        &[req("file_id", String)],
    ),
    object(
        EncryptedCodeExecutionResultBlock,
        words!["encrypted_code_execution_result"],
        OF_BLOCK,
        &[
            req("content", Array(&One(CodeExecutionOutputBlock))),
            req("encrypted_stdout", String).rule("server_tool_result.modified"),
            req("return_code", Integer),
            req("stderr", String),
        ],
    ),
    object(
        BashCodeExecutionToolResultBlock,
        words!["bash_code_execution_tool_result"],
        OF_BLOCK,
        &[
            req(
                "content",
                AnyOf(&[BashCodeExecutionToolResultError, BashCodeExecutionResultBlock]),
            ),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        BashCodeExecutionToolResultError,
        words!["bash_code_execution_tool_result_error"],
        OF_BLOCK,
        &[req(
            "error_code",
            Words(words![
                "invalid_tool_input",
                "unavailable",
                "too_many_requests",
                "execution_time_exceeded",
                "output_file_too_large",
            ]),
        )],
    ),
    object(
        BashCodeExecutionResultBlock,
        words!["bash_code_execution_result"],
        OF_BLOCK,
        &[
            req("content", Array(&One(BashCodeExecutionOutputBlock))),
            req("return_code", Integer),
            req("stderr", String),
            req("stdout", String),
        ],
    ),
    object(
        BashCodeExecutionOutputBlock,
        words!["bash_code_execution_output"],
        OF_BLOCK,
        &[req("file_id", String)],
    ),
    object(
        TextEditorCodeExecutionToolResultBlock,
        words!["text_editor_code_execution_tool_result"],
        OF_BLOCK,
        &[
            req(
                "content",
                AnyOf(&[
                    TextEditorCodeExecutionToolResultError,
                    TextEditorCodeExecutionViewResultBlock,
                    TextEditorCodeExecutionCreateResultBlock,
                    TextEditorCodeExecutionStrReplaceResultBlock,
                ]),
            ),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        TextEditorCodeExecutionToolResultError,
        words!["text_editor_code_execution_tool_result_error"],
        OF_BLOCK,
        &[
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
    ),
    object(
        TextEditorCodeExecutionViewResultBlock,
        words!["text_editor_code_execution_view_result"],
        OF_BLOCK,
        &[
            req("content", String),
            req("file_type", Words(words!["text", "image", "pdf"])),
            opt_null("num_lines", Integer),
            opt_null("start_line", Integer),
            opt_null("total_lines", Integer),
        ],
    ),
    object(
        TextEditorCodeExecutionCreateResultBlock,
        words!["text_editor_code_execution_create_result"],
        OF_BLOCK,
        &[req("is_file_update", Bool)],
    ),
    object(
        TextEditorCodeExecutionStrReplaceResultBlock,
        words!["text_editor_code_execution_str_replace_result"],
        OF_BLOCK,
        &[
            opt_null("lines", Array(&String)),
            opt_null("new_lines", Integer),
            opt_null("new_start", Integer),
            opt_null("old_lines", Integer),
            opt_null("old_start", Integer),
        ],
    ),
    object(
        ToolSearchToolResultBlock,
        words!["tool_search_tool_result"],
        OF_BLOCK,
        &[
            req(
                "content",
                AnyOf(&[ToolSearchToolResultError, ToolSearchToolSearchResultBlock]),
            ),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        ToolSearchToolResultError,
        words!["tool_search_tool_result_error"],
        OF_BLOCK,
        &[
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
    ),
    object(
        ToolSearchToolSearchResultBlock,
        words!["tool_search_tool_search_result"],
        OF_BLOCK,
        &[req("tool_references", Array(&One(ToolReferenceBlock)))],
    ),
    object(
        ContainerUploadBlock,
        words!["container_upload"],
        OF_BLOCK,
        &[
            req("file_id", String).rule("container_upload.file_id"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        AdvisorToolResultBlock,
        words!["advisor_tool_result"],
        OF_BLOCK,
        &[
            req(
                "content",
                AnyOf(&[AdvisorToolResultError, AdvisorResultBlock, AdvisorRedactedResultBlock]),
            ),
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        AdvisorToolResultError,
        words!["advisor_tool_result_error"],
        OF_BLOCK,
        &[req(
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
    ),
    object(
        AdvisorResultBlock,
        words!["advisor_result"],
        OF_BLOCK,
        &[req("text", String), opt_null("stop_reason", String)],
    ),
    object(
        AdvisorRedactedResultBlock,
        words!["advisor_redacted_result"],
        OF_BLOCK,
        &[
            req("encrypted_content", String).rule("server_tool_result.modified"),
            opt_null("stop_reason", String),
        ],
    ),
    object(
        MCPToolUseBlock,
        words!["mcp_tool_use"],
        OF_BLOCK,
        &[
            req("id", String),
            req("input", Object),
            req("name", String),
            req("server_name", String).rule("mcp_tool_use.fields"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        MCPToolResultBlock,
        words!["mcp_tool_result"],
        OF_BLOCK,
        &[
            req("tool_use_id", String),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt("content", Or(&[String, Array(&One(TextBlock))])),
            opt("is_error", Bool),
        ],
    ),
    object(
        CompactionBlock,
        words!["compaction"],
        OF_BLOCK,
        &[
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt_null("content", String),
            opt_null("encrypted_content", String),
            opt_null("signature", String),
            opt_null("tool_changes", Array(&AnyOf(&[ToolAdditionBlock, ToolRemovalBlock]))),
        ],
    ),
    object(
        ToolAdditionBlock,
        words!["tool_addition"],
        OF_BLOCK,
        &[
            req(
                "tool",
                AnyOf(&[
                    ToolChangeToolReference,
                    ToolChangeMCPToolReference,
                    ToolChangeMCPToolsetReference,
                    ToolChangeToolDefinition,
                ]),
            ),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        ToolChangeToolReference,
        words!["tool_reference"],
        OF_BLOCK,
        &[req("name", String)],
    ),
    object(
        ToolChangeMCPToolReference,
        words!["mcp_tool_reference"],
        OF_BLOCK,
        &[req("name", String), req("server_name", String)],
    ),
    object(
        ToolChangeMCPToolsetReference,
        words!["mcp_toolset_reference"],
        OF_BLOCK,
        &[req("server_name", String)],
    ),
    object(
        ToolChangeToolDefinition,
        words!["tool_definition"],
        OF_BLOCK,
        &[req("definition", AnyOf(TOOLS))],
    ),
    object(
        ToolRemovalBlock,
        words!["tool_removal"],
        OF_BLOCK,
        &[
            req(
                "tool",
                AnyOf(&[
                    ToolChangeToolReference,
                    ToolChangeMCPToolReference,
                    ToolChangeMCPToolsetReference,
                ]),
            ),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
        ],
    ),
    object(
        MCPToolListingBlock,
        words!["mcp_tool_listing"],
        OF_BLOCK,
        &[req("mcp_server_name", String), req("tools", Array(&One(MCPTool)))],
    ),
    object(
        FallbackBlock,
        words!["fallback"],
        OF_BLOCK,
        &[
            req("from", One(FallbackInfo)),
            req("to", One(FallbackInfo)),
            opt("trigger", Any),
        ],
    ),
    object(FallbackInfo, words![], OF_BLOCK, &[req("model", String)]),
    object(
        CitationCharLocation,
        words!["char_location"],
        OF_CITATION,
        &[
            req("cited_text", String),
            req("document_index", Integer),
            req_null("document_title", String),
            req("end_char_index", Integer),
            req("start_char_index", Integer),
        ],
    ),
    object(
        CitationPageLocation,
        words!["page_location"],
        OF_CITATION,
        &[
            req("cited_text", String),
            req("document_index", Integer),
            req_null("document_title", String),
            req("end_page_number", Integer),
            req("start_page_number", Integer),
        ],
    ),
    object(
        CitationContentBlockLocation,
        words!["content_block_location"],
        OF_CITATION,
        &[
            req("cited_text", String),
            req("document_index", Integer),
            req_null("document_title", String),
            req("end_block_index", Integer),
            req("start_block_index", Integer),
        ],
    ),
    object(
        CitationWebSearchResultLocation,
        words!["web_search_result_location"],
        OF_CITATION,
        &[
            req("cited_text", String),
            req("encrypted_index", String).rule("server_tool_result.modified"),
            req_null("title", String),
            req("url", String),
        ],
    ),
    object(
        CitationSearchResultLocation,
        words!["search_result_location"],
        OF_CITATION,
        &[
            req("cited_text", String),
            req("end_block_index", Integer),
            req("search_result_index", Integer),
            req("source", String),
            req("start_block_index", Integer),
            req_null("title", String),
        ],
    ),
    object(
        ImageTransformations,
        words![],
        OF_TRANSFORMATIONS,
        &[opt("oversized_image", Words(words!["downsize", "error"]))],
    ),
    object(
        BrowserStateBlock,
        words!["browser_state"],
        OF_BROWSER_STATE,
        &[
            req("tabs", Array(&One(BrowserStateTabEntry))),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt_null(
                "state_changes",
                Array(&AnyOf(&[
                    BrowserStateChangeTabOpened,
                    BrowserStateChangeDownloadStarted,
                    BrowserStateChangeDownloadCompleted,
                    BrowserStateChangeDownloadFailed,
                ])),
            ),
        ],
    ),
    object(
        BrowserStateTabEntry,
        words![],
        OF_BROWSER_STATE,
        &[
            req("tab_id", String),
            req("title", String),
            req("url", String),
            opt("active", Bool),
        ],
    ),
    object(
        BrowserStateChangeTabOpened,
        words!["tab_opened"],
        OF_BROWSER_STATE,
        &[req("tab_id", String)],
    ),
    object(
        BrowserStateChangeDownloadStarted,
        words!["download_started"],
        OF_BROWSER_STATE,
        &[req("download_id", String), req("url", String)],
    ),
    object(
        BrowserStateChangeDownloadCompleted,
        words!["download_completed"],
        OF_BROWSER_STATE,
        &[
            req("download_id", String),
            req("url", String),
            opt_null("path", String),
            opt_null("size_bytes", Integer),
        ],
    ),
    object(
        BrowserStateChangeDownloadFailed,
        words!["download_failed"],
        OF_BROWSER_STATE,
        &[
            req("download_id", String),
            req("url", String),
            opt_null("error", String),
        ],
    ),
    object(
        CacheControlEphemeral,
        words!["ephemeral"],
        OF_CACHE_CONTROL,
        &[opt("ttl", Words(words!["5m", "1h"])).rule("cache_control.ttl")],
    ),
];
