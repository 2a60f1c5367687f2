//! Checks values against the tables of `schema/`: unknown, missing and null fields, types, words, and which of several objects a
//! value is. Calls a visitor for rules that no table can express.

use crate::json::{Kind, Value, Word, word};
use crate::rules::catalogue::{Code, code};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{Tags, describe, describe_misplaced};
use crate::rules::foreign;
use crate::rules::schema::{Field, Name, Shape, Type};
use crate::wording;

/// The checks that no table can express.
pub(super) trait Visitor<'a, 'f>: Sized {
    /// The current position of the walk.
    fn cursor(&mut self) -> &mut Cursor<'a, 'f>;

    /// Called at the start of an object.
    fn enter(&mut self, shape: &'static Shape);

    /// Called after the fields of an object were checked.
    fn leave(&mut self, value: Value<'a>, shape: &'static Shape);

    /// Returns whether an object is in a foreign format, though it should be this one or an alternative. If so, it was reported,
    /// and nothing else is reported about it.
    fn is_foreign(&mut self, value: Value<'a>, first: &'static Shape) -> bool;

    /// Called for a message without a known role.
    fn unknown_role(&mut self, message: Value<'a>);

    /// Called for an unknown field of an object, which it reports.
    fn unknown_field(&mut self, key: Value<'a>, shape: &'static Shape) -> UnknownField;

    /// Runs a check one step further down.
    #[inline]
    fn inside<R>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> R) -> R {
        self.cursor().push(step);
        let result = look(self);
        self.cursor().pop();
        result
    }
}

/// The meaning of an unknown field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnknownField {
    /// An extra field.
    Extra,
    /// A field of the object under another name.
    AliasOf(Word),
    /// A mark of an object in another vendor's form, about which nothing else is reported.
    Foreign,
}

/// Checks an object against its shape, and everything in it.
pub(super) fn object<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, value: Value<'a>, shape: &'static Shape) {
    visitor.enter(shape);
    let fields = shape.fields();
    let has_type = !shape.tags().is_empty();
    // A bit for each field that is present.
    let mut present = 0_u64;
    let mut type_is_present = false;
    for (word, entry) in value.fields() {
        if has_type && word == word!("type") {
            if std::mem::replace(&mut type_is_present, true) {
                repeated(visitor.cursor(), entry.key());
            }
            continue;
        }
        match fields.iter().position(|field| field.name == word) {
            Some(at) => {
                if present >> at & 1 == 1 {
                    repeated(visitor.cursor(), entry.key());
                }
                present |= 1 << at;
                if let Some(field) = fields.get(at) {
                    visitor.inside(Step::Word(word), |visitor| {
                        self::field(visitor, value, entry, field, shape);
                    });
                }
            }
            None if shape.is_open => {}
            None => match visitor.unknown_field(entry.key(), shape) {
                UnknownField::Extra => {}
                UnknownField::AliasOf(word) => {
                    present |= fields
                        .iter()
                        .position(|field| field.name == word)
                        .map_or(0, |at| 1 << at)
                }
                UnknownField::Foreign => return,
            },
        }
    }
    let missing = shape.required() & !present;
    if missing != 0 {
        report_missing(visitor.cursor(), value, shape, missing);
    }
    visitor.leave(value, shape);
}

/// Reports a duplicate key of an object.
#[cold]
#[inline(never)]
pub(super) fn repeated<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>) {
    let Some(name) = key.text() else { return };
    let message = format_args!("expected each key once, found {} again", wording::Quoted(&name.value()));
    let help = format_args!("Which of them counts depends on the reader: keep one.");
    cursor.report_at(
        rule!("json.duplicate_key"),
        Step::Key(name),
        key.span(),
        message,
        Some(help),
    );
}

/// Reports the fields whose bits are set.
#[cold]
#[inline(never)]
fn report_missing<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, shape: &'static Shape, missing: u64) {
    for (at, field) in shape.fields().iter().enumerate() {
        if missing >> at & 1 == 1 {
            let rule = field.missing.or(field.rule).unwrap_or(shape.family.missing).rule();
            let message = format_args!("expected {}, found none", field.name);
            cursor.report_at(rule, Step::Word(field.name), value.span(), message, None);
        }
    }
}

