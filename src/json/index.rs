//! The shape of one JSON text: where each value starts and ends, in the order in which they stand, and nothing else. The
//! checks walk it back and forth, which a stream of events does not allow, and it is reused from request to request.

use super::last_tools::ToolsVersion;
use super::node::{ESCAPED, Node};
use super::nodes::{Lossy, Nodes};
use super::symbol::Word;
use super::syntax::{Fault, Kind, Span};
use super::text::Text;

/// The index of one text.
#[derive(Debug, Default)]
pub struct Index(Nodes);

impl Index {
    /// Reads a text that holds exactly one value.
    pub fn read<'a>(&'a mut self, text: &'a [u8]) -> Result<Value<'a>, Fault> {
        self.0.read(text)?;
        Ok(Value {
            index: &self.0,
            text,
            node: 0,
        })
    }

    /// Where the string ends whose first byte stands here: the place of its quote. None if anything in it is wrong or lossy.
    /// What was indexed before is gone.
    pub fn end_of_string(&mut self, text: &[u8], at: usize) -> Option<usize> {
        self.0.end_of_string(text, at)
    }
}

/// A value of an indexed text.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    index: &'a Nodes,
    text: &'a [u8],
    node: u32,
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Value")
            .field("kind", &self.kind())
            .field("span", &self.span())
            .finish()
    }
}

impl<'a> Value<'a> {
    #[inline]
    fn node(&self) -> Node {
        const NONE: Node = Node {
            start: 0,
            end: 0,
            after: 0,
            kind: Kind::Null,
            flags: 0,
            word: Word::NONE,
        };
        self.index.nodes.get(self.node as usize).copied().unwrap_or(NONE)
    }

    fn with(&self, node: u32) -> Value<'a> {
        Value { node, ..*self }
    }

    /// What the whole text loses on the way, in its order.
    pub fn lossy(&self) -> &'a [(Lossy, Span)] {
        &self.index.lossy
    }

    /// Of the tools of a request: whether they are those of the request before.
    pub fn tools_version(&self) -> Option<ToolsVersion> {
        let (node, version) = self.index.tools?;
        (node == self.node).then_some(version)
    }

    /// The kind of value.
    pub fn kind(&self) -> Kind {
        self.node().kind
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        let node = self.node();
        Span {
            start: node.start as usize,
            end: node.end as usize,
        }
    }

    /// Its bytes.
    pub fn raw(&self) -> &'a [u8] {
        let span = self.span();
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// A string's text.
    #[inline(never)]
    pub fn text(&self) -> Option<Text<'a>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        // Checked to be UTF-8 when it was indexed.
        let inner = self
            .text
            .get(node.start as usize + 1..(node.end as usize).checked_sub(1)?)?;
        Some(Text::new(std::str::from_utf8(inner).ok()?, node.flags & ESCAPED != 0))
    }

    /// A string's bytes between the quotes, escapes as they stand, and whether there are any.
    #[inline(never)]
    pub fn inner(&self) -> Option<(&'a [u8], bool)> {
        let node = self.node();
        let inner = self
            .text
            .get(node.start as usize + 1..(node.end as usize).checked_sub(1)?)?;
        (node.kind == Kind::String).then_some((inner, node.flags & ESCAPED != 0))
    }

    /// Whether it is this string.
    #[inline]
    pub fn is(&self, name: impl Key) -> bool {
        name.is_in(self)
    }

    /// The word that it is, if it is a string of the list.
    #[inline]
    pub fn word(&self) -> Word {
        self.node().word
    }

    /// `true` or `false`.
    #[inline(never)]
    pub fn bool(&self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == b"true")
    }

    /// A number that is written as an integer, if it fits.
    #[inline(never)]
    pub fn integer(&self) -> Option<i64> {
        if self.kind() != Kind::Number {
            return None;
        }
        let (digits, is_negative) = match self.raw() {
            [b'-', digits @ ..] => (digits, true),
            digits => (digits, false),
        };
        let mut number: i64 = 0;
        for digit in digits {
            // A fraction or an exponent has other characters.
            let digit = i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
            let digit = if is_negative { -digit } else { digit };
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        Some(number)
    }

    /// The entries of an object, in order; none of another value.
    pub fn entries(&self) -> Entries<'a> {
        Entries(self.children(Kind::Object))
    }

    /// The items of an array, in order; none of another value.
    pub fn items(&self) -> Items<'a> {
        Items(self.children(Kind::Array))
    }

    fn children(&self, kind: Kind) -> Children<'a> {
        let node = self.node();
        Children {
            next: self.with(self.node + 1),
            end: if node.kind == kind { node.after } else { 0 },
        }
    }

    /// Whether this string stands anywhere in it, as a key or as a value.
    pub fn mentions(&self, word: Word) -> bool {
        let own = self.node as usize..self.node().after as usize;
        self.index
            .nodes
            .get(own)
            .is_some_and(|nodes| nodes.iter().any(|node| node.word == word))
    }

    /// The value of a key. Of a key that stands twice the last one counts, as in JavaScript.
    #[inline]
    pub fn get(&self, key: impl Key) -> Option<Value<'a>> {
        key.find(self)
    }

    /// The same for a word: the hottest loop of all checks, so it looks at nodes, not at iterators of values. It is the same
    /// for all callers, since each copy of it would be as long as what they do besides.
    #[inline(never)]
    fn get_word(&self, word: Word) -> Option<Value<'a>> {
        let object = self.node();
        if object.kind != Kind::Object {
            return None;
        }
        let (mut found, mut next) = (None, self.node + 1);
        while next < object.after {
            let value = self.index.nodes.get(next as usize + 1)?;
            if self.with(next).word() == word {
                found = Some(self.with(next + 1));
            }
            next = value.after;
        }
        found
    }

    #[inline(never)]
    fn get_text(&self, text: &str) -> Option<Value<'a>> {
        let entries = self.entries().filter(|(key, _)| key.is_text(text));
        entries.last().map(|(_, value)| value)
    }

    #[inline(never)]
    fn is_text(&self, text: &str) -> bool {
        match self.inner() {
            Some((inner, false)) => inner == text.as_bytes(),
            // An escape makes up to six bytes of one, so most texts need not be looked at.
            Some((inner, true)) if inner.len() > text.len() * 6 => false,
            Some((_, true)) => self.text().is_some_and(|value| value.is(text)),
            None => false,
        }
    }
}

