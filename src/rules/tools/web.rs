//! Web search and web fetch.

use std::fmt::Arguments;

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::schema::{Name, Shape};
use crate::rules::tools::server::at_least;

/// Models without programmatic tool calling, which the newer web tools use by default. Seen in responses of 2026-04.
const WITHOUT_PROGRAMS: &[&str] = &["claude-haiku-4-5-20251001"];

/// Checks a web tool.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, shape: &'static Shape) {
    domains_both(cursor, tool);
    for name in ["allowed_domains", "blocked_domains"] {
        domains(cursor, tool, name);
    }
    for name in ["max_uses", "max_content_tokens"] {
        at_least(cursor, rule!("tool.web.max_uses"), tool, name, 1);
    }
    filtering(cursor, tool, shape);
}

fn domains_both<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>) {
    let has_some = |list: &Value<'a>| list.items().next().is_some();
    let allowed = tool.get(word!("allowed_domains")).filter(has_some);
    let blocked = tool.get(word!("blocked_domains")).filter(has_some);
    if let (Some(_), Some(blocked)) = (allowed, blocked) {
        cursor.report_at(
            rule!("tool.web.domains_both"),
            Step::Name("blocked_domains"),
            blocked.span(),
            format_args!("expected either allowed_domains or blocked_domains, found both"),
            Some(format_args!("Keep the one you need.")),
        );
    }
}

fn domains<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, name: &'static str) {
    let Some(list) = tool.get(name) else { return };
    cursor.inside(Step::Name(name), |cursor| {
        for (index, domain) in list.items().enumerate() {
            let Some(text) = domain.text() else { continue };
            let Some((what, help)) = excess(&text.value()) else {
                continue;
            };
            cursor.report_at(
                rule!("tool.web.domain_form"),
                Step::Index(index),
                domain.span(),
                format_args!("expected a bare domain, found {what}"),
                Some(help),
            );
        }
    });
}

/// Returns the part that a bare domain must not have, and the fix.
fn excess(domain: &str) -> Option<(&'static str, Arguments<'static>)> {
    let host = domain.split('/').next().unwrap_or_default();
    let scheme = domain
        .split_once("://")
        .is_some_and(|(before, _)| !before.contains(['/', '?', '#']));
    if domain.trim().is_empty() {
        Some(("none", format_args!("Write, for example, \"example.com\".")))
    } else if scheme {
        Some((
            "one with a scheme",
            format_args!("Write \"example.com\" or \"example.com/blog\", without https://."),
        ))
    } else if host.contains('*') {
        Some((
            "one with a wildcard",
            format_args!("Write out each domain; only paths may have wildcards."),
        ))
    } else if host.contains([',', ';']) {
        Some((
            "several in one string",
            format_args!("Make each domain a string of its own: [\"example.com\",\"example.org\"]."),
        ))
    } else if host.contains('@') {
        Some((
            "one with a name before it",
            format_args!("Write only what is after the @."),
        ))
    } else if host.contains(char::is_whitespace) || domain.trim() != domain {
        Some(("one with white space", format_args!("Remove the white space.")))
    } else if host.contains(':') {
        Some(("one with a port", format_args!("Leave out the port.")))
    } else {
        None
    }
}

fn filtering<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, shape: &'static Shape) {
    let Some(model) = cursor
        .model
        .filter(|model| WITHOUT_PROGRAMS.contains(&model.id.as_str()))
    else {
        return;
    };
    if matches!(shape.name, Name::WebSearchTool20250305 | Name::WebFetchTool20250910) {
        return;
    }
    let callers = tool
        .get(word!("allowed_callers"))
        .filter(|callers| callers.kind() == Kind::Array);
    let direct = callers.is_some_and(|callers| callers.items().all(|caller| caller.is(word!("direct"))));
    if direct {
        return;
    }
    let Some(tag) = tool.get(word!("type")) else { return };
    let message = format_args!(
        "expected \"allowed_callers\":[\"direct\"], since {} runs no programs that call tools, found {} without",
        model.id,
        describe(tag)
    );
    cursor.report_at(
        rule!("tool.web.dynamic_filtering"),
        Step::Name("type"),
        tag.span(),
        message,
        Some(format_args!("Add \"allowed_callers\":[\"direct\"] to the tool.")),
    );
}
