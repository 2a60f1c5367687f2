//! Formats values and types for messages. Nothing is formatted until the message is.

use std::fmt::{Display, Formatter, Result};

use crate::json::{Kind, Value};
use crate::rules::schema::{Name, Shape, Type};

/// A value in a message. Short texts and numbers are quoted; other values are described by their kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Description<'a>(Option<Value<'a>>);

/// Describes a value.
pub(super) fn describe(value: Value<'_>) -> Description<'_> {
    Description(Some(value))
}

/// Describes a value in the place of an object or a list. A text of several words may be a prompt, which no message shows.
pub(super) fn describe_misplaced(value: Value<'_>) -> MisplacedValue<'_> {
    MisplacedValue(value)
}

/// The description of a value in the place of another kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct MisplacedValue<'a>(Value<'a>);

impl Display for MisplacedValue<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let value = self.0;
        match value.kind() {
            Kind::String if value.raw().contains(&b' ') => f.write_str(value.kind().a()),
            _ => describe(value).fmt(f),
        }
    }
}

/// Describes the value of a field; a missing one is `none`.
pub(super) fn describe_or_none(value: Option<Value<'_>>) -> Description<'_> {
    Description(value)
}

impl Display for Description<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        const SHOWN: usize = 40;
        let Some(value) = self.0 else {
            return f.write_str("none");
        };
        let raw = value.raw();
        match value.kind() {
            Kind::String | Kind::Number | Kind::Bool if raw.len() <= SHOWN => {
                f.write_str(&String::from_utf8_lossy(raw))
            }
            Kind::String => write!(f, "a string of {} bytes", raw.len() - 2),
            kind => f.write_str(kind.a()),
        }
    }
}

/// Describes a type.
impl Display for Type {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Type::Any => "a value",
            Type::Object | Type::One(_) | Type::AnyOf(_) => "an object",
            Type::String => "a string",
            Type::Integer => "a whole number",
            Type::Number => "a number",
            Type::Bool => "true or false",
            Type::Array(_) => "an array",
            Type::Words(words) => return write_list(f, &mut words.all().iter(), write_quoted),
            Type::Or(types) => return write_list(f, &mut types.all().iter(), |f, ty| ty.fmt(f)),
        })
    }
}

/// The types that distinguish shapes. If there are many, only the first few are listed.
pub(super) struct Tags<'s>(pub(super) &'s [Name]);

impl Display for Tags<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        const SHOWN: usize = 6;
        let tags = || self.0.iter().flat_map(|name| Shape::of(*name).tags());
        let more = tags().skip(SHOWN).count();
        if more == 0 {
            return write_list(f, &mut tags(), write_quoted);
        }
        for tag in tags().take(SHOWN - 1) {
            write!(f, "\"{tag}\", ")?;
        }
        for tag in tags().skip(SHOWN - 1).take(1) {
            write!(f, "\"{tag}\" or one of {more} more types")?;
        }
        Ok(())
    }
}

/// `"a", "b" or "c"`.
pub(super) struct List<I>(pub(super) I);

impl<T: Display, I: Iterator<Item = T> + Clone> Display for List<I> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write_list(f, &mut self.0.clone(), write_quoted)
    }
}

fn write_quoted(f: &mut Formatter<'_>, word: impl Display) -> Result {
    write!(f, "\"{word}\"")
}

fn write_list<T>(
    f: &mut Formatter<'_>,
    items: &mut dyn Iterator<Item = T>,
    write: impl Fn(&mut Formatter<'_>, T) -> Result,
) -> Result {
    let mut items = items.peekable();
    let mut is_first = true;
    while let Some(item) = items.next() {
        if !is_first {
            f.write_str(if items.peek().is_some() { ", " } else { " or " })?;
        }
        is_first = false;
        write(f, item)?;
    }
    Ok(())
}
