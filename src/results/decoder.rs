//! Incremental results decoder: takes bytes cut anywhere, classifies each line, and keeps a running tally.

use std::borrow::Cow;

use crate::bytes::Position;
use crate::bytes::lines::{LineVisitor, Lines, trim};
use crate::json::Span;
use crate::json::cursor::JsonStr;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::{Advice, Outcome};
use crate::results::record;
use crate::results::record::{MAX_LINE, Malformed, Record};
use crate::results::shape_cache::ShapeCache;
use crate::results::tally::Tally;
use crate::results::tally_report::TallyReport;

/// The position of a line's bytes.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The line, without surrounding white space.
    pub line: &'a [u8],
    /// The position of the line in the input.
    pub position: Position,
    /// Its offset in the pushed bytes; `None` if the line began in earlier ones.
    pub in_push: Option<usize>,
    /// The line that it is a part of, if that has several records; otherwise `line`.
    pub whole: &'a [u8],
}

impl Source<'_> {
    /// Returns one of the records of a line that has several.
    fn part(&self, span: Span) -> Source<'_> {
        Source {
            line: self.line.get(span.start..span.end).unwrap_or_default(),
            position: self.position.plus(span.start),
            in_push: self.in_push.map(|at| at + span.start),
            whole: self.line,
        }
    }
}

/// A line that fits a shape.
#[derive(Debug, Clone, Copy)]
pub struct ShapedLine<'a> {
    /// The index of the shape.
    pub index: usize,
    /// The shape.
    pub shape: &'a Shape,
    /// The values of its slots.
    pub slots: &'a [Slot],
    /// The texts of an answer whose content is one slot; otherwise empty.
    texts: &'a [JsonStr],
    /// The outcome.
    pub outcome: Outcome,
}

impl<'a> ShapedLine<'a> {
    /// Returns the string in a slot.
    pub fn text(&self, slot: usize) -> Option<&'a JsonStr> {
        match self.slots.get(slot) {
            Some(Slot::Text(string)) => Some(string),
            _ => None,
        }
    }

    /// Returns the texts of the answer.
    pub fn answer(&self) -> impl Iterator<Item = &'a JsonStr> {
        let of_slots = self.shape.texts.iter().filter_map(|slot| self.text(*slot));
        self.texts.iter().chain(of_slots)
    }
}

/// The classification of a line.
#[derive(Debug)]
pub enum LineContent<'a> {
    /// A record that fits a shape.
    Shaped(ShapedLine<'a>),
    /// A record that was parsed.
    Parsed(&'a Record<'a>, &'a Advice<'a>),
    /// Not a record.
    Malformed(&'a Malformed),
}

impl LineContent<'_> {
    /// Returns the id, if the line is a record.
    pub fn custom_id<'a>(&self, line: &'a [u8]) -> Option<Cow<'a, str>> {
        let string = match self {
            LineContent::Shaped(shaped) => *shaped.text(shaped.shape.custom_id)?,
            LineContent::Parsed(record, _) => record.custom_id,
            LineContent::Malformed(_) => return None,
        };
        Some(string.value(line))
    }
}

/// The incremental decoder.
#[derive(Debug)]
pub struct ResultsDecoder {
    lines: Lines,
    state: DecoderState,
}

impl Default for ResultsDecoder {
    fn default() -> Self {
        ResultsDecoder::with_max_line(MAX_LINE)
    }
}

impl ResultsDecoder {
    /// Creates a decoder for which a line of more than `max_line` bytes is malformed.
    pub fn with_max_line(max_line: usize) -> ResultsDecoder {
        ResultsDecoder {
            lines: Lines::with_max_line(max_line.saturating_add(1)),
            state: DecoderState {
                max_line,
                ..DecoderState::default()
            },
        }
    }

    /// Makes the decoder skim: it does not validate strings, arrays and objects in the blocks of an answer, which a tally does
    /// not read.
    pub fn skimming(mut self) -> ResultsDecoder {
        self.state.skims = true;
        self.state.shapes = ShapeCache::skimming();
        self
    }

    /// Takes the next bytes and calls `each` with the lines that they complete.
    pub fn push(&mut self, bytes: &[u8], each: impl FnMut(Source<'_>, LineContent<'_>)) {
        let state = &mut self.state;
        self.lines.push_to(bytes, &mut Visitor::new(state, each));
    }

    /// Ends the stream; remaining bytes are the last line.
    pub fn finish(&mut self, each: impl FnMut(Source<'_>, LineContent<'_>)) {
        let state = &mut self.state;
        self.lines.finish_to(&mut Visitor::new(state, each));
    }

    /// Reads one line from elsewhere, independent of the stream.
    pub fn line(&mut self, line: &[u8], position: Position, each: impl FnMut(Source<'_>, LineContent<'_>)) {
        let state = &mut self.state;
        Visitor::new(state, each).line(line, position, Some(0));
    }

    /// Drops the unfinished line and continues at the start of a line.
    pub fn start_at(&mut self, position: Position) {
        self.lines.restart_at(position);
    }

    /// Returns the position of the next line.
    pub fn position(&self) -> Position {
        self.lines.position()
    }

