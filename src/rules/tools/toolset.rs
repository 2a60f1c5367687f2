//! The computer and browser toolsets.

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::schema::{Name, Shape};
use crate::rules::tools::server;

/// Checks a toolset.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, toolset: Value<'a>, shape: &'static Shape) {
    server::computer_model(cursor, toolset, shape);
    callers(cursor, toolset);
    let Some(configs) = toolset.get(word!("configs")) else {
        return;
    };
    let members = match shape.name {
        Name::BrowserToolset20260801 => Name::BrowserToolsetConfigs,
        _ => Name::ComputerToolsetConfigs,
    };
    cursor.inside(Step::Name("configs"), |cursor| {
        disabled(cursor, configs, Shape::of(members));
        deferred(cursor, configs);
    });
}

fn callers<'a>(cursor: &mut Cursor<'a, '_>, toolset: Value<'a>) {
    let Some(callers) = toolset.get(word!("allowed_callers")) else {
        return;
    };
    cursor.inside(Step::Name("allowed_callers"), |cursor| {
        for (index, caller) in callers.items().enumerate() {
            // Unknown callers were already reported.
            if caller
                .text()
                .is_some_and(|word| word.value().starts_with("code_execution_"))
            {
                let message = format_args!("expected only \"direct\" for a toolset, found {}", describe(caller));
                cursor.report_at(
                    rule!("tool.allowed_callers"),
                    Step::Index(index),
                    caller.span(),
                    message,
                    None,
                );
            }
        }
    });
}

fn is_off(config: Value<'_>) -> bool {
    config.get(word!("enabled")).and_then(|enabled| enabled.bool()) == Some(false)
}

fn disabled<'a>(cursor: &mut Cursor<'a, '_>, configs: Value<'a>, members: &'static Shape) {
    let known = |key: Value<'_>| members.field(key.word()).is_some();
    let off = configs.entries().filter(|(key, config)| is_off(*config) && known(*key));
    if off.count() >= members.fields().len() {
        let message = format_args!("expected at least one enabled member, found all of them disabled");
        let help = Some(format_args!("Leave out the toolset if you need none of it."));
        cursor.report(rule!("tool.toolset.fields"), configs.span(), message, help);
    }
}

/// Checks that members agree. Members without the field are skipped: their default is not documented.
fn deferred<'a>(cursor: &mut Cursor<'a, '_>, configs: Value<'a>) {
    let mut first = None;
    for (key, config) in configs.entries().filter(|(_, config)| !is_off(*config)) {
        let (Some(name), Some(value)) = (key.text(), config.get(word!("defer_loading"))) else {
            continue;
        };
        let Some(deferred) = value.bool() else { continue };
        if *first.get_or_insert(deferred) != deferred {
            cursor.inside(Step::Key(name), |cursor| {
                cursor.report_at(
                    rule!("tool.toolset.fields"),
                    Step::Name("defer_loading"),
                    value.span(),
                    format_args!(
                        "expected the same value for all enabled members, found {deferred} after {}",
                        !deferred
                    ),
                    Some(format_args!("Defer all members of a toolset or none.")),
                );
            });
            return;
        }
    }
}
