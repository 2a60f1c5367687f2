//! The shape of one JSON text: where each value starts and ends, in the order in which they stand, and nothing else. The
//! checks walk it back and forth, which a stream of events does not allow, and it is reused from request to request.

use crate::bytes::plain::{first_odd, plain};
use crate::json::last_tools::{Again, Last};
use crate::json::reader::{Fault, Kind, MAX_DEPTH, Span, Text};
use crate::json::symbol::{Word, word};

/// One value, or the key of an object's entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    start: u32,
    end: u32,
    /// The node that follows this one and everything in it.
    after: u32,
    kind: Kind,
    flags: u8,
    /// Of a string.
    word: Word,
}

impl Node {
    /// The same elsewhere: so many bytes and nodes further on.
    #[inline]
    pub(super) fn moved(self, bytes: u32, nodes: u32) -> Node {
        Node {
            start: self.start.wrapping_add(bytes),
            end: self.end.wrapping_add(bytes),
            after: self.after.wrapping_add(nodes),
            ..self
        }
    }
}

/// The string has escapes.
const ESCAPED: u8 = 1;
/// The string has an escape that is half of a surrogate pair, which has no UTF-8 form.
const LONE: u8 = 2;
/// The number is an integer beyond 2^53.
const BIG: u8 = 4;

/// The index of one text.
#[derive(Debug, Default)]
pub struct Index {
    nodes: Vec<Node>,
    open: Vec<u32>,
    oddities: Vec<(Oddity, Span)>,
    last: Last,
    /// The tools of this text, if it has any: their node, and whether the text before had the same.
    tools: Option<(u32, Again)>,
}

/// Something that is JSON but does not survive the way to the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// An integer that a double cannot hold.
    BigInteger,
}

impl Index {
    /// Reads a text that holds exactly one value.
    pub fn read<'a>(&'a mut self, text: &'a [u8]) -> Result<Value<'a>, Fault> {
        self.nodes.clear();
        self.open.clear();
        self.oddities.clear();
        self.tools = None;
        Scan {
            text,
            at: 0,
            new_tools: None,
            index: self,
        }
        .document()?;
        Ok(Value {
            index: self,
            text,
            node: 0,
        })
    }
}

impl Index {
    /// Where the string ends whose first byte stands here: the place of its quote. None if anything is wrong or odd in it.
    /// What was indexed before is gone.
    pub(crate) fn end_of_string(&mut self, text: &[u8], at: usize) -> Option<usize> {
        self.nodes.clear();
        self.oddities.clear();
        let mut scan = Scan {
            text,
            at: at.checked_sub(1)?,
            new_tools: None,
            index: self,
        };
        scan.string("a string").ok()?;
        let end = scan.at - 1;
        self.oddities.is_empty().then_some(end)
    }
}

/// A value of an indexed text.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    index: &'a Index,
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

    /// What is odd in the whole text, in its order.
    pub fn oddities(&self) -> &'a [(Oddity, Span)] {
        &self.index.oddities
    }

    /// Of the tools of a request: whether they are those of the request before.
    pub fn again(&self) -> Option<Again> {
        let (node, again) = self.index.tools?;
        (node == self.node).then_some(again)
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
    pub fn is(&self, name: impl Wanted) -> bool {
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
    pub fn entries(&self) -> impl Iterator<Item = (Value<'a>, Value<'a>)> + use<'a> {
        let parent = *self;
        let node = self.node();
        let end = if node.kind == Kind::Object { node.after } else { 0 };
        let mut next = self.node + 1;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let (key, value) = (parent.with(next), parent.with(next + 1));
            next = value.node().after;
            Some((key, value))
        })
    }

    /// The items of an array, in order; none of another value.
    pub fn items(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let parent = *self;
        let node = self.node();
        let end = if node.kind == Kind::Array { node.after } else { 0 };
        let mut next = self.node + 1;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let item = parent.with(next);
            next = item.node().after;
            Some(item)
        })
    }

    /// Whether this string stands anywhere in it, as a key or as a value.
    pub(crate) fn mentions(&self, word: Word) -> bool {
        let own = self.node as usize..self.node().after as usize;
        self.index
            .nodes
            .get(own)
            .is_some_and(|nodes| nodes.iter().any(|node| node.word == word))
    }

    /// The value of a key. Of a key that stands twice the last one counts, as in JavaScript.
    #[inline(never)]
    pub fn get(&self, key: impl Wanted) -> Option<Value<'a>> {
        let object = self.node();
        if object.kind != Kind::Object {
            return None;
        }
        let (mut found, mut next) = (None, self.node + 1);
        while next < object.after {
            // The hottest loop of all checks, so it looks at nodes, not at iterators of values.
            let after = self.index.nodes.get(next as usize + 1)?.after;
            if key.is_in(&self.with(next)) {
                found = Some(self.with(next + 1));
            }
            next = after;
        }
        found
    }
}