/// Checks the value of a field.
pub(super) fn field<'a, 'f>(
    visitor: &mut impl Visitor<'a, 'f>,
    owner: Value<'a>,
    value: Value<'a>,
    field: &'static Field,
    shape: &'static Shape,
) {
    if value.is_null() {
        if !field.is_nullable() && !matches!(field.ty, Type::Any) {
            null(visitor.cursor(), owner, value, field, shape);
        }
        return;
    }
    of_type(visitor, value, field.ty, field, shape);
}

#[cold]
fn null<'a>(
    cursor: &mut Cursor<'a, '_>,
    owner: Value<'a>,
    value: Value<'a>,
    field: &'static Field,
    shape: &'static Shape,
) {
    // Messages of another vendor have null content next to tool calls; that is reported as their form.
    if shape.name == Name::AssistantMessage
        && (owner.get("tool_calls").is_some() || owner.get("function_call").is_some())
    {
        return;
    }
    let own = field.rule.filter(|_| field.is_required());
    let message = format_args!("expected {}, found null", field.ty);
    let help = format_args!("Leave the field out if you do not need it.");
    let help = (!field.is_required()).then_some(help);
    cursor.report(own.unwrap_or(shape.family.null).rule(), value.span(), message, help);
}

fn of_type<'a, 'f>(
    visitor: &mut impl Visitor<'a, 'f>,
    value: Value<'a>,
    ty: Type,
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
        Type::Words(words) => words.all().iter().any(|word| value.is(*word)),
        Type::Array(inner) if kind == Kind::Array => {
            let inner = inner.all().first().copied().unwrap_or(Type::Any);
            for (index, item) in value.elements().enumerate() {
                visitor.inside(Step::Index(index), |visitor| {
                    of_type(visitor, item, inner, field, shape);
                });
            }
            true
        }
        Type::One(name) if kind == Kind::Object => {
            one(visitor, value, &[name], field);
            true
        }
        Type::AnyOf(names) if kind == Kind::Object => {
            one(visitor, value, names.all(), field);
            true
        }
        Type::Or(types) => {
            let ty = types.all().iter().find(|ty| takes(**ty, value));
            if let Some(ty) = ty {
                of_type(visitor, value, *ty, field, shape);
            }
            ty.is_some()
        }
        Type::Array(_) | Type::One(_) | Type::AnyOf(_) => false,
    };
    if !fits {
        misfit(visitor.cursor(), value, ty, field.rule.unwrap_or(shape.family.missing));
    }
}

#[cold]
fn misfit<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, ty: Type, rule: Code) {
    let message = format_args!("expected {ty}, found {}", describe_misplaced(value));
    let suggestion = match ty {
        Type::Words(words) => value
            .text()
            .and_then(|text| wording::nearest(&text.value(), words.all().iter().map(|word| word.as_str()))),
        _ => None,
    };
    if let Some(remedy) = foreign::value(rule, ty, value) {
        return cursor.report(rule.rule(), value.span(), message, Some(format_args!("{remedy}")));
    }
    let word = suggestion.unwrap_or_default();
    let advice = format_args!("Did you mean \"{word}\"?");
    cursor.report(rule.rule(), value.span(), message, suggestion.map(|_| advice));
}

/// Whether a value has the JSON kind of a type.
fn takes(ty: Type, value: Value<'_>) -> bool {
    match ty {
        Type::Any => true,
        Type::Object | Type::One(_) | Type::AnyOf(_) => value.kind() == Kind::Object,
        Type::String => value.kind() == Kind::String,
        Type::Words(words) => words.all().iter().any(|word| value.is(*word)),
        Type::Number | Type::Integer => value.kind() == Kind::Number,
        Type::Bool => value.kind() == Kind::Bool,
        Type::Array(_) => value.kind() == Kind::Array,
        Type::Or(types) => types.all().iter().any(|ty| takes(*ty, value)),
    }
}

