//! The readable form of the tables. `table` packs them at compile time; the program does not contain this form.

use crate::json::Word;
use crate::rules::catalogue::Code;
use crate::rules::schema::name::Name;

/// An object of the API.
#[derive(Debug, Clone, Copy)]
pub(super) struct ObjectRow {
    pub(super) name: Name,
    /// The values of `type` that distinguish this object from others; empty if it has no such field.
    pub(super) tags: &'static [Word],
    pub(super) family: Family,
    /// Whether other fields are allowed.
    pub(super) is_open: bool,
    /// Its fields, except `type`.
    pub(super) fields: &'static [FieldRow],
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldRow {
    pub(super) name: Word,
    pub(super) ty: TypeRow,
    pub(super) is_required: bool,
    pub(super) is_nullable: bool,
    pub(super) rule: Option<Code>,
    pub(super) missing: Option<Code>,
}

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum TypeRow {
    Any,
    Object,
    String,
    Integer,
    #[allow(dead_code, reason = "no field of the API is one today")]
    Number,
    Bool,
    Words(&'static [Word]),
    Array(&'static TypeRow),
    One(Name),
    AnyOf(&'static [Name]),
    Or(&'static [TypeRow]),
}

/// The common rules of objects of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// For a field that the object does not support.
    pub unknown: Code,
    /// For a field that is missing or of the wrong type, unless the field has its own rule.
    pub missing: Code,
    /// For a field that must not be null, but is.
    pub null: Code,
    /// For a `type` that no object here has.
    pub tag: Code,
    /// For a missing `type`.
    pub untagged: Code,
}

impl Family {
    /// Makes a family with one rule for everything.
    pub(super) const fn of(code: &str) -> Family {
        let code = Code::of(code);
        Family {
            unknown: code,
            missing: code,
            null: code,
            tag: code,
            untagged: code,
        }
    }

    /// Sets the rule for fields that are missing or null.
    pub(super) const fn missing(self, code: &str) -> Family {
        let code = Code::of(code);
        Family {
            missing: code,
            null: code,
            ..self
        }
    }

    /// Sets the rule for fields that are null.
    pub(super) const fn null(self, code: &str) -> Family {
        Family {
            null: Code::of(code),
            ..self
        }
    }

    /// Sets the rule for an unknown or missing `type`.
    pub(super) const fn tag(self, code: &str) -> Family {
        let code = Code::of(code);
        Family {
            tag: code,
            untagged: code,
            ..self
        }
    }

    /// Sets the rule for a missing `type`.
    pub(super) const fn untagged(self, code: &str) -> Family {
        Family {
            untagged: Code::of(code),
            ..self
        }
    }
}

impl FieldRow {
    /// Sets the rule for a missing field or one of the wrong type, if it differs from the family's.
    pub(super) const fn rule(self, code: &str) -> FieldRow {
        FieldRow {
            rule: Some(Code::of(code)),
            ..self
        }
    }

    /// Sets the rule for a missing field, if it differs from both.
    pub(super) const fn missing(self, code: &str) -> FieldRow {
        FieldRow {
            missing: Some(Code::of(code)),
            ..self
        }
    }
}

impl ObjectRow {
    /// Allows other fields.
    pub(super) const fn open(self) -> ObjectRow {
        ObjectRow { is_open: true, ..self }
    }
}

/// Makes an object, by its name in the official SDK's types.
pub(super) const fn object(
    name: Name,
    tags: &'static [Word],
    family: Family,
    fields: &'static [FieldRow],
) -> ObjectRow {
    ObjectRow {
        name,
        tags,
        family,
        is_open: false,
        fields,
    }
}

const fn field(name: &str, ty: TypeRow, is_required: bool, is_nullable: bool) -> FieldRow {
    FieldRow {
        name: Word::of(name),
        ty,
        is_required,
        is_nullable,
        rule: None,
        missing: None,
    }
}

/// Makes a required field.
pub(super) const fn req(name: &str, ty: TypeRow) -> FieldRow {
    field(name, ty, true, false)
}

/// Makes a required field that may be null.
pub(super) const fn req_null(name: &str, ty: TypeRow) -> FieldRow {
    field(name, ty, true, true)
}

/// Makes an optional field.
pub(super) const fn opt(name: &str, ty: TypeRow) -> FieldRow {
    field(name, ty, false, false)
}

/// Makes an optional field that may be null.
pub(super) const fn opt_null(name: &str, ty: TypeRow) -> FieldRow {
    field(name, ty, false, true)
}
