//! The fields of `params` at hand.

use crate::json::{Span, Value, Word};
use crate::rules::schema::FIELDS_OF_PARAMS;

/// Words that are at hand without a search: the fields of the table, and a few that it does not have.
const AT_HAND: usize = 32;
const _: () = assert!(FIELDS_OF_PARAMS < AT_HAND);

/// The `params` object with its fields at hand: the rules ask for them over and over.
pub(super) struct Params<'a> {
    value: Value<'a>,
    fields: [Option<Value<'a>>; AT_HAND],
}

impl<'a> Params<'a> {
    pub(super) fn new(value: Value<'a>) -> Params<'a> {
        let mut fields = [None; AT_HAND];
        for (key, value) in value.entries() {
            // Of a key that stands twice the last one counts.
            if let Some(field) = fields.get_mut(key.word().number()) {
                *field = Some(value);
            }
        }
        Params { value, fields }
    }

    /// The value of a field.
    #[inline]
    pub(super) fn get(&self, name: Word) -> Option<Value<'a>> {
        match self.fields.get(name.number()) {
            Some(field) => *field,
            None => self.value.get(name),
        }
    }

    /// Where the object stands.
    pub(super) fn span(&self) -> Span {
        self.value.span()
    }

    /// Its entries, in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> + use<'a> {
        self.value.entries()
    }
}