/// What a string may be compared with: a word of the list, which is quick, or any other text.
pub trait Wanted {
    /// Whether a value is this string.
    fn is_in(&self, value: &Value<'_>) -> bool;
}

impl Wanted for Word {
    #[inline]
    fn is_in(&self, value: &Value<'_>) -> bool {
        value.word() == *self
    }
}

impl<T: AsRef<str> + ?Sized> Wanted for &T {
    fn is_in(&self, value: &Value<'_>) -> bool {
        let text = (*self).as_ref();
        match value.inner() {
            Some((inner, false)) => inner == text.as_bytes(),
            // An escape makes up to six bytes of one, so most texts need not be looked at.
            Some((inner, true)) if inner.len() > text.len() * 6 => false,
            Some((_, true)) => value.text().is_some_and(|value| value.is(text)),
            None => false,
        }
    }
}

/// The word that is written with escapes, as nobody does but anybody may.
#[cold]
fn escaped_word(inner: &[u8]) -> Word {
    /// Characters of the longest escape.
    const ESCAPE: usize = 6;
    // Words have no spaces, and most texts have.
    if inner.len() > Word::LONGEST * ESCAPE || inner.contains(&b' ') {
        return Word::NONE;
    }
    let Ok(inner) = std::str::from_utf8(inner) else {
        return Word::NONE;
    };
    let text = Text::new(inner, true).value();
    // Words are compared filled up with zeros: one in the text would go unseen.
    if text.contains('\0') {
        Word::NONE
    } else {
        Word::find(text.as_bytes())
    }
}

struct Scan<'a, 'i> {
    text: &'a [u8],
    at: usize,
    /// Tools that are others than before, while they are read: their node, and how many oddities stand before them.
    new_tools: Option<(u32, usize)>,
    index: &'i mut Index,
}

impl Scan<'_, '_> {
    fn document(&mut self) -> Result<(), Fault> {
        loop {
            // Here a value is due.
            self.space();
            match self.peek() {
                Some(b'{') => {
                    self.open(Kind::Object)?;
                    if !self.closed(b'}') {
                        self.key()?;
                        continue;
                    }
                }
                Some(b'[') if self.is_tools() && self.again() => {}
                Some(b'[') => {
                    self.open(Kind::Array)?;
                    if !self.closed(b']') {
                        continue;
                    }
                }
                Some(b'"') => self.string("a string")?,
                Some(b'-' | b'0'..=b'9') => self.number()?,
                Some(b't') => self.word(b"true", Kind::Bool)?,
                Some(b'f') => self.word(b"false", Kind::Bool)?,
                Some(b'n') => self.word(b"null", Kind::Null)?,
                _ => return Err(self.fault("a value")),
            }
            // A value is behind us: what it ends is closed, and either another one is due or the text is over.
            loop {
                self.space();
                let Some(open) = self
                    .index
                    .open
                    .last()
                    .and_then(|open| self.index.nodes.get(*open as usize))
                else {
                    return if self.at == self.text.len() {
                        Ok(())
                    } else {
                        Err(self.fault("the end"))
                    };
                };
                let is_object = open.kind == Kind::Object;
                if self.closed(if is_object { b'}' } else { b']' }) {
                    continue;
                }
                if self.peek() != Some(b',') {
                    let expected = if is_object {
                        "',' or '}' after a value"
                    } else {
                        "',' or ']' after a value"
                    };
                    return Err(self.fault(expected));
                }
                self.at += 1;
                if is_object {
                    self.space();
                    self.key()?;
                }
                break;
            }
        }
    }

