//! Fast access to the fields of `params`.

use crate::json::{Span, Value, Word};
use crate::rules::schema::FIELDS_OF_PARAMS;

/// Number of words with direct access: the fields of the table, and a few others.
const AT_HAND: usize = 32;
const _: () = assert!(FIELDS_OF_PARAMS < AT_HAND);

/// The `params` object with direct access to its fields, which the rules read often.
pub(super) struct Params<'a> {
    value: Value<'a>,
    fields: [Option<Value<'a>>; AT_HAND],
}

impl<'a> Params<'a> {
    pub(super) fn new(value: Value<'a>) -> Params<'a> {
        let mut fields = [None; AT_HAND];
        for (key, value) in value.entries() {
            // If a key appears twice, the last one counts.
            if let Some(field) = fields.get_mut(key.word().number()) {
                *field = Some(value);
            }
        }
        Params { value, fields }
    }

    /// Returns the value of a field.
    #[inline]
    pub(super) fn get(&self, name: Word) -> Option<Value<'a>> {
        match self.fields.get(name.number()) {
            Some(field) => *field,
            None => self.value.get(name),
        }
    }

    /// The span of the object.
    pub(super) fn span(&self) -> Span {
        self.value.span()
    }

    /// Its entries, in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> + use<'a> {
        self.value.entries()
    }
}
