//! A message, as the checks of whole conversations use it.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Role, Step};
use crate::rules::params::Params;

/// A message with the fields that the checks of whole conversations use.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Message<'a> {
    pub(in crate::rules) index: usize,
    pub(in crate::rules) value: Value<'a>,
    /// `None` if the API does not support the role; checks that depend on the role then report nothing.
    pub(in crate::rules) role: Option<Role>,
    pub(in crate::rules) content: Option<Value<'a>>,
}

impl<'a> Message<'a> {
    fn new(index: usize, value: Value<'a>) -> Message<'a> {
        let mut message = Message {
            index,
            value,
            role: None,
            content: None,
        };
        for (word, value) in value.fields() {
            if word == word!("role") {
                message.role = role(value);
            } else if word == word!("content") {
                message.content = Some(value);
            }
        }
        message
    }

    /// Its content blocks; none if its content is a string.
    pub(in crate::rules) fn blocks(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        self.content.into_iter().flat_map(|content| content.items())
    }

    /// Returns its last block, with its index.
    pub(in crate::rules) fn last_block(&self) -> Option<(usize, Value<'a>)> {
        self.blocks().enumerate().last()
    }

    /// Whether its content is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.content.is_some_and(|content| match content.kind() {
            Kind::String => content.raw().len() == 2,
            Kind::Array => content.elements().next().is_none(),
            _ => false,
        })
    }

    /// Whether it has no content and only sets the effort.
    pub(super) fn is_silent(&self) -> bool {
        self.content.is_none() || self.is_empty()
    }

    /// Runs a check inside it.
    pub(in crate::rules) fn inside<R>(
        &self,
        cursor: &mut Cursor<'a, '_>,
        look: impl FnOnce(&mut Cursor<'a, '_>) -> R,
    ) -> R {
        cursor.inside(Step::Name("messages"), |cursor| {
            cursor.inside(Step::Index(self.index), look)
        })
    }
}

/// The messages of a request.
pub(in crate::rules) fn each<'a>(params: &Params<'a>) -> impl Iterator<Item = Message<'a>> {
    let items = params
        .get(word!("messages"))
        .into_iter()
        .flat_map(|messages| messages.elements());
    items.enumerate().map(|(index, value)| Message::new(index, value))
}

/// The last message of a request.
pub(super) fn last<'a>(params: &Params<'a>) -> Option<Message<'a>> {
    let (index, value) = params.get(word!("messages"))?.elements().enumerate().last()?;
    Some(Message::new(index, value))
}

fn role(value: Value<'_>) -> Option<Role> {
    let word = value.word();
    if word == word!("user") {
        Some(Role::User)
    } else if word == word!("assistant") {
        Some(Role::Assistant)
    } else if word == word!("system") {
        Some(Role::System)
    } else {
        None
    }
}
