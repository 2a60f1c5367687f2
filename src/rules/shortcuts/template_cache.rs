//! Fast path. A request that differs from an accepted one only in free text needs no walk: only those strings are checked.
//! The rules check any other request.

use crate::bytes::begins;
use crate::json::{Index, Kind, Value, word};
use crate::rules::shortcuts::filled::{Filled, Form};
use crate::rules::shortcuts::slot::{Slot, SlotKind};
use crate::sorting::sort_by_rank;

/// Maximum number of templates in the cache.
const KNOWN: usize = 8;
/// Longer requests are always checked as a whole, because storing them costs memory.
const LONGEST: usize = 64 * 1024;
/// Number of templates that may be learned without a hit. After that, only some requests are learned, and only the last of them
/// is tried.
const PATIENCE: u32 = 32;
const SELDOM: u64 = 64;

/// The templates of the requests so far, most recently used first.
#[derive(Debug)]
pub(crate) struct TemplateCache {
    known: Vec<Template>,
    patience: u32,
    seen: u64,
}

/// A request without findings, and the spans of its texts.
#[derive(Debug)]
struct Template {
    text: Vec<u8>,
    slots: Vec<Slot>,
}

impl Default for TemplateCache {
    fn default() -> Self {
        TemplateCache {
            known: Vec::new(),
            patience: PATIENCE,
            seen: 0,
        }
    }
}

impl TemplateCache {
    /// Returns the `custom_id` of a request that matches a template.
    pub(crate) fn id_of<'t>(&mut self, text: &'t [u8], strings: &mut Index) -> Option<&'t [u8]> {
        let (at, id) = self
            .known
            .iter()
            .enumerate()
            .find_map(|(at, template)| Some((at, template.id_of(text, strings)?)))?;
        if let Some(known) = self.known.get_mut(..=at) {
            known.rotate_right(1);
        }
        self.patience = PATIENCE;
        Some(id)
    }

    /// Returns the form of the last accepted request, if it was stored as a template.
    pub(crate) fn form_of(&self, filled: &Filled<'_>) -> Option<Form> {
        let template = self.known.first()?;
        let is_same = template.text.len() == filled.text.len() && begins(&template.text, filled.text);
        // A string without holes is the same in all requests of a series, but must be one that allows any other string beside it.
        let fits = |slot: &Slot| {
            template
                .text
                .get(slot.start..slot.end)
                .is_some_and(|inner| slot.kind.accepts(inner))
        };
        (is_same && template.slots.iter().all(fits))
            .then(|| Form::of(filled, &template.slots))
            .flatten()
    }

    /// Stores a request without findings as a template.
    pub(crate) fn learn(&mut self, text: &[u8], request: Value<'_>) {
        self.seen += 1;
        if text.len() > LONGEST || (self.patience == 0 && !self.seen.is_multiple_of(SELDOM)) {
            return;
        }
        if let Some(slots) = slots(request) {
            self.patience = self.patience.saturating_sub(1);
            self.known.truncate(if self.patience == 0 { 0 } else { KNOWN - 1 });
            self.known.insert(
                0,
                Template {
                    text: text.to_vec(),
                    slots,
                },
            );
        }
    }
}

impl Template {
    /// Whether a text ends like the template after its last string.
    fn ends(&self, text: &[u8]) -> bool {
        let own = self.slots.last().and_then(|slot| self.text.get(slot.end..));
        let rest = own.unwrap_or_default();
        let end = text.len().checked_sub(rest.len()).and_then(|at| text.get(at..));
        end.is_some_and(|end| begins(end, rest))
    }

    fn id_of<'t>(&self, text: &'t [u8], strings: &mut Index) -> Option<&'t [u8]> {
        let (mut at, mut own) = (0, 0);
        let mut id = None;
        for (number, slot) in self.slots.iter().enumerate() {
            let fixed = self.text.get(own..slot.start)?;
            if !begins(text.get(at..)?, fixed) {
                return None;
            }
            at += fixed.len();
            // Done before the first long string is scanned. The bytes after the last string distinguish most requests.
            if number == 1 && !self.ends(text) {
                return None;
            }
            let end = strings.end_of_string(text, at)?;
            let inner = text.get(at..end)?;
            if !slot.kind.accepts(inner) {
                return None;
            }
            if slot.kind == SlotKind::Id {
                id = Some(inner);
            }
            (at, own) = (end, slot.end);
        }
        let rest = self.text.get(own..)?;
        id.filter(|_| text.len() - at == rest.len() && begins(text.get(at..).unwrap_or_default(), rest))
    }
}

/// Returns the strings of a request on which no rule depends, except as [`SlotKind`] describes.
fn slots(request: Value<'_>) -> Option<Vec<Slot>> {
    let mut slots = Vec::new();
    add(&mut slots, SlotKind::Id, request.get(word!("custom_id"))?);
    let params = request.get(word!("params"))?;
    // A cached prefix must be long enough, so the text before a breakpoint is fixed. The request's own breakpoint comes
    // after all text.
    if params.get(word!("cache_control")).is_some() {
        return None;
    }
    if let Some(user) = params
        .get(word!("metadata"))
        .and_then(|metadata| metadata.get(word!("user_id")))
    {
        add(&mut slots, SlotKind::UserId, user);
    }
    let before = slots.len();
    if let Some(system) = params.get(word!("system")) {
        texts(&mut slots, SlotKind::Text, system, before);
    }
    let messages = params.get(word!("messages"));
    for message in messages.iter().flat_map(Value::items) {
        let kind = match message.get(word!("role")) {
            Some(role) if role.is(word!("user")) => SlotKind::Text,
            _ => SlotKind::Answer,
        };
        if let Some(content) = message.get(word!("content")) {
            texts(&mut slots, kind, content, before);
        }
    }
    sort_by_rank(&mut slots, |slot| slot.start as u64);
    Some(slots)
}

/// Adds the texts of content: a string, or its text blocks. A breakpoint removes all texts since `before`.
fn texts(slots: &mut Vec<Slot>, kind: SlotKind, content: Value<'_>, before: usize) {
    add(slots, kind, content);
    for block in content.items() {
        if block.get(word!("type")).is_some_and(|tag| tag.is(word!("text")))
            && let Some(text) = block.get(word!("text"))
        {
            add(slots, kind, text);
        }
        if block.mentions(word!("cache_control")) {
            slots.truncate(before);
        }
    }
}

fn add(slots: &mut Vec<Slot>, kind: SlotKind, value: Value<'_>) {
    let span = value.span();
    if value.kind() == Kind::String {
        slots.push(Slot {
            kind,
            start: span.start + 1,
            end: span.end - 1,
        });
    }
}
