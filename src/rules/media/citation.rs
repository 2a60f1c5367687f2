//! Citations of documents and search results: settings that must agree within a request; and where search results stand.

use crate::json::{Kind, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Step, rule};
use crate::rules::media::{each_block, has_tool};
use crate::rules::params::Params;

/// What was seen of the settings; what is wrong with them is looked up once something may be.
#[derive(Debug, Default)]
pub(super) struct Seen {
    documents: Settings,
    results: Settings,
    /// Search results since the message began.
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

/// Off is what they are if nothing is said.
fn is_on(block: Value<'_>) -> bool {
    let citations = block.get(word!("citations"));
    citations.and_then(|citations| citations.get(word!("enabled"))?.bool()) == Some(true)
}

/// A document block.
pub(super) fn document<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    check.media.citation.documents.add(block);
}

/// A search result block.
pub(super) fn search_result<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    check.media.citation.results_here += 1;
    check.media.citation.results.add(block);
    let content = block
        .get(word!("content"))
        .filter(|content| content.kind() == Kind::Array);
    if let Some(content) = content.filter(|content| content.items().next().is_none()) {
        let message = "expected at least one text block, found an empty array".to_string();
        check.report_at(
            rule!("search_result.fields"),
            Step::Name("content"),
            content.span(),
            message,
            None,
        );
    }
}

/// A tool's result, which holds search results alone if any.
pub(super) fn tool_result<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    if check.media.citation.results_here == 0 {
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
        let message = "expected search results alone in a tool's result that has one, found another block".to_string();
        check.inside(Step::Name("content"), |check| {
            check.report_at(
                rule!("search_result.in_tool_result.mixed"),
                Step::Index(index),
                other.span(),
                message,
                Some("Put the other block after the tool_result, or its text into a search result."),
            );
        });
    }
}

/// The end of a message.
pub(super) fn message<'a>(check: &mut Check<'a, '_>, message: Value<'a>, is_assistant: bool) {
    let results = std::mem::take(&mut check.media.citation.results_here);
    if results == 0 || !is_assistant {
        return;
    }
    let blocks = message
        .get(word!("content"))
        .into_iter()
        .flat_map(|content| content.items());
    check.inside(Step::Name("content"), |check| {
        for (index, block) in blocks.enumerate() {
            if block
                .get(word!("type"))
                .is_some_and(|kind| kind.is(word!("search_result")))
            {
                let message = "expected search results in messages of the user, found one of the assistant".to_string();
                check.report_at(
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

/// What can only be said of the request as a whole.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let Seen { documents, results, .. } = check.media.citation;
    if documents.are_mixed() && settings(check, params, "document").are_mixed() {
        let message = "expected citations enabled on all documents or on none, found one without".to_string();
        first_off(check, params, "document", rule!("document.citations.mixed"), &message);
    }
    if results.off > 0 && has_tool(params, "web_search_") {
        let message = "expected citations enabled beside a web search tool, found a search result without".to_string();
        let rule = rule!("search_result.citations.web_search");
        first_off(check, params, "search_result", rule, &message);
    } else if results.are_mixed() {
        let message = "expected citations enabled on all search results or on none, found one without".to_string();
        let rule = rule!("search_result.citations.mixed");
        first_off(check, params, "search_result", rule, &message);
    }
    if documents.on + results.on > 0 {
        with_format(check, params);
    }
}

fn with_format<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let Some(format) = params
        .get(word!("output_config"))
        .and_then(|config| config.get(word!("format")))
        .filter(|format| format.kind() == Kind::Object)
    else {
        return;
    };
    let cited = settings(check, params, "document").on + settings(check, params, "search_result").on;
    if cited == 0 {
        return;
    }
    let message = "expected no output format while documents or search results have citations enabled, found one";
    check.inside(Step::Name("output_config"), |check| {
        check.report_at(
            rule!("citations.with_format"),
            Step::Name("format"),
            format.span(),
            message.to_string(),
            Some("Citations and structured outputs exclude each other: turn one of them off."),
        );
    });
}

/// Counts again, without what server tools fetched.
fn settings<'a>(check: &mut Check<'a, '_>, params: &Params<'a>, kind: &str) -> Settings {
    let mut settings = Settings::default();
    each_block(check, params, kind, &mut |_, block| settings.add(block));
    settings
}

fn first_off<'a>(check: &mut Check<'a, '_>, params: &Params<'a>, kind: &str, rule: &'static Rule, message: &str) {
    let mut is_told = false;
    each_block(check, params, kind, &mut |check, block| {
        if is_told || is_on(block) {
            return;
        }
        is_told = true;
        let span = block.get(word!("citations")).unwrap_or(block).span();
        let help = "Give it \"citations\":{\"enabled\":true}.";
        check.report_at(rule, Step::Name("citations"), span, message.to_string(), Some(help));
    });
}