    /// Whether the value that is due is that of `tools` in `params`, or in whatever stands in its place.
    fn is_tools(&self) -> bool {
        let [_, parent] = self.index.open.as_slice() else {
            return false;
        };
        let key = self.index.nodes.last();
        let parent = self.index.nodes.get(*parent as usize);
        key.is_some_and(|key| key.word == word!("tools")) && parent.is_some_and(|parent| parent.kind == Kind::Object)
    }

    /// Passes over tools that are those of the text before; of others it remembers where they begin.
    fn again(&mut self) -> bool {
        let node = self.index.nodes.len() as u32;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let seen = self.index.last.begin(rest);
        if seen {
            self.at += self.index.last.add_to(&mut self.index.nodes, self.at);
            let version = self.index.last.version;
            self.index.tools = Some((node, Again { version, seen }));
        } else {
            self.index.tools = None;
            self.new_tools = Some((node, self.index.oddities.len()));
        }
        seen
    }

    /// Keeps tools that end here, unless something odd is in them, which would have to be told again.
    fn keep_tools(&mut self, node: u32) {
        let Some((_, oddities)) = self.new_tools.take_if(|(tools, _)| *tools == node) else {
            return;
        };
        if self.index.oddities.len() != oddities {
            return;
        }
        let Index { nodes, last, tools, .. } = &mut *self.index;
        let start = nodes.get(node as usize).map_or(0, |node| node.start as usize);
        let text = self.text.get(start..self.at).unwrap_or_default();
        last.keep(text, start, nodes, node as usize);
        let version = last.version;
        *tools = Some((node, Again { version, seen: false }));
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        if self.index.open.len() >= MAX_DEPTH as usize {
            return Err(Fault {
                at: self.at,
                expected: "at most 512 levels of nesting",
                found: "one more".into(),
            });
        }
        self.index.open.push(self.index.nodes.len() as u32);
        self.node(kind, self.at, 0);
        self.at += 1;
        Ok(())
    }

    /// Closes the innermost value if its bracket comes next.
    fn closed(&mut self, bracket: u8) -> bool {
        self.space();
        if self.peek() != Some(bracket) {
            return false;
        }
        self.at += 1;
        let after = self.index.nodes.len() as u32;
        if let Some(open) = self.index.open.pop()
            && let Some(node) = self.index.nodes.get_mut(open as usize)
        {
            node.end = self.at as u32;
            node.after = after;
            if self.new_tools.is_some() {
                self.keep_tools(open);
            }
        }
        true
    }

    /// Adds a node that ends here.
    fn node(&mut self, kind: Kind, start: usize, flags: u8) {
        self.push(kind, start, flags, Word::NONE);
    }

    fn push(&mut self, kind: Kind, start: usize, flags: u8, word: Word) {
        let after = self.index.nodes.len() as u32 + 1;
        self.index.nodes.push(Node {
            start: start as u32,
            end: self.at as u32,
            after,
            kind,
            flags,
            word,
        });
    }

    fn key(&mut self) -> Result<(), Fault> {
        self.string("a key in double quotes")?;
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.fault("':' after a key"));
        }
        self.at += 1;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn fault(&self, expected: &'static str) -> Fault {
        Fault::here(self.text, self.at, expected)
    }

