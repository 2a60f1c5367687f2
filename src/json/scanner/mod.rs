//! Finds the position of every value of a text in one pass; the hottest code of the checks.

mod strings;

use super::last_tools::ToolsVersion;
use super::node::{BIG, Node};
use super::nodes::{Lossy, Nodes};
use super::number_end::number_end;
use super::symbol::{Word, word};
use super::syntax::{Fault, Kind, MAX_DEPTH, Span, Unexpected};

impl Nodes {
    /// Reads a text that holds exactly one value.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<(), Fault> {
        self.nodes.clear();
        self.open.clear();
        self.lossy.clear();
        self.tools = None;
        Scan {
            text,
            at: 0,
            inside: Inside::Nothing,
            new_tools: None,
            index: self,
        }
        .document()
    }

    /// Returns the offset of the closing quote of the string whose text starts at `at`; `None` if it is invalid or lossy.
    pub(super) fn end_of_string(&mut self, text: &[u8], at: usize) -> Option<usize> {
        self.nodes.clear();
        self.lossy.clear();
        let mut scan = Scan {
            text,
            at: at.checked_sub(1)?,
            inside: Inside::Nothing,
            new_tools: None,
            index: self,
        };
        if scan.peek() != Some(b'"') {
            return None;
        }
        scan.string_at_quote().ok()?;
        let end = scan.at - 1;
        self.lossy.is_empty().then_some(end)
    }
}

/// What the next value is part of.
#[derive(Clone, Copy)]
enum Inside {
    Nothing,
    Object,
    Array,
}

impl Inside {
    #[inline]
    fn of(kind: Kind) -> Inside {
        match kind {
            Kind::Object => Inside::Object,
            _ => Inside::Array,
        }
    }
}

struct Scan<'a, 'i> {
    text: &'a [u8],
    at: usize,
    inside: Inside,
    /// New tools while they are being read: their node, and how many lossy values precede them.
    new_tools: Option<(u32, usize)>,
    index: &'i mut Nodes,
}

impl Scan<'_, '_> {
    fn document(&mut self) -> Result<(), Fault> {
        loop {
            // Here a value is due.
            match self.next() {
                b'"' => self.string_at_quote()?,
                b'{' => {
                    self.open(Kind::Object)?;
                    if self.next() != b'}' {
                        self.key()?;
                        continue;
                    }
                    self.close();
                }
                b'[' if self.is_tools() && self.skip_known_tools() => {}
                b'[' => {
                    self.open(Kind::Array)?;
                    if self.next() != b']' {
                        continue;
                    }
                    self.close();
                }
                b'-' | b'0'..=b'9' => self.number()?,
                b't' => self.word(b"true", Kind::Bool)?,
                b'f' => self.word(b"false", Kind::Bool)?,
                b'n' => self.word(b"null", Kind::Null)?,
                _ => return Err(self.fault("a value")),
            }
            if self.end_of_value()? {
                return Ok(());
            }
        }
    }

    /// Called after a value: closes what it ends. Returns whether the text is over; otherwise another value is due.
    #[inline]
    fn end_of_value(&mut self) -> Result<bool, Fault> {
        loop {
            match (self.next(), self.inside) {
                (b',', Inside::Object) => {
                    self.at += 1;
                    self.next();
                    self.key()?;
                    return Ok(false);
                }
                (b',', Inside::Array) => {
                    self.at += 1;
                    return Ok(false);
                }
                (b'}', Inside::Object) | (b']', Inside::Array) => self.close(),
                (_, Inside::Nothing) if self.at == self.text.len() => return Ok(true),
                _ => return Err(self.unexpected()),
            }
        }
    }

    #[cold]
    fn unexpected(&self) -> Fault {
        self.fault(match self.inside {
            Inside::Nothing => "the end",
            Inside::Object => "',' or '}' after a value",
            Inside::Array => "',' or ']' after a value",
        })
    }

    /// Returns whether the next value is that of `tools`, two levels deep, as in `params`.
    fn is_tools(&self) -> bool {
        let [_, parent] = self.index.open.as_slice() else {
            return false;
        };
        let key = self.index.nodes.last();
        let parent = self.index.nodes.get(*parent as usize);
        key.is_some_and(|key| key.word == word!("tools")) && parent.is_some_and(|parent| parent.kind == Kind::Object)
    }

