//! What the tables of `schema/` say, checked: unknown, missing and null fields, kinds of values, words, and which of
//! several objects one is. Subjects are called for what no table can say.

use crate::json::{Kind, Value, Word, word};
use crate::rules::catalogue;
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Step, found, rule};
use crate::rules::schema::{Field, Shape, Type};
use crate::rules::{cache, content, context, formats, media, messages, thinking, tool_use, tools};
use crate::wording;

/// Checks an object against its shape, and everything in it.
pub(super) fn object<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    enter(check, value, shape);
    // Which fields are there, a bit each: the tables see to it that they are enough.
    let mut there = 0_u64;
    for (key, entry) in value.entries() {
        let word = key.word();
        if !shape.tags.is_empty() && word == word!("type") {
            continue;
        }
        let known = shape.fields.iter().enumerate().find(|(_, field)| field.word == word);
        match known {
            Some((at, field)) => {
                there |= 1 << at;
                check.inside(Step::Name(field.name), |check| self::field(check, entry, field, shape));
            }
            None if shape.open => {}
            None => unknown(check, key, shape),
        }
    }
    for (at, field) in shape.fields.iter().enumerate() {
        if field.required && there & 1 << at == 0 {
            let rule = code(field.missing.or(field.rule).unwrap_or(shape.family.missing));
            let message = format!("expected {}, found none", field.name);
            check.report_at(rule, Step::Name(field.name), value.span(), message, None);
        }
    }
    leave(check, value, shape);
}

/// Subjects that want to know what is coming.
fn enter<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    messages::enter(check, value, shape);
}

/// Subjects with more to say about an object whose fields were checked.
fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    messages::leave(check, value, shape);
    content::leave(check, value, shape);
    media::leave(check, value, shape);
    tool_use::leave(check, value, shape);
    thinking::leave(check, value, shape);
    cache::leave(check, value, shape);
    tools::leave(check, value, shape);
    formats::leave(check, value, shape);
    context::leave(check, value, shape);
}

/// Checks what stands in a field.
pub(super) fn field<'a>(check: &mut Check<'a, '_>, value: Value<'a>, field: &'static Field, shape: &'static Shape) {
    if value.is_null() {
        if !field.nullable && !matches!(field.ty, Type::Any) {
            let rule = code(if field.required {
                field.rule.unwrap_or(shape.family.null)
            } else {
                shape.family.null
            });
            let message = format!("expected {}, found null", describe(&field.ty));
            let help = (!field.required).then_some("Leave the field out if you do not need it.");
            check.report(rule, value.span(), message, help);
        }
        return;
    }
    of_type(check, value, &field.ty, field, shape);
}

fn of_type<'a>(
    check: &mut Check<'a, '_>,
    value: Value<'a>,
    ty: &'static Type,
    field: &'static Field,
    shape: &'static Shape,
) {
    let kind = value.kind();
    let fits = match ty {
        Type::Any => true,
        Type::Object => kind == Kind::Object,
        Type::String => kind == Kind::String,
        Type::Number => kind == Kind::Number,
        Type::Integer => value.integer().is_some(),
        Type::Bool => kind == Kind::Bool,
        Type::Words(words) => words.iter().any(|word| value.is(*word)),
        Type::Array(inner) if kind == Kind::Array => {
            for (index, item) in value.items().enumerate() {
                check.inside(Step::Index(index), |check| of_type(check, item, inner, field, shape));
            }
            true
        }
        Type::One(inner) if kind == Kind::Object => {
            one(check, value, std::slice::from_ref(inner), field);
            true
        }
        Type::AnyOf(shapes) if kind == Kind::Object => {
            one(check, value, shapes, field);
            true
        }
        Type::Or(types) => {
            if let Some(ty) = types.iter().find(|ty| takes(ty, value)) {
                of_type(check, value, ty, field, shape);
                true
            } else {
                false
            }
        }
        Type::Array(_) | Type::One(_) | Type::AnyOf(_) => false,
    };
    if !fits {
        let rule = code(field.rule.unwrap_or(shape.family.missing));
        let message = format!("expected {}, found {}", describe(ty), found(value));
        let near = match ty {
            Type::Words(words) => value
                .text()
                .and_then(|text| wording::nearest(&text.value(), words.iter().map(|word| word.as_str()))),
            _ => None,
        };
        check.report(
            rule,
            value.span(),
            message,
            near.map(|word| format!("Did you mean \"{word}\"?")).as_deref(),
        );
    }
}

/// Whether a value is of the kind of JSON value that a type is.
fn takes(ty: &Type, value: Value<'_>) -> bool {
    match ty {
        Type::Any => true,
        Type::Object | Type::One(_) | Type::AnyOf(_) => value.kind() == Kind::Object,
        Type::String => value.kind() == Kind::String,
        Type::Words(words) => words.iter().any(|word| value.is(*word)),
        Type::Number | Type::Integer => value.kind() == Kind::Number,
        Type::Bool => value.kind() == Kind::Bool,
        Type::Array(_) => value.kind() == Kind::Array,
        Type::Or(types) => types.iter().any(|ty| takes(ty, value)),
    }
}

