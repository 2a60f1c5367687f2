//! Finds the position of every value of a text in one pass. The hottest code of the checks.

mod strings;

use std::ops::Range;

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
            new_tools: None,
            index: self,
        };
        let quote = at.checked_sub(1)?;
        if scan.byte(quote) != b'"' {
            return None;
        }
        let after = scan.string_at_quote(quote).ok()?;
        self.lossy.is_empty().then_some(after - 1)
    }
}

/// The container of the next value.
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

/// The offset is an argument and a result of each step, so that the hot loop has it in a register and not in memory.
struct Scan<'a, 'i> {
    text: &'a [u8],
    /// New tools while they are being read: their node, and the number of lossy values before them.
    new_tools: Option<(u32, usize)>,
    index: &'i mut Nodes,
}

impl Scan<'_, '_> {
    fn document(&mut self) -> Result<(), Fault> {
        let (mut at, mut inside) = (0, Inside::Nothing);
        loop {
            // A value is expected here.
            at = self.skip_space(at);
            match self.byte(at) {
                b'"' => at = self.string_at_quote(at)?,
                b'{' => {
                    at = self.open(Kind::Object, at)?;
                    inside = Inside::Object;
                    if self.byte(at) != b'}' {
                        at = self.key(at)?;
                        continue;
                    }
                    at += 1;
                    inside = self.close(at);
                }
                b'[' if self.is_tools() && self.skip_known_tools(&mut at) => {}
                b'[' => {
                    at = self.open(Kind::Array, at)?;
                    inside = Inside::Array;
                    if self.byte(at) != b']' {
                        continue;
                    }
                    at += 1;
                    inside = self.close(at);
                }
                b'-' | b'0'..=b'9' => at = self.number(at)?,
                b't' => at = self.word(at, b"true", Kind::Bool)?,
                b'f' => at = self.word(at, b"false", Kind::Bool)?,
                b'n' => at = self.word(at, b"null", Kind::Null)?,
                _ => return Err(self.fault(at, "a value")),
            }
            if self.end_of_value(&mut at, &mut inside)? {
                return Ok(());
            }
        }
    }

    /// Called after a value: closes the containers that end there. Returns whether the text is complete; otherwise another value
    /// follows.
    #[inline(always)]
    fn end_of_value(&mut self, at: &mut usize, inside: &mut Inside) -> Result<bool, Fault> {
        loop {
            *at = self.skip_space(*at);
            match (self.byte(*at), *inside) {
                (b',', Inside::Object) => {
                    *at = self.key(self.skip_space(*at + 1))?;
                    return Ok(false);
                }
                (b',', Inside::Array) => {
                    *at += 1;
                    return Ok(false);
                }
                (b'}', Inside::Object) | (b']', Inside::Array) => {
                    *at += 1;
                    *inside = self.close(*at);
                }
                (_, Inside::Nothing) if *at == self.text.len() => return Ok(true),
                _ => return Err(self.unexpected(*at, *inside)),
            }
        }
    }

