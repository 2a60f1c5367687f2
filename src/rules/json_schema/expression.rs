//! Finds faults of regular expressions that both JavaScript and Python reject. A pattern that some engines accept is not
//! reported.

/// Returns the fault of a pattern, if it is certain.
pub(in crate::rules) fn fault(pattern: &str) -> Option<&'static str> {
    let mut scan = Scan {
        rest: pattern,
        depth: 0,
        before: Before::Nothing,
    };
    while let Some(char) = scan.next() {
        if let Some(fault) = scan.step(char) {
            return Some(fault);
        }
    }
    (scan.depth > 0).then_some("a group without its )")
}

/// The element before a position in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The start of the pattern, of a group or of an alternative.
    Nothing,
    /// Something that can be repeated.
    Atom,
    /// A repetition.
    Repetition,
}

struct Scan<'p> {
    rest: &'p str,
    depth: usize,
    before: Before,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let char = chars.next();
        self.rest = chars.as_str();
        char
    }

    fn step(&mut self, char: char) -> Option<&'static str> {
        match char {
            '\\' => {
                if self.next().is_none() {
                    return Some("a backslash at its end");
                }
                self.before = Before::Atom;
            }
            '[' => return self.class(),
            '(' => {
                self.depth += 1;
                // The kind of group does not matter here; its name may contain anything.
                if let Some(rest) = self.rest.strip_prefix('?') {
                    self.rest = rest;
                    self.next();
                }
                self.before = Before::Nothing;
            }
            ')' => match self.depth.checked_sub(1) {
                Some(depth) => {
                    self.depth = depth;
                    self.before = Before::Atom;
                }
                None => return Some("a ) without its ("),
            },
            '|' => self.before = Before::Nothing,
            '*' | '+' | '?' if self.before == Before::Nothing => return Some("a repetition of nothing"),
            '*' if self.before == Before::Repetition => return Some("a repetition of a repetition"),
            '*' | '+' | '?' => self.before = Before::Repetition,
            '{' => return self.braces(),
            _ => self.before = Before::Atom,
        }
        None
    }

    /// Reads a character class. A bracket that comes first may be part of it, so only the end is certain.
    fn class(&mut self) -> Option<&'static str> {
        self.before = Before::Atom;
        self.rest = self.rest.strip_prefix('^').unwrap_or(self.rest);
        let start = self.rest;
        let mut is_closed = false;
        // A character with which a range can begin.
        let mut first = None;
        while let Some(char) = self.next() {
            match (char, first.take()) {
                ('\\', _) => drop(self.next()),
                (']', _) if self.rest.len() + 1 == start.len() && self.rest.contains(']') => {}
                (']', _) => {
                    is_closed = true;
                    break;
                }
                // In some engines, `--` and `-[` subtract a class.
                ('-', Some(first)) if !self.rest.starts_with(['\\', ']', '-', '[']) => {
                    if self.next().is_some_and(|last| last < first) {
                        return Some("a range whose end is below its start");
                    }
                }
                (char, _) => first = Some(char),
            }
        }
        (!is_closed).then_some("a [ without its ]")
    }

    /// Reads a range such as `{2,5}`; other braces are literal.
    fn braces(&mut self) -> Option<&'static str> {
        let Some((range, rest)) = self.rest.split_once('}') else {
            self.before = Before::Atom;
            return None;
        };
        let (least, most) = range.split_once(',').unwrap_or((range, range));
        match (least.parse::<u64>(), most.parse::<u64>()) {
            (Ok(least), Ok(most)) if least > most => return Some("a repetition whose end is below its start"),
            (Ok(_), Ok(_)) => {
                self.rest = rest;
                self.before = Before::Repetition;
            }
            (Ok(_), _) if most.is_empty() => {
                self.rest = rest;
                self.before = Before::Repetition;
            }
            _ => self.before = Before::Atom,
        }
        None
    }
}
