//! Checks tool choice against tools, thinking and model.

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::tools::declarations::{Declarations, Kind};
use crate::wording;

/// Checks a `tool_choice`.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, choice: Value<'a>, request: &Declarations<'a>) {
    cursor.inside(Step::Name("tool_choice"), |cursor| {
        without_tools(cursor, choice, request);
        let Some(tag) = choice.get(word!("type")) else { return };
        if tag.is(word!("any")) || tag.is(word!("tool")) {
            forced_model(cursor, tag);
            forced_thinking(cursor, tag, request);
        }
        if tag.is(word!("tool")) {
            name(cursor, choice, request);
        }
        parallel(cursor, choice, request);
    });
}

fn without_tools<'a>(cursor: &mut Cursor<'a, '_>, choice: Value<'a>, request: &Declarations<'a>) {
    // Messages can add tools, and in an older form servers did.
    if request.list.is_empty() && request.servers.is_none() && !request.changes {
        cursor.report(
            rule!("tool_choice.without_tools"),
            choice.span(),
            format_args!("expected tools to choose from, found none"),
            Some(format_args!("Add tools, or leave out tool_choice.")),
        );
    }
}

fn forced_model<'a>(cursor: &mut Cursor<'a, '_>, tag: Value<'a>) {
    let Some(model) = cursor.model else { return };
    if model
        .forced_tool_choice
        .as_deref()
        .is_some_and(|says| says.ends_with("rejected"))
    {
        cursor.report_at(
            rule!("tool_choice.forced_model"),
            Step::Name("type"),
            tag.span(),
            format_args!(
                "expected \"auto\" or \"none\" for {}, found {}",
                model.id,
                describe(tag)
            ),
            Some(format_args!(
                "Choose \"auto\" and ask for the tool in the prompt, or use another model."
            )),
        );
    }
}

fn forced_thinking<'a>(cursor: &mut Cursor<'a, '_>, tag: Value<'a>, request: &Declarations<'a>) {
    let thinks = request.thinking.and_then(|thinking| thinking.get(word!("type")));
    if thinks.is_some_and(|thinks| thinks.is(word!("enabled"))) {
        cursor.report_at(
            rule!("tool_choice.forced_thinking"),
            Step::Name("type"),
            tag.span(),
            format_args!(
                "expected \"auto\" or \"none\" while thinking is enabled, found {}",
                describe(tag)
            ),
            Some(format_args!("Choose \"auto\", or turn thinking off.")),
        );
    }
}

fn name<'a>(cursor: &mut Cursor<'a, '_>, choice: Value<'a>, request: &Declarations<'a>) {
    if request.list.is_empty() {
        return;
    }
    let Some(name) = choice.get(word!("name")) else { return };
    let Some(text) = name.text() else { return };
    let text = text.value();
    let tools = || {
        request
            .list
            .iter()
            .filter(|tool| !matches!(tool.kind, Kind::Toolset(_) | Kind::Mcp))
    };
    let rule = rule!("tool_choice.name_unknown");
    let mut report = |message, help| cursor.report_at(rule, Step::Name("name"), name.span(), message, help);
    match tools().find(|tool| tool.name.is_some_and(|name| name.is(&text))) {
        Some(tool) if tool.is_direct() => {}
        Some(_) => report(
            format_args!(
                "expected a tool that the model may call directly, found {}",
                describe(name)
            ),
            Some(format_args!("Add \"direct\" to the allowed_callers of the tool.")),
        ),
        None if request.has_unknown_tools() || request.changes => {}
        None => {
            let words: Vec<_> = tools().filter_map(|tool| Some(tool.name?.text()?.value())).collect();
            let message = format_args!("expected the name of a tool in tools, found {}", describe(name));
            match wording::nearest(&text, words.iter().map(AsRef::as_ref)) {
                Some(word) => report(message, Some(format_args!("Did you mean \"{word}\"?"))),
                None => report(message, None),
            }
        }
    }
}

fn parallel<'a>(cursor: &mut Cursor<'a, '_>, choice: Value<'a>, request: &Declarations<'a>) {
    let Some(disable) = choice.get(word!("disable_parallel_tool_use")) else {
        return;
    };
    let programs = || request.list.iter().any(|tool| tool.programs().next().is_some());
    if disable.bool() == Some(true) && programs() {
        cursor.report_at(
            rule!("tool_choice.programmatic_parallel"),
            Step::Name("disable_parallel_tool_use"),
            disable.span(),
            format_args!("expected false, as programs may call tools, found true"),
            Some(format_args!("Leave it out, or allow only \"direct\" calls.")),
        );
    }
}