    /// Skips tools that equal those of the previous text; remembers where new ones begin.
    fn skip_known_tools(&mut self) -> bool {
        let node = self.index.nodes.len() as u32;
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_known = self.index.last_tools.begin(rest);
        if is_known {
            self.at += self.index.last_tools.add_to(&mut self.index.nodes, self.at);
            let number = self.index.last_tools.version;
            self.index.tools = Some((node, ToolsVersion { number, is_known }));
        } else {
            self.index.tools = None;
            self.new_tools = Some((node, self.index.lossy.len()));
        }
        is_known
    }

    /// Stores tools that end here, unless they hold a lossy value, which would have to be reported again.
    fn keep_tools(&mut self, node: u32) {
        let Some((_, lossy)) = self.new_tools.take_if(|(tools, _)| *tools == node) else {
            return;
        };
        if self.index.lossy.len() != lossy {
            return;
        }
        let Nodes {
            nodes,
            last_tools,
            tools,
            ..
        } = &mut *self.index;
        let start = nodes.get(node as usize).map_or(0, |node| node.start as usize);
        let text = self.text.get(start..self.at).unwrap_or_default();
        last_tools.keep(text, start, nodes, node as usize);
        let number = last_tools.version;
        *tools = Some((
            node,
            ToolsVersion {
                number,
                is_known: false,
            },
        ));
    }

    fn open(&mut self, kind: Kind) -> Result<(), Fault> {
        if self.index.open.len() >= MAX_DEPTH as usize {
            return Err(Fault {
                at: self.at,
                expected: "at most 512 levels of nesting",
                found: Unexpected::Words("one more"),
            });
        }
        self.index.open.push(self.index.nodes.len() as u32);
        self.inside = Inside::of(kind);
        self.node(kind, self.at, 0);
        self.at += 1;
        Ok(())
    }

    /// Closes the innermost value, whose bracket comes next.
    fn close(&mut self) {
        self.at += 1;
        let Nodes { nodes, open, .. } = &mut *self.index;
        let after = nodes.len() as u32;
        let Some(node) = open.pop() else { return };
        if let Some(node) = nodes.get_mut(node as usize) {
            node.end = self.at as u32;
            node.after = after;
        }
        let outer = open.last().and_then(|outer| nodes.get(*outer as usize));
        self.inside = outer.map_or(Inside::Nothing, |outer| Inside::of(outer.kind));
        if self.new_tools.is_some() {
            self.keep_tools(node);
        }
    }

    /// Adds a node that ends here.
    fn node(&mut self, kind: Kind, start: usize, flags: u8) {
        self.push(kind, start, flags, Word::NONE);
    }

    #[inline(always)]
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

    /// Reads a key that starts here, and its colon.
    #[inline(always)]
    fn key(&mut self) -> Result<(), Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.fault("a key in double quotes"));
        }
        self.string_at_quote()?;
        if self.next() != b':' {
            return Err(self.fault("':' after a key"));
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Skips white space and returns the byte that follows it; NUL at the end of the text.
    #[inline(always)]
    fn next(&mut self) -> u8 {
        match self.peek() {
            Some(byte) if byte > b' ' => byte,
            _ => self.next_after_space(),
        }
    }

    #[inline(never)]
    fn next_after_space(&mut self) -> u8 {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek().unwrap_or_default()
    }

    #[cold]
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
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let length = number_end(rest).map_err(|at| Fault::here(self.text, start + at, "a digit"))?;
        self.at += length;
        let is_big = length > 15 && is_beyond_double(rest.get(..length).unwrap_or_default());
        if is_big {
            self.index.lossy.push((Lossy::BigInteger, Span { start, end: self.at }));
        }
        self.node(Kind::Number, start, if is_big { BIG } else { 0 });
        Ok(())
    }
}

/// Whether a number is an integer that a double may not hold.
#[cold]
#[inline(never)]
fn is_beyond_double(number: &[u8]) -> bool {
    /// 2^53.
    const SAFE: u64 = 9_007_199_254_740_992;
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    let is_safe = |text: &str| text.parse().is_ok_and(|value: u64| value <= SAFE);
    digits.iter().all(u8::is_ascii_digit) && !std::str::from_utf8(digits).is_ok_and(is_safe)
}