    fn word(&mut self, word: &'static [u8], kind: Kind) -> Result<(), Fault> {
        let start = self.at;
        if !self.text.get(start..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(self.fault("true, false or null"));
        }
        self.at += word.len();
        self.node(kind, start, 0);
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        /// 2^53.
        const SAFE: u64 = 9_007_199_254_740_992;
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let digits = self.at;
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let integer = self.text.get(digits..self.at).unwrap_or_default();
        let mut is_integer = true;
        if self.peek() == Some(b'.') {
            is_integer = false;
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            is_integer = false;
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        let beyond = || {
            std::str::from_utf8(integer)
                .ok()
                .and_then(|text| text.parse().ok())
                .is_none_or(|value: u64| value > SAFE)
        };
        let big = is_integer && integer.len() > 15 && beyond();
        if big {
            self.index
                .oddities
                .push((Oddity::BigInteger, Span { start, end: self.at }));
        }
        self.node(Kind::Number, start, if big { BIG } else { 0 });
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.fault("a digit"));
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self, expected: &'static str) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault(expected));
        }
        let start = self.at;
        // Nearly all strings are short: keys, types, ids. One look finds their end.
        let window = self.text.get(start + 1..).and_then(|rest| rest.first_chunk());
        if let Some(window) = window
            && let Some(end) = first_odd(window)
            && window.get(end) == Some(&b'"')
        {
            self.at += end + 2;
            self.push(Kind::String, start, 0, Word::short(window, end));
            return Ok(());
        }
        self.long_string(start)
    }

    fn long_string(&mut self, start: usize) -> Result<(), Fault> {
        self.at += 1;
        let mut flags = 0;
        loop {
            self.at += plain(self.text.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break self.at += 1,
                Some(b'\\') => {
                    self.at += 1;
                    flags |= ESCAPED;
                    if self.escape()? {
                        flags |= LONE;
                        let span = Span {
                            start: self.at - 6,
                            end: self.at,
                        };
                        self.index.oddities.push((Oddity::LoneSurrogate, span));
                    }
                }
                Some(_) => self.beyond_ascii()?,
                None => return Err(self.fault("'\"' at the end of a string")),
            }
        }
        let inner = self.text.get(start + 1..self.at - 1).unwrap_or_default();
        let word = match flags {
            0 => Word::find(inner),
            _ => escaped_word(inner),
        };
        self.push(Kind::String, start, flags, word);
        Ok(())
    }

    /// Goes on to the next quote or backslash, over what is not plain: refuses control characters and bytes that are not
    /// UTF-8.
    fn beyond_ascii(&mut self) -> Result<(), Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = memchr::memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
        let part = rest.get(..end).unwrap_or_default();
        // Without an early exit the compiler looks at 16 bytes at a time; there is nearly never one to find.
        let control = part.iter().fold(false, |control, byte| control | (*byte < 0x20));
        if control && let Some(first) = part.iter().position(|byte| *byte < 0x20) {
            self.at += first;
            return Err(self.fault("an escape such as \\n for a control character"));
        }
        if let Err(error) = std::str::from_utf8(part) {
            return Err(Fault {
                at: self.at + error.valid_up_to(),
                expected: "UTF-8",
                found: "a byte that is not".into(),
            });
        }
        self.at += end;
        Ok(())
    }

    /// Reads an escape, the backslash being behind us; says whether it is half of a surrogate pair.
    fn escape(&mut self) -> Result<bool, Fault> {
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 1;
                Ok(false)
            }
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex4()?;
                match unit {
                    0xd800..0xdc00 => {
                        let pair = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(b"\\u"));
                        if !pair {
                            return Ok(true);
                        }
                        let before = self.at;
                        self.at += 2;
                        if (0xdc00..0xe000).contains(&self.hex4()?) {
                            return Ok(false);
                        }
                        // The second escape stands for itself.
                        self.at = before;
                        Ok(true)
                    }
                    0xdc00..0xe000 => Ok(true),
                    _ => Ok(false),
                }
            }
            _ => Err(self.fault("one of \" \\ / b f n r t u after a backslash")),
        }
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self.fault("four hexadecimal digits after \\u"));
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }
}
