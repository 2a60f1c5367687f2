//! Interned words: the keys, types and other strings that the checks look for, each with a number. The index stores the word of
//! every string, so testing whether a key is `messages` compares two numbers.

#![allow(
    clippy::indexing_slicing,
    reason = "when the crate is compiled, or by a number that is inside: of a word, or of BITS bits"
)]

/// A word of the list; [`Word::NONE`] is any other text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Word(u16);

/// Returns the word of a literal at compile time. A literal that is not in the list does not compile.
#[macro_export]
macro_rules! word {
    ($text:expr) => {
        const { $crate::json::Word::of($text) }
    };
}

/// Returns a slice of words, for tables.
#[macro_export]
macro_rules! words {
    ($($text:expr),* $(,)?) => {
        &[$($crate::word!($text)),*]
    };
}

pub use crate::{word, words};

impl Word {
    /// Number of words, including [`Word::NONE`].
    pub const COUNT: usize = WORDS.len();

    /// Any text that is not in the list.
    pub const NONE: Word = Word(0);

    /// Length of the longest word in bytes.
    pub const LONGEST: usize = {
        let (mut longest, mut number) = (0, 1);
        while number < WORDS.len() {
            if WORDS[number].len() > longest {
                longest = WORDS[number].len();
            }
            number += 1;
        }
        longest
    };

    /// All words of the list.
    pub fn all() -> impl Iterator<Item = Word> {
        (1..WORDS.len() as u16).map(Word)
    }

    /// Returns the word of a text that must be in the list.
    #[allow(clippy::panic, reason = "when the crate is compiled")]
    pub const fn of(text: &str) -> Word {
        let bytes = text.as_bytes();
        let ends = Ends::of(bytes);
        let mut slot = ends.slot();
        while SLOTS[slot] != 0 {
            let word = Word(SLOTS[slot] & !MORE);
            if same(word.as_str().as_bytes(), bytes) {
                return word;
            }
            slot = (slot + 1) % SLOTS.len();
        }
        panic!("a word that is not in the list of src/json/symbol.rs");
    }

    /// Returns the word of a text, which must not contain NUL; [`Word::NONE`] if it is not in the list.
    pub fn find(text: &[u8]) -> Word {
        match (text.first_chunk(), text.last_chunk()) {
            _ if text.len() > Word::LONGEST => Word::NONE,
            (Some(first), Some(last)) if text.len() > WIDTH => {
                let ends = Ends {
                    first: u64::from_le_bytes(*first),
                    last: u64::from_le_bytes(*last) | LONG,
                };
                ends.word(|word| word.as_str().as_bytes() == text)
            }
            _ => {
                let mut window = [0; WIDTH];
                window.iter_mut().zip(text).for_each(|(slot, byte)| *slot = *byte);
                Word::short(&window, text.len())
            }
        }
    }

    /// Returns the word of the first `length` bytes of a window.
    #[inline]
    pub fn short(window: &[u8; WIDTH], length: usize) -> Word {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *window;
        let ends = Ends {
            first: cut(u64::from_le_bytes([a, b, c, d, e, f, g, h]), length),
            last: cut(u64::from_le_bytes(rest), length.saturating_sub(8)),
        };
        ends.word(|_| true)
    }

    /// Returns its text; empty for [`Word::NONE`].
    pub const fn as_str(self) -> &'static str {
        // Numbers are made only here, from the list.
        WORDS[self.0 as usize]
    }

    /// Returns its index in the list, from 1; 0 for [`Word::NONE`].
    pub const fn number(self) -> usize {
        self.0 as usize
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Maximum number of bytes that are compared at once.
pub const WIDTH: usize = 16;

/// Marks the ends of a text of more than 16 bytes. Words are ASCII, so no short word ends with this bit.
const LONG: u64 = 1 << 63;

/// Returns the first bytes of eight, up to `length`.
#[inline]
fn cut(bytes: u64, length: usize) -> u64 {
    if length >= 8 {
        bytes
    } else {
        bytes & ((1 << (8 * length)) - 1)
    }
}

/// All bytes of a text of up to 16, padded with zeros. Of a longer text, the first and the last eight, marked, which are nearly
/// unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    first: u64,
    last: u64,
}

impl Ends {
    /// The ends of a word, at compile time.
    const fn of(text: &[u8]) -> Ends {
        let (mut first, mut last, mut at) = (0, 0, 0);
        let skipped = if text.len() > WIDTH { text.len() - WIDTH } else { 0 };
        while at < WIDTH && at < text.len() {
            if at < 8 {
                first |= (text[at] as u64) << (8 * at);
            } else {
                last |= (text[skipped + at] as u64) << (8 * (at - 8));
            }
            at += 1;
        }
        if text.len() > WIDTH {
            last |= LONG;
        }
        Ends { first, last }
    }