    #[cold]
    fn unexpected(&self, at: usize, inside: Inside) -> Fault {
        let expected = match inside {
            Inside::Nothing => "the end",
            Inside::Object => "',' or '}' after a value",
            Inside::Array => "',' or ']' after a value",
        };
        self.fault(at, expected)
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

    /// Skips tools that equal those of the previous text, and records where new ones begin.
    fn skip_known_tools(&mut self, at: &mut usize) -> bool {
        let node = self.index.nodes.len() as u32;
        let rest = self.text.get(*at..).unwrap_or_default();
        let is_known = self.index.last_tools.begin(rest);
        if is_known {
            *at += self.index.last_tools.add_to(&mut self.index.nodes, *at);
            let number = self.index.last_tools.version;
            self.index.tools = Some((node, ToolsVersion { number, is_known }));
        } else {
            self.index.tools = None;
            self.new_tools = Some((node, self.index.lossy.len()));
        }
        is_known
    }

    /// Stores tools that end here, unless they contain a lossy value, which would have to be reported again.
    fn keep_tools(&mut self, node: u32, end: usize) {
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
        let text = self.text.get(start..end).unwrap_or_default();
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

    /// Opens a container whose bracket is here. Returns the offset of its contents.
    fn open(&mut self, kind: Kind, at: usize) -> Result<usize, Fault> {
        if self.index.open.len() >= MAX_DEPTH as usize {
            return Err(Fault {
                at,
                expected: "at most 512 levels of nesting",
                found: Unexpected::Words("one more"),
            });
        }
        self.index.open.push(self.index.nodes.len() as u32);
        self.push(kind, at..at, 0, Word::NONE);
        Ok(self.skip_space(at + 1))
    }

    /// Closes the innermost container, which ends here. Returns its parent.
    fn close(&mut self, end: usize) -> Inside {
        let Nodes { nodes, open, .. } = &mut *self.index;
        let after = nodes.len() as u32;
        let Some(node) = open.pop() else {
            return Inside::Nothing;
        };
        if let Some(node) = nodes.get_mut(node as usize) {
            node.end = end as u32;
            node.after = after;
        }
        let outer = open.last().and_then(|outer| nodes.get(*outer as usize));
        let inside = outer.map_or(Inside::Nothing, |outer| Inside::of(outer.kind));
        if self.new_tools.is_some() {
            self.keep_tools(node, end);
        }
        inside
    }

    #[inline(always)]
    fn push(&mut self, kind: Kind, bytes: Range<usize>, flags: u8, word: Word) {
        let after = self.index.nodes.len() as u32 + 1;
        self.index.nodes.push(Node {
            start: bytes.start as u32,
            end: bytes.end as u32,
            after,
            kind,
            flags,
            word,
        });
    }

    /// Reads a key that starts here, and its colon.
    #[inline(always)]
    fn key(&mut self, at: usize) -> Result<usize, Fault> {
        if self.byte(at) != b'"' {
            return Err(self.fault(at, "a key in double quotes"));
        }
        let after = self.string_at_quote(at)?;
        let colon = self.skip_space(after);
        if self.byte(colon) != b':' {
            return Err(self.fault(colon, "':' after a key"));
        }
        Ok(colon + 1)
    }

    /// Returns the byte at an offset, or NUL at the end of the text.
    #[inline(always)]
    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or_default()
    }

    /// Returns the next offset that is not white space.
    #[inline(always)]
    fn skip_space(&self, at: usize) -> usize {
        match self.byte(at) > b' ' {
            true => at,
            false => self.after_space(at),
        }
    }

    #[inline(never)]
    fn after_space(&self, mut at: usize) -> usize {
        while let b' ' | b'\t' | b'\n' | b'\r' = self.byte(at) {
            at += 1;
        }
        at
    }

    #[cold]
    fn fault(&self, at: usize, expected: &'static str) -> Fault {
        Fault::here(self.text, at, expected)
    }

    fn word(&mut self, at: usize, word: &'static [u8], kind: Kind) -> Result<usize, Fault> {
        if !self.text.get(at..).is_some_and(|rest| rest.starts_with(word)) {
            return Err(self.fault(at, "true, false or null"));
        }
        let end = at + word.len();
        self.push(kind, at..end, 0, Word::NONE);
        Ok(end)
    }

    fn number(&mut self, start: usize) -> Result<usize, Fault> {
        let rest = self.text.get(start..).unwrap_or_default();
        let length = number_end(rest).map_err(|at| Fault::here(self.text, start + at, "a digit"))?;
        let end = start + length;
        let is_big = length > 15 && is_beyond_double(rest.get(..length).unwrap_or_default());
        if is_big {
            self.index.lossy.push((Lossy::BigInteger, Span { start, end }));
        }
        self.push(Kind::Number, start..end, if is_big { BIG } else { 0 }, Word::NONE);
        Ok(end)
    }
}

/// Whether a number is an integer that a double may not represent exactly.
#[cold]
#[inline(never)]
fn is_beyond_double(number: &[u8]) -> bool {
    /// 2^53.
    const SAFE: u64 = 9_007_199_254_740_992;
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    let is_safe = |text: &str| text.parse().is_ok_and(|value: u64| value <= SAFE);
    digits.iter().all(u8::is_ascii_digit) && !std::str::from_utf8(digits).is_ok_and(is_safe)
}
