//! Checks the list of tools: names, deferred loading, callers.

use std::borrow::Cow;

use crate::bytes::hashing::HashSet;
use crate::json::Value;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::tools::declarations::{Declarations, Kind, Tool};

const MAX_DEFERRED: usize = 10_000;
/// Not a limit of the API. More tools are rarely intended, and all of them cost tokens in every request.
const MANY: usize = 128;

/// Checks the list of tools.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, tools: Value<'a>, request: &Declarations<'a>) {
    cursor.inside(Step::Name("tools"), |cursor| {
        count(cursor, tools, request);
        deferred(cursor, tools, request);
        if request.list.len() > 1 {
            names(cursor, request);
        }
        toolsets(cursor, request);
        for (index, tool) in request.list.iter().enumerate() {
            cursor.inside(Step::Index(index), |cursor| {
                callers(cursor, tool, request);
                strict(cursor, tool);
            });
        }
    });
}

fn count<'a>(cursor: &mut Cursor<'a, '_>, tools: Value<'a>, request: &Declarations<'a>) {
    let loaded = request.list.iter().filter(|tool| !tool.deferred).count();
    if loaded > MANY {
        cursor.report(
            rule!("tool.count"),
            tools.span(),
            format_args!("found {loaded} tools that are loaded from the start, each of which costs input tokens"),
            Some(format_args!("Defer most of them, and add a tool search tool.")),
        );
    }
}

fn deferred<'a>(cursor: &mut Cursor<'a, '_>, tools: Value<'a>, request: &Declarations<'a>) {
    let count = request.list.iter().filter(|tool| tool.deferred).count();
    if count == 0 {
        return;
    }
    if count > MAX_DEFERRED {
        let message = format_args!("expected at most {MAX_DEFERRED} deferred tools, found {count}");
        cursor.report(rule!("tool.defer_loading.count"), tools.span(), message, None);
    }
    if request.changes {
        return;
    }
    let help = format_args!("Add a tool search tool that is not deferred, such as tool_search_tool_bm25_20251119.");
    if count == request.list.len() {
        let message = format_args!("expected at least one tool that is not deferred, found all of them deferred");
        return cursor.report(rule!("tool.defer_loading.all"), tools.span(), message, Some(help));
    }
    let searches = || request.list.iter().filter(|tool| tool.kind == Kind::Search);
    if searches().any(|tool| !tool.deferred) {
        return;
    }
    let message = match searches().next() {
        None => format_args!("expected a tool search tool for the deferred tools, found none"),
        Some(_) => format_args!("expected a tool search tool that is not deferred, found it deferred"),
    };
    cursor.report(rule!("tool.defer_loading.search"), tools.span(), message, Some(help));
}

fn names<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>) {
    let mut names = Names::default();
    for (index, tool) in request.list.iter().enumerate() {
        let named = |kind| !matches!(kind, Kind::Unknown | Kind::Mcp | Kind::Toolset(_));
        let Some(name) = tool.name.filter(|_| named(tool.kind)) else {
            continue;
        };
        let Some(text) = name.text() else { continue };
        if !names.add(text.value()) {
            let message = format_args!("expected a name that no other tool uses, found {}", describe(name));
            cursor.inside(Step::Index(index), |cursor| {
                cursor.report_at(
                    rule!("tool.name.unique"),
                    Step::Name("name"),
                    name.span(),
                    message,
                    None,
                );
            });
        }
    }
}

/// The names so far: few names are compared linearly, many are hashed.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Names<'a> {
    /// Adds a name. Returns whether it is new.
    pub(super) fn add(&mut self, name: Cow<'a, str>) -> bool {
        const FEW: usize = 16;
        if self.few.len() < FEW {
            let new = !self.few.contains(&name);
            if new {
                self.few.push(name);
            }
            return new;
        }
        !self.few.contains(&name) && self.many.insert(name)
    }
}

fn toolsets<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>) {
    let mut seen: [Option<&str>; 2] = [None; 2];
    for (index, tool) in request.list.iter().enumerate() {
        let (Kind::Toolset(name), Some(tag)) = (tool.kind, tool.tag) else {
            continue;
        };
        if seen.contains(&Some(name)) {
            let message = format_args!("expected the {name} toolset at most once, found it again");
            cursor.inside(Step::Index(index), |cursor| {
                cursor.report_at(
                    rule!("tool.toolset.fields"),
                    Step::Name("type"),
                    tag.span(),
                    message,
                    None,
                );
            });
            continue;
        }
        if let Some(free) = seen.iter_mut().find(|slot| slot.is_none()) {
            *free = Some(name);
        }
    }
    for (index, tool) in request.list.iter().enumerate() {
        let Some(name) = tool.name else { continue };
        if seen.iter().flatten().any(|toolset| name.is(toolset)) && !matches!(tool.kind, Kind::Toolset(_)) {
            let message = format_args!("expected a name that no toolset uses, found {}", describe(name));
            cursor.inside(Step::Index(index), |cursor| {
                cursor.report_at(
                    rule!("tool.toolset.fields"),
                    Step::Name("name"),
                    name.span(),
                    message,
                    None,
                );
            });
        }
    }
}

fn callers<'a>(cursor: &mut Cursor<'a, '_>, tool: &Tool<'a>, request: &Declarations<'a>) {
    if request.changes || matches!(tool.kind, Kind::Toolset(_) | Kind::Mcp | Kind::Unknown) {
        return;
    }
    let runs = |tool: &Tool<'a>| matches!(tool.kind, Kind::Programs | Kind::Unknown);
    let Some((index, caller)) = tool.programs().next() else {
        return;
    };
    if request.list.iter().any(runs) {
        return;
    }
    cursor.inside(Step::Name("allowed_callers"), |cursor| {
        cursor.report_at(
            rule!("tool.allowed_callers"),
            Step::Index(index),
            caller.span(),
            format_args!(
                "expected a code execution tool in tools for {}, found none",
                describe(caller)
            ),
            Some(format_args!(
                "Add {{\"type\":\"code_execution_20260120\",\"name\":\"code_execution\"}} to tools."
            )),
        );
    });
}

fn strict<'a>(cursor: &mut Cursor<'a, '_>, tool: &Tool<'a>) {
    let Some(strict) = tool.strict else { return };
    if tool.programs().next().is_some() {
        cursor.report_at(
            rule!("tool.strict.where"),
            Step::Name("strict"),
            strict.span(),
            format_args!("expected no strict on a tool that programs may call, found true"),
            Some(format_args!("Leave out strict, or allow only \"direct\" calls.")),
        );
    }
}