    /// Returns the word with these ends, if there is one and it matches.
    #[inline]
    fn word(self, is_right: impl Fn(Word) -> bool) -> Word {
        // Avoids a branch on whether a string is a word, which cannot be predicted.
        let slot = self.slot();
        let number = SLOTS[slot] & !MORE;
        let word = Word(if self.are(number) { number } else { 0 });
        let is_found = word != Word::NONE && is_right(word);
        if SLOTS[slot] & MORE != 0 && !is_found {
            return self.next_word(slot, is_right);
        }
        if is_found { word } else { Word::NONE }
    }

    /// Finds a word that other words displace from its slot.
    #[cold]
    #[inline(never)]
    fn next_word(self, mut slot: usize, is_right: impl Fn(Word) -> bool) -> Word {
        while SLOTS[slot] & MORE != 0 {
            slot = (slot + 1) % SLOTS.len();
            let number = SLOTS[slot] & !MORE;
            if self.are(number) && is_right(Word(number)) {
                return Word(number);
            }
        }
        Word::NONE
    }

    #[inline]
    fn are(self, number: u16) -> bool {
        let own = KEYS[usize::from(number)];
        (own.first ^ self.first) | (own.last ^ self.last) == 0
    }

    #[inline]
    const fn slot(self) -> usize {
        /// An odd number without a pattern: 2^64 divided by the golden ratio.
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.first ^ self.last.rotate_left(29)).wrapping_mul(SPREAD);
        (mixed >> (64 - BITS)) as usize
    }
}

const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Number of slots of the hash table, as a power of two. About a fifth of them is occupied.
const BITS: u32 = 11;

/// Marks a slot after which the search continues.
const MORE: u16 = 1 << 15;

/// Hash table of word numbers, by the hash of their ends, with linear probing.
static SLOTS: [u16; 1 << BITS] = {
    let mut slots = [0; 1 << BITS];
    let mut number = 1;
    while number < WORDS.len() {
        let bytes = WORDS[number].as_bytes();
        let mut slot = Ends::of(bytes).slot();
        while slots[slot] != 0 {
            slots[slot] |= MORE;
            slot = (slot + 1) % slots.len();
        }
        slots[slot] = number as u16;
        number += 1;
    }
    slots
};

/// The ends of all words, for comparisons.
static KEYS: [Ends; WORDS.len()] = {
    let mut keys = [Ends { first: 0, last: 0 }; WORDS.len()];
    let mut number = 1;
    while number < WORDS.len() {
        keys[number] = Ends::of(WORDS[number].as_bytes());
        number += 1;
    }
    keys
};

