//! Strings of a request that may differ from those of an accepted one.

use crate::rules::envelope::is_plain_id;
use crate::rules::settings::is_opaque_id;
use crate::rules::text::{ends_in_visible_text, has_visible_text};

/// A string that may differ: the bytes between its quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) kind: SlotKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// A `custom_id`.
    Id,
    /// Text that is not blank.
    Text,
    /// Assistant text, which must also not end in whitespace.
    Answer,
    /// A `user_id` that cannot be personal data.
    UserId,
}

impl SlotKind {
    /// Whether this text is certainly valid for this kind.
    pub(super) fn accepts(self, inner: &[u8]) -> bool {
        match self {
            SlotKind::Id => is_plain_id(inner),
            SlotKind::Text => has_visible_text(inner),
            SlotKind::Answer => has_visible_text(inner) && ends_in_visible_text(inner),
            SlotKind::UserId => is_opaque_id(inner),
        }
    }
}
