//! What the tables of `schema/` say, checked: unknown, missing and null fields, kinds of values, words, and which of
//! several objects one is. A visitor is called for what no table can say.

use crate::json::{Kind, Value, Word, word};
use crate::rules::catalogue::{Code, code};
use crate::rules::cursor::{Cursor, Step};
use crate::rules::describe::{Tags, found};
use crate::rules::foreign;
use crate::rules::schema::{Field, Name, Shape, Type};
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

    /// An object does not have this field. It was reported.
    fn unknown_field(&mut self, key: Value<'a>, shape: &'static Shape) -> Unknown;

    /// Looks at something one step further down.
    #[inline]
    fn inside<R>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> R) -> R {
        self.cursor().push(step);
        let result = look(self);
        self.cursor().pop();
        result
    }
}

/// What a field is that an object does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// One too many.
    Extra,
    /// A field of the object under another name.
    Is(Word),
    /// The mark of an object in another vendor's form, of which nothing else is worth saying.
    Foreign,
}

/// Checks an object against its shape, and everything in it.
pub(super) fn object<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, value: Value<'a>, shape: &'static Shape) {
    visitor.enter(shape);
    let fields = shape.fields();
    let has_type = !shape.tags().is_empty();
    // Which fields are there, a bit each: the tables see to it that they are enough.
    let mut there = 0_u64;
    for (key, entry) in value.entries() {
        let word = key.word();
        if has_type && word == word!("type") {
            continue;
        }
        match fields.iter().position(|field| field.name == word) {
            Some(at) => {
                there |= 1 << at;
                if let Some(field) = fields.get(at) {
                    visitor.inside(Step::Word(word), |visitor| {
                        self::field(visitor, value, entry, field, shape);
                    });
                }
            }
            None if shape.is_open => {}
            None => match visitor.unknown_field(key, shape) {
                Unknown::Extra => {}
                Unknown::Is(word) => {
                    there |= fields
                        .iter()
                        .position(|field| field.name == word)
                        .map_or(0, |at| 1 << at)
                }
                Unknown::Foreign => return,
            },
        }
    }
    for (at, field) in fields.iter().enumerate() {
        if field.is_required() && there & 1 << at == 0 {
            let rule = field.missing.or(field.rule).unwrap_or(shape.family.missing).rule();
            let message = format_args!("expected {}, found none", field.name);
            let cursor = visitor.cursor();
            cursor.report_at(rule, Step::Word(field.name), value.span(), message, None);
        }
    }
    visitor.leave(value, shape);
}

/// Checks what stands in a field of an owner.
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
    // Another vendor's messages have null where they call tools; that is reported as their form.
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
            for (index, item) in value.items().enumerate() {
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
    let message = format_args!("expected {ty}, found {}", found(value));
    let near = match ty {
        Type::Words(words) => value
            .text()
            .and_then(|text| wording::nearest(&text.value(), words.all().iter().map(|word| word.as_str()))),
        _ => None,
    };
    if let Some(remedy) = foreign::value(rule, ty, value) {
        return cursor.report(rule.rule(), value.span(), message, Some(format_args!("{remedy}")));
    }
    let word = near.unwrap_or_default();
    let advice = format_args!("Did you mean \"{word}\"?");
    cursor.report(rule.rule(), value.span(), message, near.map(|_| advice));
}

/// Whether a value is of the kind of JSON value that a type is.
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

/// Checks an object that is one of several, distinguished by `type`; messages, which have none, by `role`.
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
                anybodys_content(visitor, value, first);
            }
            None => object(visitor, value, first),
        };
    }
    let Some(tag) = value.get(word!("type")).filter(|tag| !tag.is_null()) else {
        // A tool without a type is the caller's own.
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
    match shapes.find(|shape| shape.tags().iter().any(|word| tag.is(*word))) {
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
    let near = tag
        .text()
        .and_then(|text| wording::nearest(&text.value(), tags.map(|tag| tag.as_str())));
    // Tools have a rule of their own for types that the tables do not know.
    let is_tool = first.family.tag == code!("tool.type.unknown");
    let rule = field.rule.filter(|_| !is_tool).unwrap_or(family);
    let text = tag.text().map(|text| text.value()).unwrap_or_default();
    let remedy = match is_tool {
        true => foreign::tool(&text),
        false if names.contains(&Name::TextBlock) => foreign::block(&text, value),
        false => foreign::tag(rule, &text),
    };
    // A beta may bring blocks that the tables do not have; a slip of the pen is still one, and so is another vendor's form.
    let is_strange = near.is_none() && remedy.is_none();
    if rule == code!("block.type.unknown") && is_strange && !cursor.options().betas.is_empty() {
        return;
    }
    let message = format_args!("expected {}, found {}", Tags(names), found(tag));
    if let Some(remedy) = remedy {
        // A type of tool that nobody knows may be a new one; one of another vendor's is not.
        let rule = if is_tool { code!("tool.type.openai") } else { rule };
        let help = format_args!("{remedy}");
        return cursor.report_at(rule.rule(), Step::Name("type"), tag.span(), message, Some(help));
    }
    let word = near.unwrap_or_default();
    let advice = format_args!("Did you mean \"{word}\"?");
    let help = near.map(|_| advice);
    cursor.report_at(rule.rule(), Step::Name("type"), tag.span(), message, help);
}

/// What stands in a message of nobody's is looked at as in anybody's.
fn anybodys_content<'a, 'f>(visitor: &mut impl Visitor<'a, 'f>, message: Value<'a>, shape: &'static Shape) {
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