/// Checks an object that is one of several, told apart by `type`; messages, which have none, by `role`.
fn one<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shapes: &'static [&'static Shape], field: &'static Field) {
    let Some(first) = shapes.first() else { return };
    if tools::foreign(check, value, first) {
        return;
    }
    if first.tags.is_empty() {
        let by_role = shapes.iter().find(|shape| {
            value
                .get(word!("role"))
                .is_some_and(|role| role_of(shape).is_some_and(|word| role.is(word)))
        });
        return match by_role {
            Some(shape) => object(check, value, shape),
            None if role_of(first).is_some() => messages::unknown_role(check, value, first),
            None => object(check, value, first),
        };
    }
    let tag = value.get(word!("type")).filter(|tag| !tag.is_null());
    let Some(tag) = tag else {
        // A tool without a type is the caller's own.
        if let Some(own) = shapes
            .iter()
            .find(|shape| shape.fields.iter().any(|field| field.name == "type"))
        {
            return object(check, value, own);
        }
        let rule = code(field.rule.unwrap_or(first.family.untagged));
        let message = format!("expected a type ({}), found none", words(shapes));
        return check.report_at(rule, Step::Name("type"), value.span(), message, None);
    };
    match shapes.iter().find(|shape| shape.tags.iter().any(|word| tag.is(*word))) {
        Some(shape) => object(check, value, shape),
        None => {
            let untagged = tag.text().is_none();
            let family = if untagged {
                first.family.untagged
            } else {
                first.family.tag
            };
            let names = shapes
                .iter()
                .flat_map(|shape| shape.tags.iter().map(|tag| tag.as_str()));
            let near = tag.text().and_then(|text| wording::nearest(&text.value(), names));
            let help = near.map(|word| format!("Did you mean \"{word}\"?"));
            let message = format!("expected {}, found {}", words(shapes), found(tag));
            let rule = code(field.rule.filter(|_| !is_tool(first)).unwrap_or(family));
            // A beta may bring blocks that the tables do not have; a slip of the pen is still one.
            if rule.code == "block.type.unknown" && near.is_none() && !check.options().betas.is_empty() {
                return;
            }
            check.report_at(rule, Step::Name("type"), tag.span(), message, help.as_deref());
        }
    }
}

/// Tools have a rule of their own for types that the tables do not know.
fn is_tool(shape: &Shape) -> bool {
    shape.family.tag == "tool.type.unknown"
}

fn role_of(shape: &Shape) -> Option<Word> {
    let field = shape.fields.iter().find(|field| field.word == word!("role"))?;
    match field.ty {
        Type::Words(words) => words.first().copied(),
        _ => None,
    }
}

fn unknown<'a>(check: &mut Check<'a, '_>, key: Value<'a>, shape: &'static Shape) {
    let Some(name) = key.text() else { return };
    if thinking::unknown(check, key, shape) || formats::unknown(check, key, shape) {
        return;
    }
    let value = name.value();
    let slip = messages::slip(&value, shape);
    let message = format!(
        "expected no field of this name in {}, found {}",
        shape.name,
        wording::quoted(&value)
    );
    if let Some((rule, help)) = tools::misplaced(shape, name) {
        return check.report_at(rule, Step::Key(name), key.span(), message, Some(help));
    }
    let near = wording::nearest(&value, shape.fields.iter().map(|field| field.name));
    let help = match near {
        Some(word) => Some(format!("Did you mean {word}?")),
        None => slip.and_then(|slip| slip.help).map(str::to_string),
    };
    check.report_at(
        slip.and_then(|slip| slip.rule)
            .or_else(|| cache::misplaced(&value, shape))
            .unwrap_or(code(shape.family.unknown)),
        Step::Key(name),
        key.span(),
        message,
        help.as_deref(),
    );
}

/// What a type is, for messages.
pub(super) fn describe(ty: &Type) -> String {
    match ty {
        Type::Any => "a value".into(),
        Type::Object => "an object".into(),
        Type::String => "a string".into(),
        Type::Integer => "a whole number".into(),
        Type::Number => "a number".into(),
        Type::Bool => "true or false".into(),
        Type::Words(words) => list(words.iter().map(|word| format!("\"{word}\""))),
        Type::Array(_) => "an array".into(),
        Type::One(_) | Type::AnyOf(_) => "an object".into(),
        Type::Or(types) => list(types.iter().map(describe)),
    }
}

/// The types that tell shapes apart; of many only the first few.
fn words(shapes: &[&Shape]) -> String {
    const SHOWN: usize = 6;
    let tags: Vec<String> = shapes
        .iter()
        .flat_map(|shape| shape.tags)
        .map(|tag| format!("\"{tag}\""))
        .collect();
    match tags.get(SHOWN..) {
        Some(rest) if !rest.is_empty() => {
            let shown = tags.get(..SHOWN).unwrap_or_default().join(", ");
            format!("{shown} or one of {} more types", rest.len())
        }
        _ => list(tags.into_iter()),
    }
}

/// `a, b or c`.
pub(super) fn list(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// A rule that a table names. That the catalogue has it a test makes sure of.
pub(super) fn code(code: &str) -> &'static Rule {
    catalogue::rule(code).unwrap_or(rule!("params.unknown_field"))
}