/// The entries of an object.
#[derive(Debug, Clone)]
pub struct Entries<'a>(Children<'a>);

/// The items of an array.
#[derive(Debug, Clone)]
pub struct Items<'a>(Children<'a>);

/// Nodes side by side.
#[derive(Debug, Clone)]
struct Children<'a> {
    next: Value<'a>,
    end: u32,
}

impl<'a> Iterator for Entries<'a> {
    type Item = (Value<'a>, Value<'a>);

    #[inline(never)]
    fn next(&mut self) -> Option<(Value<'a>, Value<'a>)> {
        let Children { next: key, end } = self.0;
        if key.node >= end {
            return None;
        }
        let value = key.with(key.node + 1);
        self.0.next.node = value.node().after;
        Some((key, value))
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<Value<'a>> {
        let Children { next: item, end } = self.0;
        if item.node >= end {
            return None;
        }
        self.0.next.node = item.node().after;
        Some(item)
    }
}

/// What a string may be compared with: a word of the list, which is quick, or any other text.
pub trait Key {
    /// Whether a value is this string.
    fn is_in(&self, value: &Value<'_>) -> bool;

    /// The value of this key in an object.
    fn find<'a>(&self, object: &Value<'a>) -> Option<Value<'a>>;
}

impl Key for Word {
    #[inline]
    fn is_in(&self, value: &Value<'_>) -> bool {
        value.word() == *self
    }

    #[inline]
    fn find<'a>(&self, object: &Value<'a>) -> Option<Value<'a>> {
        object.get_word(*self)
    }
}

impl<T: AsRef<str> + ?Sized> Key for &T {
    #[inline]
    fn is_in(&self, value: &Value<'_>) -> bool {
        value.is_text((*self).as_ref())
    }

    #[inline]
    fn find<'a>(&self, object: &Value<'a>) -> Option<Value<'a>> {
        object.get_text((*self).as_ref())
    }
}