/// All words. The first are the fields of `params` in the order of their table, so that a word's number identifies the field. The
/// others are in alphabetical order.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "",
    "max_tokens", "messages", "model", "cache_control", "container", "diagnostics", "inference_geo", "metadata",
    "output_config", "service_tier", "speed", "stop_sequences", "system", "thinking", "tool_choice", "tools",
    "billing_policy", "compaction", "context_management", "fallback_credit_token", "fallbacks", "mcp_servers",
    "user_profile_id", "thread", "temperature", "top_p", "top_k", "stream", "output_format", "$anchor", "$comment",
    "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "1h", "5m", "active", "adaptive",
    "additionalProperties", "advisor", "advisor_20260301", "advisor_redacted_result", "advisor_result",
    "advisor_tool_result", "advisor_tool_result_error", "all", "allOf", "allowed_callers", "allowed_domains",
    "allowed_tools", "anthropic", "any", "anyOf", "application/pdf", "approximate", "array", "assistant",
    "authorization_token", "auto", "base64", "bash", "bash_20241022", "bash_20250124", "bash_code_execution",
    "bash_code_execution_output", "bash_code_execution_result", "bash_code_execution_tool_result",
    "bash_code_execution_tool_result_error", "best_effort", "between_tools", "bill_to", "block_binding",
    "blocked_domains", "boolean", "browser_state", "browser_toolset_20260801", "budget_tokens", "caching", "caller",
    "char_location", "citations", "cited_text", "city", "clear_at", "clear_at_least", "clear_thinking_20251015",
    "clear_tool_inputs", "clear_tool_uses_20250919", "client_tool_results", "close_tab", "code_execution",
    "code_execution_20250522", "code_execution_20250825", "code_execution_20260120", "code_execution_20260521",
    "code_execution_output", "code_execution_result", "code_execution_tool_result",
    "code_execution_tool_result_error", "compact_20260112", "computer", "computer_20241022", "computer_20250124",
    "computer_20251124", "computer_toolset_20260801", "configs", "const", "container_upload", "contains", "content",
    "contentEncoding", "contentMediaType", "contentSchema", "content_block_location", "content_too_large", "context",
    "continue", "country", "create", "cursor_position", "custom", "custom_id", "data", "default", "default_config",
    "defer_loading", "definition", "definitions", "dependentRequired", "dependentSchemas", "deprecated",
    "description", "direct", "disable_parallel_tool_use", "disabled", "display", "display_height_px",
    "display_number", "display_width_px", "document", "document_index", "document_title", "double_click",
    "download_completed", "download_failed", "download_id", "download_started", "downsize", "drop_block",
    "eager_input_streaming", "edits", "effort", "else", "enable_zoom", "enabled", "encrypted_code_execution_result",
    "encrypted_content", "encrypted_index", "encrypted_stdout", "end_block_index", "end_char_index",
    "end_page_number", "enum", "ephemeral", "error", "error_code", "error_message", "examples", "except",
    "exclude_tools", "excluded", "exclusiveMaximum", "exclusiveMinimum", "execution_time_exceeded", "fallback",
    "fast", "file", "file_id", "file_not_found", "file_type", "file_upload", "find", "form_input", "format", "from",
    "full", "function", "get_page_text", "global", "high", "hold_key", "hover", "id", "if", "image", "image/gif",
    "image/jpeg", "image/png", "image/webp", "input", "input_examples", "input_schema", "input_tokens",
    "instructions", "integer", "invalid_tool_input", "is_error", "is_file_update", "items", "javascript_exec",
    "json_schema", "keep", "key", "left_click", "left_click_drag", "left_mouse_down", "left_mouse_up", "lines",
    "list_tabs", "low", "max", "maxContains", "maxItems", "maxLength", "maxProperties", "max_characters",
    "max_content_tokens", "max_uses", "max_uses_exceeded", "maximum", "mcp_server_name", "mcp_tool_listing",
    "mcp_tool_reference", "mcp_tool_result", "mcp_tool_use", "mcp_toolset", "mcp_toolset_reference", "media_type",
    "medium", "memory", "memory_20250818", "middle_click", "minContains", "minItems", "minLength", "minProperties",
    "minimum", "mode", "model_not_found", "mouse_move", "multipleOf", "name", "navigate", "never", "new_lines",
    "new_start", "new_tab", "next_user_message", "none", "not", "null", "num_lines", "number", "object", "old_lines",
    "old_start", "omitted", "oneOf", "only", "output_file_too_large", "overloaded", "oversized_image", "page_age",
    "page_location", "parameters", "params", "path", "pattern", "patternProperties", "pause_after_compaction", "pdf",
    "prefixItems", "prefix_mismatch_behavior", "previous_message_id", "prompt_too_long", "properties",
    "propertyNames", "query_too_long", "readOnly", "read_console", "read_network", "read_page", "redacted_thinking",
    "region", "remaining", "request_too_large", "required", "response_inclusion", "retrieved_at", "return_code",
    "right_click", "role", "schema", "screenshot", "scroll", "scroll_to", "search_result", "search_result_index",
    "search_result_location", "self", "server_name", "server_tool_results", "server_tool_use", "signature",
    "size_bytes", "skill_id", "skills", "source", "standard", "standard_only", "start_block_index",
    "start_char_index", "start_line", "start_page_number", "state_changes", "stderr", "stdout", "stop_reason",
    "str_replace_based_edit_tool", "str_replace_editor", "strict", "string", "summarize", "summarized", "switch_tab",
    "tab_id", "tab_opened", "tabs", "task_budget", "text", "text/plain", "text_editor_20241022",
    "text_editor_20250124", "text_editor_20250429", "text_editor_20250728", "text_editor_code_execution",
    "text_editor_code_execution_create_result", "text_editor_code_execution_str_replace_result",
    "text_editor_code_execution_tool_result", "text_editor_code_execution_tool_result_error",
    "text_editor_code_execution_view_result", "then", "thinking_turns", "timezone", "title", "to", "token", "tokens",
    "too_many_requests", "tool", "tool_addition", "tool_changes", "tool_configuration", "tool_definition", "tool_id",
    "tool_name", "tool_reference", "tool_references", "tool_removal", "tool_result", "tool_search_tool_bm25",
    "tool_search_tool_bm25_20251119", "tool_search_tool_regex", "tool_search_tool_regex_20251119",
    "tool_search_tool_result", "tool_search_tool_result_error", "tool_search_tool_search_result", "tool_use",
    "tool_use_id", "tool_uses", "toolset_name", "total", "total_lines", "transformations", "trigger", "triple_click",
    "ttl", "type", "unavailable", "unevaluatedItems", "unevaluatedProperties", "uniqueItems",
    "unsupported_content_type", "updates", "url", "url_not_accessible", "url_not_allowed",
    "url_not_in_prior_context", "url_sources", "url_too_long", "us", "use_cache", "user", "user_id", "user_input",
    "user_location", "user_profile", "value", "version", "wait", "web_fetch", "web_fetch_20250910",
    "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318", "web_fetch_result", "web_fetch_tool_result",
    "web_fetch_tool_result_error", "web_search", "web_search_20250305", "web_search_20260209", "web_search_20260318",
    "web_search_result", "web_search_result_location", "web_search_tool_result", "web_search_tool_result_error",
    "writeOnly", "xhigh", "zoom",
];
