//! A stream of results: bytes in, in any pieces; what each line says out, and an account of all of them.

use crate::bytes::Position;
use std::borrow::Cow;

use crate::bytes::lines::{Lines, Taker, trim};
use crate::results::line_shape::{Hole, Shape, Shapes};
use crate::results::outcome::Advice;
use crate::results::record;
use crate::results::record::{Malformed, Record};
use crate::results::tally::{Tally, TallyReport};

/// Where a line's bytes are.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The line, without white space around it.
    pub line: &'a [u8],
    /// Where that starts in the input.
    pub place: Position,
    /// Where it starts in the bytes that were pushed; `None` if the line began in earlier ones.
    pub in_push: Option<usize>,
}

/// What a line is.
#[derive(Debug)]
pub enum Found<'a> {
    /// A record that fits a shape: which, and what stands in its holes.
    Shaped(usize, &'a Shape, &'a [Hole]),
    /// A record that was read.
    Read(&'a Record<'a>, &'a Advice<'a>),
    /// Not a record.
    Malformed(&'a Malformed),
}

impl Found<'_> {
    /// The id, if the line is a record.
    pub fn custom_id<'a>(&self, line: &'a [u8]) -> Option<Cow<'a, str>> {
        let string = match self {
            Found::Shaped(_, shape, holes) => match holes.get(shape.custom_id) {
                Some(Hole::Text(string)) => *string,
                _ => return None,
            },
            Found::Read(record, _) => record.custom_id,
            Found::Malformed(_) => return None,
        };
        Some(string.value(line))
    }
}

/// The decoder.
#[derive(Debug, Default)]
pub struct Decode {
    lines: Lines,
    reading: Reading,
}

impl Decode {
    /// Takes the next bytes and tells `each` what the lines are that they complete.
    pub fn push(&mut self, bytes: &[u8], each: impl FnMut(Source<'_>, Found<'_>)) {
        let reading = &mut self.reading;
        self.lines.push_to(bytes, &mut Each { reading, each });
    }

    /// Ends the stream: what is left is the last line.
    pub fn finish(&mut self, each: impl FnMut(Source<'_>, Found<'_>)) {
        let reading = &mut self.reading;
        self.lines.finish_to(&mut Each { reading, each });
    }

    /// Goes on at the start of a line, without what is unfinished.
    pub fn start_at(&mut self, place: Position) {
        self.lines = Lines::at(place);
    }

    /// Where the next line starts.
    pub fn place(&self) -> Position {
        self.lines.place()
    }

    /// One shape.
    pub fn shape(&self, index: usize) -> Option<&Shape> {
        self.reading.shapes.get(index)
    }

    /// The account so far.
    pub fn tally(&self) -> TallyReport {
        let mut tally = self.reading.tally.clone();
        self.reading.shapes.all().iter().for_each(|shape| tally.shape(shape));
        tally.report()
    }
}

#[derive(Debug, Default)]
struct Reading {
    shapes: Shapes,
    tally: Tally,
}

struct Each<'a, F> {
    reading: &'a mut Reading,
    each: F,
}

impl<F: FnMut(Source<'_>, Found<'_>)> Each<'_, F> {
    fn shaped(&mut self, bytes: &[u8], whole: bool, place: Position, in_push: Option<usize>) -> Option<usize> {
        let (index, length) = self.reading.shapes.take(bytes, whole)?;
        let source = Source {
            line: bytes.get(..length)?,
            place,
            in_push,
        };
        let shape = self.reading.shapes.get(index)?;
        (self.each)(source, Found::Shaped(index, shape, self.reading.shapes.holes()));
        Some(length)
    }
}

impl<F: FnMut(Source<'_>, Found<'_>)> Taker for Each<'_, F> {
    fn known(&mut self, bytes: &[u8], place: Position, in_push: usize) -> Option<usize> {
        self.shaped(bytes, false, place, Some(in_push))
    }

    fn line(&mut self, line: &[u8], place: Position, in_push: Option<usize>) {
        let (line, before) = trim(line, place);
        if line.is_empty() {
            return;
        }
        let place = Position {
            offset: place.offset + before as u64,
            ..place
        };
        let in_push = in_push.map(|at| at + before);
        if self.shaped(line, true, place, in_push).is_some() {
            return;
        }
        let source = Source { line, place, in_push };
        match record::parse(line) {
            Ok(record) => {
                let advice = Advice::of(&record);
                self.reading.tally.record(&record, &advice);
                (self.each)(source, Found::Read(&record, &advice));
                self.reading.shapes.learn(&record, &advice);
            }
            Err(malformed) => {
                self.reading.tally.malformed();
                (self.each)(source, Found::Malformed(&malformed));
            }
        }
    }
}
