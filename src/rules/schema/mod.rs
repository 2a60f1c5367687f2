//! The request surface of the API as tables: which objects there are, which fields they have, and what stands in them.
//!
//! A new field or a new version of a tool is a row here. What no table can say (numbers that depend on each other, blocks
//! that must be paired, models) is in `validate/`. Codes of rules are names here; `validate/rules.rs` has the rules.

use crate::json::{Word, words};

mod blocks;
mod name;
mod params;
mod tools;

pub use blocks::*;
pub use name::Name;
pub use params::*;
pub use tools::*;

/// An object of the API.
#[derive(Debug)]
pub struct Shape {
    /// As in the official SDK's types.
    pub name: Name,
    /// The values of `type` that tell this object from others; none if it has no such field.
    pub tags: &'static [Word],
    /// Which rules are broken by what does not fit.
    pub family: &'static Family,
    /// Other fields are welcome.
    pub open: bool,
    /// The fields that it has, `type` aside.
    pub fields: &'static [Field],
}

/// The rules that objects of one kind have in common, by code.
#[derive(Debug)]
pub struct Family {
    /// A field that the object does not have.
    pub unknown: &'static str,
    /// A field that is not there or not of its type, unless the field has a rule of its own.
    pub missing: &'static str,
    /// A field that is null and must not be.
    pub null: &'static str,
    /// A `type` that no object here has.
    pub tag: &'static str,
    /// No `type` at all.
    pub untagged: &'static str,
}

/// A field of an object.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// The key as a word.
    pub word: Word,
    /// What stands there.
    pub ty: Type,
    /// Must be there.
    pub required: bool,
    /// May be null.
    pub nullable: bool,
    /// The rule that is broken if it is missing or not of its type, where that is not the family's.
    pub rule: Option<&'static str>,
    /// The rule that is broken if it is missing, where that is yet another one.
    pub missing: Option<&'static str>,
}

impl Field {
    const fn rule(self, code: &'static str) -> Field {
        Field {
            rule: Some(code),
            ..self
        }
    }

    const fn missing(self, code: &'static str) -> Field {
        Field {
            missing: Some(code),
            ..self
        }
    }
}

/// What stands in a field.
#[derive(Debug)]
pub enum Type {
    /// Anything.
    Any,
    /// An object of the caller's own making.
    Object,
    /// Text.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// One of these strings.
    Words(&'static [Word]),
    /// An array of these.
    Array(&'static Type),
    /// This object.
    One(&'static Shape),
    /// One of these objects, told apart by `type`.
    AnyOf(&'static [&'static Shape]),
    /// One of these, told apart by the kind of JSON value.
    Or(&'static [Type]),
}

const fn field(name: &'static str, ty: Type, required: bool, nullable: bool) -> Field {
    Field {
        name,
        word: Word::of(name),
        ty,
        required,
        nullable,
        rule: None,
        missing: None,
    }
}

const fn req(name: &'static str, ty: Type) -> Field {
    field(name, ty, true, false)
}

const fn req_null(name: &'static str, ty: Type) -> Field {
    field(name, ty, true, true)
}

const fn opt(name: &'static str, ty: Type) -> Field {
    field(name, ty, false, false)
}

const fn opt_null(name: &'static str, ty: Type) -> Field {
    field(name, ty, false, true)
}