/// Checks an object that is one of several. They are distinguished by `type`; messages have none, and are distinguished by
/// `role`.
fn one<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, value: Value<'a>, names: &[Name], field: &'static Field) {
    let mut shapes = names.iter().map(|name| Shape::of(*name));
    let Some(first) = shapes.clone().next() else { return };
    if visitor.is_foreign(value, first) {
        return;
    }
    if first.tags().is_empty() {
        let role = value.get(word!("role"));
        let by_role = |shape: &&Shape| role_of(shape).is_some_and(|word| role.is_some_and(|role| role.is(word)));
        return match shapes.find(by_role) {
            Some(shape) => object(visitor, value, shape),
            None if role_of(first).is_some() => {
                visitor.unknown_role(value);
                content_of_unknown_role(visitor, value, first);
            }
            None => object(visitor, value, first),
        };
    }
    let Some(tag) = value.get(word!("type")).filter(|tag| !tag.is_null()) else {
        // A tool without a type is a custom tool.
        return match shapes.find(|shape| shape.field(word!("type")).is_some()) {
            Some(own) => object(visitor, value, own),
            None => untagged(
                visitor.cursor(),
                value,
                names,
                field.rule.unwrap_or(first.family.untagged),
            ),
        };
    };
    match Shape::with_tag(names, tag.word()) {
        Some(shape) => object(visitor, value, shape),
        None => unknown_tag(visitor.cursor(), value, tag, names, first, field),
    }
}

#[cold]
fn untagged<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, names: &[Name], rule: Code) {
    let message = format_args!("expected a type ({}), found none", Tags(names));
    let remedy = names
        .contains(&Name::TextBlock)
        .then(|| foreign::untagged(value))
        .flatten();
    let text = remedy.unwrap_or_default();
    let help = format_args!("{text}");
    cursor.report_at(
        rule.rule(),
        Step::Name("type"),
        value.span(),
        message,
        remedy.map(|_| help),
    );
}

#[cold]
fn unknown_tag<'a>(
    cursor: &mut Cursor<'a, '_>,
    value: Value<'a>,
    tag: Value<'a>,
    names: &[Name],
    first: &'static Shape,
    field: &'static Field,
) {
    let family = match tag.text() {
        Some(_) => first.family.tag,
        None => first.family.untagged,
    };
    let tags = names.iter().flat_map(|name| Shape::of(*name).tags());
    let suggestion = tag
        .text()
        .and_then(|text| wording::nearest(&text.value(), tags.map(|tag| tag.as_str())));
    // Unknown types of tools have their own rule.
    let is_tool = first.family.tag == code!("tool.type.unknown");
    let rule = field.rule.filter(|_| !is_tool).unwrap_or(family);
    let text = tag.text().map(|text| text.value()).unwrap_or_default();
    let remedy = match is_tool {
        true => foreign::tool(&text),
        false if names.contains(&Name::TextBlock) => foreign::block(&text, value),
        false => foreign::tag(rule, &text),
    };
    // A beta may add blocks that the tables do not contain. A typo or another vendor's form is still reported.
    let is_strange = suggestion.is_none() && remedy.is_none();
    let message = format_args!("expected {}, found {}", Tags(names), describe(tag));
    if rule == code!("block.type.unknown") && is_strange && !cursor.options().betas.is_empty() {
        let help = format_args!("If a beta of the call has added this type, set block.type.unknown to off in rules.");
        return cursor.inside(Step::Name("type"), |cursor| {
            cursor.warn(rule.rule(), tag.span(), message, Some(help));
        });
    }
    if let Some(remedy) = remedy {
        // An unknown type of tool may be new; another vendor's is not.
        let rule = if is_tool { code!("tool.type.openai") } else { rule };
        let help = format_args!("{remedy}");
        return cursor.report_at(rule.rule(), Step::Name("type"), tag.span(), message, Some(help));
    }
    let word = suggestion.unwrap_or_default();
    let advice = format_args!("Did you mean \"{word}\"?");
    let help = suggestion.map(|_| advice);
    cursor.report_at(rule.rule(), Step::Name("type"), tag.span(), message, help);
}

/// Checks the content of a message without a known role as if it were allowed.
fn content_of_unknown_role<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, message: Value<'a>, shape: &'static Shape) {
    let content = message.get(word!("content"));
    if let (Some(content), Some(field)) = (content, shape.field(word!("content"))) {
        visitor.inside(Step::Name("content"), |visitor| {
            self::field(visitor, message, content, field, shape)
        });
    }
}

fn role_of(shape: &Shape) -> Option<Word> {
    match shape.field(word!("role"))?.ty {
        Type::Words(words) => words.all().first().copied(),
        _ => None,
    }
}
