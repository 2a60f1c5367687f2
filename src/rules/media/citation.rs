//! Citations of documents and search results: settings that must agree within a request, and where search results are allowed.

use std::fmt::Arguments;

use crate::json::{Kind, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::media::blocks::{each_block, has_tool};
use crate::rules::params::Params;

/// Counts blocks with citations on and off. The exact positions are looked up only if there may be a problem.
#[derive(Debug, Default)]
pub(super) struct State {
    documents: Settings,
    results: Settings,
    /// Number of search results since the start of the message.
    results_here: usize,
}

#[derive(Debug, Default, Clone, Copy)]
struct Settings {
    on: usize,
    off: usize,
}

impl Settings {
    fn add(&mut self, block: Value<'_>) {
        if is_on(block) {
            self.on += 1;
        } else {
            self.off += 1;
        }
    }

    fn are_mixed(&self) -> bool {
        self.on > 0 && self.off > 0
    }
}

/// Returns whether citations are on. They are off by default.
fn is_on(block: Value<'_>) -> bool {
    let citations = block.get(word!("citations"));
    citations.and_then(|citations| citations.get(word!("enabled"))?.bool()) == Some(true)
}

impl State {
    /// Checks a document block.
    pub(super) fn document(&mut self, block: Value<'_>) {
        self.documents.add(block);
    }

    /// Checks a search result block.
    pub(super) fn search_result<'a>(&mut self, cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
        self.results_here += 1;
        self.results.add(block);
        let content = block
            .get(word!("content"))
            .filter(|content| content.kind() == Kind::Array);
        if let Some(content) = content.filter(|content| content.items().next().is_none()) {
            let message = format_args!("expected at least one text block, found an empty array");
            cursor.report_at(
                rule!("search_result.fields"),
                Step::Name("content"),
                content.span(),
                message,
                None,
            );
        }
    }

    /// Checks a tool result: if it contains a search result, it must contain nothing else.
    pub(super) fn tool_result<'a>(&self, cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
        if self.results_here == 0 {
            return;
        }
        let Some(content) = block.get(word!("content")) else {
            return;
        };
        let is_result = |block: Value<'_>| {
            block
                .get(word!("type"))
                .is_some_and(|kind| kind.is(word!("search_result")))
        };
        if !content.items().any(is_result) {
            return;
        }
        if let Some((index, other)) = content.items().enumerate().find(|(_, block)| !is_result(*block)) {
            let message =
                format_args!("expected only search results in a tool_result that has one, found another block");
            cursor.inside(Step::Name("content"), |cursor| {
                cursor.report_at(
                    rule!("search_result.in_tool_result.mixed"),
                    Step::Index(index),
                    other.span(),
                    message,
                    Some(format_args!(
                        "Put the other block after the tool_result, or its text into a search result."
                    )),
                );
            });
        }
    }

    /// Ends a message.
    pub(super) fn message<'a>(&mut self, cursor: &mut Cursor<'a, '_>, message: Value<'a>, is_assistant: bool) {
        let results = std::mem::take(&mut self.results_here);
        if results == 0 || !is_assistant {
            return;
        }
        let blocks = message
            .get(word!("content"))
            .into_iter()
            .flat_map(|content| content.items());
        cursor.inside(Step::Name("content"), |cursor| {
            for (index, block) in blocks.enumerate() {
                if block
                    .get(word!("type"))
                    .is_some_and(|kind| kind.is(word!("search_result")))
                {
                    let message =
                        format_args!("expected search results in user messages, found one in an assistant message");
                    cursor.report_at(
                        rule!("search_result.role"),
                        Step::Index(index),
                        block.span(),
                        message,
                        None,
                    );
                }
            }
        });
    }

    /// Checks the request as a whole.
    pub(super) fn finish<'a>(self, cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
        let State { documents, results, .. } = self;
        if documents.are_mixed() && settings(cursor, params, "document").are_mixed() {
            let message = format_args!("expected citations enabled on all documents or on none, found one without");
            first_off(cursor, params, "document", rule!("document.citations.mixed"), message);
        }
        if results.off > 0 && has_tool(params, "web_search_") {
            let message = format_args!(
                "expected citations enabled on all search results next to a web search tool, found one without"
            );
            let rule = rule!("search_result.citations.web_search");
            first_off(cursor, params, "search_result", rule, message);
        } else if results.are_mixed() {
            let message =
                format_args!("expected citations enabled on all search results or on none, found one without");
            let rule = rule!("search_result.citations.mixed");
            first_off(cursor, params, "search_result", rule, message);
        }
        if documents.on + results.on > 0 {
            with_format(cursor, params);
        }
    }
}

fn with_format<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let Some(format) = params
        .get(word!("output_config"))
        .and_then(|config| config.get(word!("format")))
        .filter(|format| format.kind() == Kind::Object)
    else {
        return;
    };
    let cited = settings(cursor, params, "document").on + settings(cursor, params, "search_result").on;
    if cited == 0 {
        return;
    }
    let message =
        format_args!("expected no output format while documents or search results have citations enabled, found one");
    cursor.inside(Step::Name("output_config"), |cursor| {
        cursor.report_at(
            rule!("citations.with_format"),
            Step::Name("format"),
            format.span(),
            message,
            Some(format_args!(
                "Citations and structured outputs exclude each other: turn one of them off."
            )),
        );
    });
}

/// Counts again, without the content that server tools fetched.
fn settings<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>, kind: &str) -> Settings {
    let mut settings = Settings::default();
    each_block(cursor, params, kind, &mut |_, block| settings.add(block));
    settings
}

fn first_off<'a>(
    cursor: &mut Cursor<'a, '_>,
    params: &Params<'a>,
    kind: &str,
    rule: &'static Rule,
    message: Arguments<'_>,
) {
    let mut is_reported = false;
    each_block(cursor, params, kind, &mut |cursor, block| {
        if is_reported || is_on(block) {
            return;
        }
        is_reported = true;
        let span = block.get(word!("citations")).unwrap_or(block).span();
        let help = format_args!("Give it \"citations\":{{\"enabled\":true}}.");
        cursor.report_at(rule, Step::Name("citations"), span, message, Some(help));
    });
}