    /// Returns the number of pushed bytes, including the unfinished line.
    pub fn end(&self) -> u64 {
        self.lines.end()
    }

    /// Returns the number of records in the unfinished line: usually one if it only lacks its line ending.
    pub fn records_left(&self) -> u64 {
        record::count(self.lines.tail())
    }

    /// Returns the shape with this index.
    pub fn shape(&self, index: usize) -> Option<&Shape> {
        self.state.shapes.get(index)
    }

    /// Returns the reason if no line is a result; `None` if one is.
    pub fn no_result(&self) -> Option<String> {
        let state = &self.state;
        let has_result = state.has_parsed || state.shapes.all().iter().any(|shape| shape.lines > 0);
        (!has_result).then(|| record::no_result(state.first_malformed.as_deref()))
    }

    /// Returns the tally so far.
    pub fn tally(&self) -> TallyReport {
        let mut tally = self.state.tally.clone();
        self.state.shapes.all().iter().for_each(|shape| tally.shape(shape));
        TallyReport {
            first_malformed: self.state.first_malformed.clone(),
            ..tally.report()
        }
    }
}

/// The state that the decoder has from earlier lines.
#[derive(Debug, Default)]
struct DecoderState {
    /// The maximum number of bytes of a line.
    max_line: usize,
    /// Whether the contents of an answer's blocks are not validated.
    skims: bool,
    shapes: ShapeCache,
    tally: Tally,
    /// Whether there was a record.
    has_parsed: bool,
    /// The problem of the first malformed line.
    first_malformed: Option<String>,
}

impl DecoderState {
    /// Reads a line of `bytes` bytes including surrounding white space. It may have several records, as where files without a
    /// final line end were joined.
    #[inline(never)]
    fn parsed(&mut self, source: Source<'_>, bytes: usize, each: &mut dyn FnMut(Source<'_>, LineContent<'_>)) {
        let line = source.line;
        match record::parse_up_to(line, bytes, self.max_line, self.skims) {
            Ok(record) => {
                let advice = Advice::of(&record);
                self.tally.record(&record, &advice);
                self.has_parsed = true;
                each(source, LineContent::Parsed(&record, &advice));
                self.shapes.learn(&record, &advice);
            }
            Err(malformed) => {
                let records = if bytes > self.max_line {
                    Vec::new()
                } else {
                    record::joined(line)
                };
                if records.is_empty() {
                    self.tally.malformed();
                    let first = &mut self.first_malformed;
                    first.get_or_insert_with(|| malformed.describe(line, source.position));
                    each(source, LineContent::Malformed(&malformed));
                }
                for span in records {
                    self.parsed(source.part(span), span.end - span.start, each);
                }
            }
        }
    }
}

struct Visitor<'a, F> {
    state: &'a mut DecoderState,
    each: F,
    /// The offset in this push of the line that matched no shape.
    tried: Option<usize>,
}

impl<'a, F: FnMut(Source<'_>, LineContent<'_>)> Visitor<'a, F> {
    fn new(state: &'a mut DecoderState, each: F) -> Self {
        let tried = None;
        Visitor { state, each, tried }
    }

    /// Reads `bytes` by a shape. Returns the length of the line; without `whole`, other lines may follow it.
    fn shaped(&mut self, bytes: &[u8], whole: bool, place: Source<'_>) -> Option<usize> {
        // A longer line matches no shape, independently of where the pushes end.
        let within = self.state.max_line.saturating_add(1);
        let bytes = bytes.get(..within).unwrap_or(bytes);
        let (index, length) = self.state.shapes.take(bytes, whole)?;
        let line = bytes.get(..length)?;
        let source = Source { line, ..place };
        let shapes = &self.state.shapes;
        let shape = shapes.get(index)?;
        let (texts, outcome) = shapes.content(source.line, shape);
        let shaped = ShapedLine {
            index,
            shape,
            slots: shapes.slots(),
            texts,
            outcome,
        };
        (self.each)(source, LineContent::Shaped(shaped));
        Some(length)
    }
}

impl<F: FnMut(Source<'_>, LineContent<'_>)> LineVisitor for Visitor<'_, F> {
    fn recognize(&mut self, bytes: &[u8], position: Position, in_push: usize) -> Option<usize> {
        self.tried = Some(in_push);
        let place = Source {
            line: bytes,
            position,
            in_push: Some(in_push),
            whole: bytes,
        };
        self.shaped(bytes, false, place)
    }

    fn line(&mut self, line: &[u8], position: Position, in_push: Option<usize>) {
        let bytes = line.len();
        let (line, before) = trim(line);
        if line.is_empty() {
            return;
        }
        let position = position.plus(before);
        let in_push = in_push.map(|at| at + before);
        let is_tried = line.len() == bytes && in_push.is_some() && in_push == self.tried;
        let source = Source {
            line,
            position,
            in_push,
            whole: line,
        };
        if is_tried || bytes > self.state.max_line || self.shaped(line, true, source).is_none() {
            self.state.parsed(source, bytes, &mut self.each);
        }
    }
}
