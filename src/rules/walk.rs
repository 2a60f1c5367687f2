//! What the tables of `schema/` say, checked: unknown, missing and null fields, kinds of values, words, and which of
//! several objects one is. A visitor is called for what no table can say.

use crate::json::{Kind, Value, Word, word};
use crate::rules::catalogue;
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{Tags, found};
use crate::rules::schema::{Field, Shape, Type};
use crate::wording;

/// What the walk calls for what no table can say.
pub(super) trait Visitor<'a, 'f>: Sized {
    /// Where the walk is.
    fn cursor(&mut self) -> &mut Cursor<'a, 'f>;

    /// An object begins.
    fn enter(&mut self, shape: &'static Shape);

    /// The fields of an object were checked.
    fn leave(&mut self, value: Value<'a>, shape: &'static Shape);

    /// Whether an object is none that the API knows, though it must be this or one that shares its place. It was reported, and
    /// nothing else is worth saying about it.
    fn is_foreign(&mut self, value: Value<'a>, first: &'static Shape) -> bool;

    /// A message has no role that the API knows.
    fn unknown_role(&mut self, message: Value<'a>);

    /// An object does not have this field.
    fn unknown_field(&mut self, key: Value<'a>, shape: &'static Shape);

    /// Looks at something one step further down.
    #[inline]
    fn inside<R>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> R) -> R {
        self.cursor().push(step);
        let result = look(self);
        self.cursor().pop();
        result
    }
}

/// Checks an object against its shape, and everything in it.
pub(super) fn object<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, value: Value<'a>, shape: &'static Shape) {
    visitor.enter(shape);
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
                visitor.inside(Step::Name(field.name), |visitor| {
                    self::field(visitor, entry, field, shape)
                });
            }
            None if shape.open => {}
            None => visitor.unknown_field(key, shape),
        }
    }
    for (at, field) in shape.fields.iter().enumerate() {
        if field.required && there & 1 << at == 0 {
            let rule = code(field.missing.or(field.rule).unwrap_or(shape.family.missing));
            let message = format_args!("expected {}, found none", field.name);
            visitor
                .cursor()
                .report_at(rule, Step::Name(field.name), value.span(), message, None);
        }
    }
    visitor.leave(value, shape);
}

/// Checks what stands in a field.
pub(super) fn field<'a, 'f>(
    visitor: &mut impl Visitor<'a, 'f>,
    value: Value<'a>,
    field: &'static Field,
    shape: &'static Shape,
) {
    if value.is_null() {
        if !field.nullable && !matches!(field.ty, Type::Any) {
            let rule = code(if field.required {
                field.rule.unwrap_or(shape.family.null)
            } else {
                shape.family.null
            });
            let message = format_args!("expected {}, found null", field.ty);
            let help = (!field.required).then_some(format_args!("Leave the field out if you do not need it."));
            visitor.cursor().report(rule, value.span(), message, help);
        }
        return;
    }
    of_type(visitor, value, &field.ty, field, shape);
}

fn of_type<'a, 'f>(
    visitor: &mut impl Visitor<'a, 'f>,
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
                visitor.inside(Step::Index(index), |visitor| {
                    of_type(visitor, item, inner, field, shape)
                });
            }
            true
        }
        Type::One(inner) if kind == Kind::Object => {
            one(visitor, value, std::slice::from_ref(inner), field);
            true
        }
        Type::AnyOf(shapes) if kind == Kind::Object => {
            one(visitor, value, shapes, field);
            true
        }
        Type::Or(types) => {
            if let Some(ty) = types.iter().find(|ty| takes(ty, value)) {
                of_type(visitor, value, ty, field, shape);
                true
            } else {
                false
            }
        }
        Type::Array(_) | Type::One(_) | Type::AnyOf(_) => false,
    };
    if !fits {
        let rule = code(field.rule.unwrap_or(shape.family.missing));
        let message = format_args!("expected {}, found {}", ty, found(value));
        let near = match ty {
            Type::Words(words) => value
                .text()
                .and_then(|text| wording::nearest(&text.value(), words.iter().map(|word| word.as_str()))),
            _ => None,
        };
        let word = near.unwrap_or_default();
        let advice = format_args!("Did you mean \"{word}\"?");
        let help = near.map(|_| advice);
        visitor.cursor().report(rule, value.span(), message, help);
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
fn one<'a, 'f>(
    visitor: &mut impl Visitor<'a, 'f>,
    value: Value<'a>,
    shapes: &'static [&'static Shape],
    field: &'static Field,
) {
    let Some(first) = shapes.first() else { return };
    if visitor.is_foreign(value, first) {
        return;
    }
    if first.tags.is_empty() {
        let by_role = shapes.iter().find(|shape| {
            value
                .get(word!("role"))
                .is_some_and(|role| role_of(shape).is_some_and(|word| role.is(word)))
        });
        return match by_role {
            Some(shape) => object(visitor, value, shape),
            None if role_of(first).is_some() => {
                visitor.unknown_role(value);
                anybodys_content(visitor, value, first);
            }
            None => object(visitor, value, first),
        };
    }
    let tag = value.get(word!("type")).filter(|tag| !tag.is_null());
    let Some(tag) = tag else {
        // A tool without a type is the caller's own.
        if let Some(own) = shapes
            .iter()
            .find(|shape| shape.fields.iter().any(|field| field.name == "type"))
        {
            return object(visitor, value, own);
        }
        let rule = code(field.rule.unwrap_or(first.family.untagged));
        let message = format_args!("expected a type ({}), found none", Tags(shapes));
        return visitor
            .cursor()
            .report_at(rule, Step::Name("type"), value.span(), message, None);
    };
    match shapes.iter().find(|shape| shape.tags.iter().any(|word| tag.is(*word))) {
        Some(shape) => object(visitor, value, shape),
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
            let word = near.unwrap_or_default();
            let advice = format_args!("Did you mean \"{word}\"?");
            let help = near.map(|_| advice);
            let message = format_args!("expected {}, found {}", Tags(shapes), found(tag));
            let rule = code(field.rule.filter(|_| !is_tool(first)).unwrap_or(family));
            // A beta may bring blocks that the tables do not have; a slip of the pen is still one.
            if rule.code == "block.type.unknown" && near.is_none() && !visitor.cursor().options().betas.is_empty() {
                return;
            }
            visitor
                .cursor()
                .report_at(rule, Step::Name("type"), tag.span(), message, help);
        }
    }
}

/// What stands in a message of nobody's is looked at as in anybody's.
fn anybodys_content<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, message: Value<'a>, shape: &'static Shape) {
    let content = message.get(word!("content"));
    if let (Some(content), Some(field)) = (content, shape.fields.iter().find(|field| field.name == "content")) {
        visitor.inside(Step::Name("content"), |visitor| {
            self::field(visitor, content, field, shape)
        });
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

/// A rule that a table names. That the catalogue has it a test makes sure of.
pub(super) fn code(code: &str) -> &'static Rule {
    catalogue::rule(code).unwrap_or(rule!("params.unknown_field"))
}
