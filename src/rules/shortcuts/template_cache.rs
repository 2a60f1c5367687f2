//! Requests that differ from one without findings in nothing but texts, as most requests of a batch do: they were made from
//! one template. What is the same, byte for byte, was looked at once; of a text it is enough that it is one and says
//! something. Anything else about a request, the rules find out.

use crate::bytes::begins;
use crate::json::{Index, Kind, Value, word};
use crate::rules::envelope::is_plain_id;
use crate::rules::settings::is_opaque_id;
use crate::rules::text::{ends_visibly, says_something};

/// Templates that are known at a time.
const KNOWN: usize = 8;
/// Longer requests are looked at as a whole each time: to keep them costs memory.
const LONGEST: usize = 64 * 1024;
/// Templates that may be learned without one of them being met again. After that only some requests are looked at for one.
const PATIENCE: u32 = 32;
const SELDOM: u64 = 64;

/// The templates of the requests so far, the one that was met last in front.
#[derive(Debug)]
pub(crate) struct TemplateCache {
    known: Vec<Template>,
    patience: u32,
    seen: u64,
}

/// A request without findings, and where its texts stand.
#[derive(Debug)]
struct Template {
    text: Vec<u8>,
    slots: Vec<Slot>,
}

/// A string that may be another one: the bytes between its quotes.
#[derive(Debug, Clone, Copy)]
struct Slot {
    holds: Holds,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A `custom_id`.
    Id,
    /// Text that says something.
    Text,
    /// The same of the assistant, who may have to stop without white space.
    Answer,
    /// A `user_id` that cannot be somebody's address.
    UserId,
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
    /// The `custom_id` of a request that has the form of one without findings.
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

    /// Keeps the form of a request without findings.
    pub(crate) fn learn(&mut self, text: &[u8], request: Value<'_>) {
        self.seen += 1;
        if text.len() > LONGEST || (self.patience == 0 && !self.seen.is_multiple_of(SELDOM)) {
            return;
        }
        if let Some(slots) = slots(request) {
            self.patience = self.patience.saturating_sub(1);
            self.known.truncate(KNOWN - 1);
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
    fn id_of<'t>(&self, text: &'t [u8], strings: &mut Index) -> Option<&'t [u8]> {
        let (mut at, mut own) = (0, 0);
        let mut id = None;
        for slot in &self.slots {
            let fixed = self.text.get(own..slot.start)?;
            if !begins(text.get(at..)?, fixed) {
                return None;
            }
            at += fixed.len();
            let end = strings.end_of_string(text, at)?;
            let inner = text.get(at..end)?;
            match slot.holds {
                Holds::Id => id = Some(inner).filter(|id| is_plain_id(id)),
                Holds::Text if says_something(inner) => {}
                Holds::Answer if says_something(inner) && ends_visibly(inner) => {}
                Holds::UserId if is_opaque_id(inner) => {}
                _ => return None,
            }
            (at, own) = (end, slot.end);
        }
        let rest = self.text.get(own..)?;
        id.filter(|_| text.len() - at == rest.len() && begins(text.get(at..).unwrap_or_default(), rest))
    }
}

/// The strings of a request on which no rule depends but by what [`Holds`] says.
fn slots(request: Value<'_>) -> Option<Vec<Slot>> {
    let mut slots = Vec::new();
    add(&mut slots, Holds::Id, request.get(word!("custom_id"))?);
    let params = request.get(word!("params"))?;
    // What is cached must be long enough, so what stands before a breakpoint is a part of the form. The breakpoint of the
    // request itself comes after all of it.
    if params.get(word!("cache_control")).is_some() {
        return None;
    }
    if let Some(user) = params
        .get(word!("metadata"))
        .and_then(|metadata| metadata.get(word!("user_id")))
    {
        add(&mut slots, Holds::UserId, user);
    }
    let before = slots.len();
    if let Some(system) = params.get(word!("system")) {
        texts(&mut slots, Holds::Text, system, before);
    }
    let messages = params.get(word!("messages"));
    for message in messages.iter().flat_map(Value::items) {
        let holds = match message.get(word!("role")) {
            Some(role) if role.is(word!("user")) => Holds::Text,
            _ => Holds::Answer,
        };
        if let Some(content) = message.get(word!("content")) {
            texts(&mut slots, holds, content, before);
        }
    }
    slots.sort_by_key(|slot| slot.start);
    Some(slots)
}

/// Adds the texts of content: itself, or those of its blocks. A breakpoint takes back all texts since `before`.
fn texts(slots: &mut Vec<Slot>, holds: Holds, content: Value<'_>, before: usize) {
    add(slots, holds, content);
    for block in content.items() {
        if block.get(word!("type")).is_some_and(|tag| tag.is(word!("text")))
            && let Some(text) = block.get(word!("text"))
        {
            add(slots, holds, text);
        }
        if block.mentions(word!("cache_control")) {
            slots.truncate(before);
        }
    }
}

fn add(slots: &mut Vec<Slot>, holds: Holds, value: Value<'_>) {
    let span = value.span();
    if value.kind() == Kind::String {
        slots.push(Slot {
            holds,
            start: span.start + 1,
            end: span.end - 1,
        });
    }
}
