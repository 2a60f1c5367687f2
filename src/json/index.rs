//! An index of one JSON text: where each value starts and ends, in order of appearance. The checks move through it back and
//! forth, which a stream of events would not allow. One index is reused for all requests.

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
    /// Indexes a text that holds exactly one value, and returns that value.
    ///
    /// # Errors
    /// A [`Fault`] if the text is not valid JSON in UTF-8, or is nested more than 512 levels deep.
    pub fn read<'a>(&'a mut self, text: &'a [u8]) -> Result<Value<'a>, Fault> {
        self.0.read(text)?;
        Ok(Value {
            index: &self.0,
            text,
            node: 0,
        })
    }

    /// Returns the offset of the closing quote of the string whose text starts at `at`; `None` if the string is invalid or
    /// lossy. Discards the previous index.
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

    /// Returns everything in the text that would not reach the API unchanged, in order.
    pub fn lossy(&self) -> &'a [(Lossy, Span)] {
        &self.index.lossy
    }

    /// For the tools of a request: their version, and whether the previous request had the same.
    pub fn tools_version(&self) -> Option<ToolsVersion> {
        let (node, version) = self.index.tools?;
        (node == self.node).then_some(version)
    }

    /// The kind of value.
    pub fn kind(&self) -> Kind {
        self.node().kind
    }

    /// Returns its byte range.
    pub fn span(&self) -> Span {
        let node = self.node();
        Span {
            start: node.start as usize,
            end: node.end as usize,
        }
    }

    /// Returns its bytes.
    pub fn raw(&self) -> &'a [u8] {
        let span = self.span();
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.kind() == Kind::Null
    }

    /// Returns the text of a string; `None` for other kinds.
    #[inline(never)]
    pub fn text(&self) -> Option<Text<'a>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        // The index has checked that it is UTF-8.
        let inner = self
            .text
            .get(node.start as usize + 1..(node.end as usize).checked_sub(1)?)?;
        Some(Text::new(std::str::from_utf8(inner).ok()?, node.flags & ESCAPED != 0))
    }

    /// Returns the bytes between a string's quotes, with escapes unresolved, and whether there are any escapes.
    #[inline(never)]
    pub fn inner(&self) -> Option<(&'a [u8], bool)> {
        let node = self.node();
        let inner = self
            .text
            .get(node.start as usize + 1..(node.end as usize).checked_sub(1)?)?;
        (node.kind == Kind::String).then_some((inner, node.flags & ESCAPED != 0))
    }

    /// Returns whether it is this string.
    #[inline]
    pub fn is(&self, name: impl Key) -> bool {
        name.is_in(self)
    }

    /// Returns the word of a string, if it is in the word list.
    #[inline]
    pub fn word(&self) -> Word {
        self.node().word
    }

    /// Returns the value of `true` or `false`.
    #[inline(never)]
    pub fn bool(&self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == b"true")
    }

    /// Returns a number written as an integer, if it fits in an `i64`.
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
            // Returns `None` for a fraction or an exponent, which contain other characters.
            let digit = i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
            let digit = if is_negative { -digit } else { digit };
            number = number.checked_mul(10)?.checked_add(digit)?;
        }
        Some(number)
    }

    /// Iterates over the entries of an object, in order; empty for other kinds.
    pub fn entries(&self) -> Entries<'a> {
        Entries(self.children(Kind::Object))
    }

    /// Returns the key of this value, which must be the value of an object's entry.
    pub fn key(&self) -> Value<'a> {
        self.with(self.node.saturating_sub(1))
    }

    /// Iterates over the items of an array, in order; empty for other kinds.
    pub fn items(&self) -> Items<'a> {
        Items(self.children(Kind::Array))
    }

    /// Iterates over the entries of an object with the word of each key; empty for other kinds. For hot loops: it is inlined.
    #[inline]
    pub fn fields(&self) -> Fields<'a> {
        Fields(self.children(Kind::Object))
    }

    /// Iterates over the items of an array, in order; empty for other kinds. For hot loops: it is inlined.
    #[inline]
    pub fn elements(&self) -> Elements<'a> {
        Elements(self.children(Kind::Array))
    }

    #[inline]
    fn children(&self, kind: Kind) -> Children<'a> {
        let node = self.node();
        Children {
            next: self.with(self.node + 1),
            end: if node.kind == kind { node.after } else { 0 },
        }
    }

    /// Returns whether it contains `word` anywhere, as a key or as a value.
    pub fn mentions(&self, word: Word) -> bool {
        let own = self.node as usize..self.node().after as usize;
        self.index
            .nodes
            .get(own)
            .is_some_and(|nodes| nodes.iter().any(|node| node.word == word))
    }

    /// Returns the value of a key. The last of duplicate keys wins, as in JavaScript.
    #[inline]
    pub fn get(&self, key: impl Key) -> Option<Value<'a>> {
        key.find(self)
    }

    /// [`get`](Value::get) for a word. This is the hottest loop of the checks, so it reads nodes directly. It is not inlined,
    /// because a copy would be as long as the rest of each caller.
    #[inline(never)]
    fn get_word(&self, word: Word) -> Option<Value<'a>> {
        let object = self.node();
        if object.kind != Kind::Object {
            return None;
        }
        let nodes = self.index.nodes.get(..object.after as usize)?;
        let (mut found, mut next) = (None, self.node as usize + 1);
        while let Some([key, value]) = nodes.get(next..).and_then(|rest| rest.first_chunk()) {
            if key.word == word {
                found = Some(next as u32 + 1);
            }
            next = value.after as usize;
        }
        Some(self.with(found?))
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
            // An escape makes at most six bytes from one, so most texts need not be compared.
            Some((inner, true)) if inner.len() > text.len() * 6 => false,
            Some((_, true)) => self.text().is_some_and(|value| value.is(text)),
            None => false,
        }
    }
}

/// The entries of an object.
#[derive(Debug, Clone)]
pub struct Entries<'a>(Children<'a>);

/// The entries of an object, with the word of each key.
#[derive(Debug, Clone)]
pub struct Fields<'a>(Children<'a>);

/// The items of an array, for hot loops.
#[derive(Debug, Clone)]
pub struct Elements<'a>(Children<'a>);

/// The items of an array.
#[derive(Debug, Clone)]
pub struct Items<'a>(Children<'a>);

/// Adjacent sibling nodes.
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

impl<'a> Iterator for Fields<'a> {
    type Item = (Word, Value<'a>);

    #[inline]
    fn next(&mut self) -> Option<(Word, Value<'a>)> {
        let Children { next: key, end } = self.0;
        if key.node >= end {
            return None;
        }
        let value = key.with(key.node + 1);
        self.0.next.node = value.node().after;
        Some((key.word(), value))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        let Children { next: item, end } = self.0;
        if item.node >= end {
            return None;
        }
        self.0.next.node = item.node().after;
        Some(item)
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Value<'a>;

    #[inline(never)]
    fn next(&mut self) -> Option<Value<'a>> {
        let mut elements = Elements(self.0.clone());
        let item = elements.next();
        self.0 = elements.0;
        item
    }
}

/// A key to compare strings with: a word of the list, which is fast, or any other text.
pub trait Key {
    /// Returns whether a value is this string.
    fn is_in(&self, value: &Value<'_>) -> bool;

    /// Returns the value of this key in an object.
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
