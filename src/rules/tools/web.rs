//! Web search and web fetch.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::schema::{Name, Shape};
use crate::rules::tools::server::at_least;

/// Models without programmatic tool calling, which the newer web tools use by default. Observed in responses of 2026-04.
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
                Some(format_args!("{help}")),
            );
        }
    });
}

/// Returns a description of a value that is not a bare domain, and the fix.
#[inline(never)]
fn excess(domain: &str) -> Option<(&'static str, &'static str)> {
    let bytes = domain.as_bytes();
    let end = bytes.iter().position(|byte| matches!(*byte, b'/' | b'?' | b'#' | b':'));
    let (host, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let found = if rest.starts_with(b"://") {
        Some(&b'/')
    } else if bytes.trim_ascii().is_empty() {
        return Some(("none", "Write, for example, \"example.com\"."));
    } else {
        let host = if rest.starts_with(b":") { bytes } else { host };
        host.iter()
            .find(|byte| matches!(**byte, b'*' | b',' | b';' | b'@' | b':' | b' ' | b'\t' | b'\r' | b'\n'))
    };
    Some(match found {
        Some(b'/') => (
            "one with a scheme",
            "Write \"example.com\" or \"example.com/blog\", without https://.",
        ),
        Some(b'*') => (
            "one with a wildcard",
            "Write out each domain; only paths may have wildcards.",
        ),
        Some(b',' | b';') => ("several in one string", "Make each domain a string of its own."),
        Some(b'@') => ("one with a name before it", "Write only what is after the @."),
        Some(b':') => ("one with a port", "Leave out the port."),
        None if bytes.trim_ascii().len() == bytes.len() => return None,
        _ => ("one with white space", "Remove the white space."),
    })
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
