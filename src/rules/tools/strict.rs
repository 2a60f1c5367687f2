//! The shared limits of strict tools and structured outputs.

use crate::json::{Kind, Value, Word, word, words};
use crate::rules::costs::Costs;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::tools::declarations::Declarations;

const MAX_TOOLS: usize = 20;
const MAX_OPTIONAL: usize = 24;
const MAX_UNIONS: usize = 16;

/// Checks the totals of all strict schemas.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>) {
    let strict = request.list.iter().filter(|tool| tool.strict.is_some());
    let mut costs = Costs::default();
    let mut count = 0;
    for tool in strict {
        count += 1;
        if let Some(schema) = tool.value.get(word!("input_schema")) {
            add(&mut costs, schema);
        }
    }
    if let Some(tools) = request.tools.filter(|_| count > MAX_TOOLS) {
        let message = format_args!("expected at most {MAX_TOOLS} strict tools, found {count}");
        let help = Some(format_args!("Use strict only for tools where a wrong input does harm."));
        cursor.report_at(
            rule!("tool.strict.count"),
            Step::Name("tools"),
            tools.span(),
            message,
            help,
        );
    }
    if let Some(format) = request.format {
        match cursor.costs_of_format.filter(|(span, _)| *span == format.span()) {
            Some((_, own)) => {
                costs.optional += own.optional;
                costs.unions += own.unions;
            }
            None => add(&mut costs, format),
        }
    }
    optional(cursor, request, count, costs);
}

fn optional<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>, tools: usize, costs: Costs) {
    let message = if costs.optional > MAX_OPTIONAL {
        format_args!(
            "expected at most {MAX_OPTIONAL} optional properties in all strict schemas together, found {}",
            costs.optional
        )
    } else if costs.unions > MAX_UNIONS {
        format_args!(
            "expected at most {MAX_UNIONS} properties with several types in all strict schemas together, found {}",
            costs.unions
        )
    } else {
        return;
    };
    let rule = rule!("tool.strict.optional");
    let help = Some(format_args!(
        "Require properties that are always present, and move rarely needed ones to tools that are not strict."
    ));
    match (request.tools.filter(|_| tools > 0), request.format) {
        (Some(tools), _) => cursor.report_at(rule, Step::Name("tools"), tools.span(), message, help),
        (None, Some(format)) => cursor.inside(Step::Name("output_config"), |cursor| {
            cursor.inside(Step::Name("format"), |cursor| {
                cursor.report_at(rule, Step::Name("schema"), format.span(), message, help);
            });
        }),
        (None, None) => {}
    }
}

/// The keywords with lists of schemas.
const LISTS: &[Word] = words!["anyOf", "oneOf", "allOf", "prefixItems"];

/// Counts a schema and everything in it. Required names without a property make the count too small, but never too large.
fn add(costs: &mut Costs, schema: Value<'_>) {
    let mut properties = 0_usize;
    let mut required = 0_usize;
    for (word, entry) in schema.fields() {
        if word == word!("properties") {
            for (_, property) in entry.fields() {
                properties += 1;
                costs.unions += usize::from(is_union(property));
                add(costs, property);
            }
        } else if word == word!("required") {
            required = entry.items().count();
        } else if word == word!("$defs") || word == word!("definitions") {
            entry.fields().for_each(|(_, inner)| add(costs, inner));
        } else if LISTS.contains(&word) {
            entry.items().for_each(|inner| add(costs, inner));
        } else if word == word!("items") || word == word!("additionalProperties") {
            add(costs, entry);
        }
    }
    costs.optional += properties.saturating_sub(required);
}

fn is_union(property: Value<'_>) -> bool {
    property
        .get(word!("anyOf"))
        .is_some_and(|any| any.items().nth(1).is_some())
        || property
            .get(word!("type"))
            .is_some_and(|types| types.kind() == Kind::Array && types.items().nth(1).is_some())
}
