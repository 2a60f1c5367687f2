//! Converts records to numbers, and to strings that the numbers refer to. `record.ts` reads them.

use js_sys::{Array, Int32Array, JsString, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

use crate::bytes::Position;
use crate::json::BlockWriter;
use crate::json::cursor::JsonStr;
use crate::json::transcode;
use crate::json::transcode::TextSpan;
use crate::results::decoder::{LineContent, ShapedLine, Source};
use crate::results::leaf::LeafKind;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::Outcome;
use crate::results::record;

/// Maximum length of plain ASCII strings that cross together as one string.
const SHORT: usize = 64;
/// Longer strings are not copied: JavaScript decodes them from its own copy of the line.
const LARGE: usize = 1 << 20;
/// The form of strings longer than `LARGE`, in addition to the forms of `transcode`.
const IN_LINE: usize = 3;
/// The second number of a string that is decoded later: `ANSWER` for a part of an answer.
const ANSWER: i32 = 1;
const OTHER: i32 = 2;

/// The records of one push. The buffers are reused.
#[derive(Debug, Default)]
pub(super) struct RecordRows {
    /// The fields of each record that `RecordRows` in types.ts lists.
    numbers: Vec<i32>,
    /// The values of each record: strings as two numbers, numbers as one.
    values: Vec<i32>,
    /// Short strings, concatenated; all ASCII.
    short: Vec<u8>,
    /// The other strings, each in its own form.
    long: BlockWriter,
    /// The start of each, and its end times four plus its form.
    longs: Vec<i32>,
    /// The line that began in an earlier push; there is at most one. It may have several records.
    joined: Option<Uint8Array>,
    joined_offset: u64,
    /// If the record that is being added is in that line: its start.
    in_joined: Option<usize>,
    /// The texts of the answers, which are decoded later.
    answers: LaterTexts,
    /// The other long texts.
    others: LaterTexts,
    /// Problems of malformed lines, by record.
    problems: Vec<(u32, String)>,
    /// Shapes that records of this push are the first to match.
    shapes: Vec<usize>,
    first_line: u64,
    /// Whether the lines follow the end of the text, so that one may represent a missing end.
    pub(super) is_after_end: bool,
}

impl RecordRows {
    /// Prepares for a push whose first line is at `first`.
    pub(super) fn clear(&mut self, first: Position) {
        self.numbers.clear();
        self.values.clear();
        self.short.clear();
        self.longs.clear();
        // Releases the memory of an unusually large push.
        self.long.clear_to(1 << 20);
        self.answers.clear();
        self.others.clear();
        self.joined = None;
        self.problems.clear();
        self.shapes.clear();
        self.first_line = first.line;
    }

    pub(super) fn add(&mut self, source: Source<'_>, content: LineContent<'_>) {
        let line = source.line;
        // The position of the line for JavaScript: in the chunk, or before it, with a first byte below 0.
        let (place, start) = match source.in_push {
            Some(start) => (start as i32, start),
            None => {
                let start = line.as_ptr() as usize - source.whole.as_ptr() as usize;
                // Copied to JavaScript immediately, so that a long line is not stored twice.
                if self.joined.is_none() {
                    self.joined = Some(Uint8Array::from(source.whole));
                    self.joined_offset = source.position.offset;
                }
                (start as i32 - source.whole.len() as i32, start)
            }
        };
        self.in_joined = source.in_push.is_none().then_some(start);
        let number = source.position.line - self.first_line;
        let values = self.values.len();
        let (shape, outcome, id) = match content {
            LineContent::Shaped(shaped) => {
                if shaped.shape.lines == 1 {
                    self.shapes.push(shaped.index);
                }
                (shaped.index as i32, shaped.outcome, self.slots(line, place, &shaped))
            }
            LineContent::Parsed(record, advice) => {
                let id = self.string(line, record.custom_id);
                let kind = self.word(&record.kind());
                let reason = self.word(&advice.reason);
                self.values.extend([kind, reason].as_flattened());
                self.answers(place, record.texts.iter());
                (-1, advice.outcome, id)
            }
            LineContent::Malformed(malformed) => {
                let at = malformed.at.map(|at| format!(" at byte {at}")).unwrap_or_default();
                let problem = format!("line {}{at}: {}", source.position.line, malformed.problem);
                let index = self.numbers.len() / ROW;
                self.problems.push((index as u32, problem));
                (-2, Outcome::Malformed, [0, 0])
            }
        };
        // Such a line has no bytes in the text.
        let is_missing = self.is_after_end && record::is_missing_end(line);
        let length = if is_missing { 0 } else { line.len() };
        let joined = i32::from(self.in_joined.is_some());
        let [id_start, id_end] = id;
        self.numbers.extend::<[i32; ROW]>([
            number as i32,
            start as i32,
            (start + length) as i32,
            joined | (outcome as i32) << 1,
            shape,
            values as i32,
            id_start,
            id_end,
        ]);
    }

    /// Adds the values of a line that matches a shape, except for the id, which it returns. `place` is the start of the line.
    fn slots(&mut self, line: &[u8], place: i32, shaped: &ShapedLine<'_>) -> [i32; 2] {
        let shape = shaped.shape;
        if shape.is_envelope() {
            self.answers(place, shaped.answer());
            return shaped.text(shape.custom_id).map_or([0, 0], |id| self.string(line, *id));
        }
        let mut id = [0, 0];
        for (index, slot) in shaped.slots.iter().enumerate() {
            match slot {
                Slot::Text(string) if index == shape.custom_id => id = self.string(line, *string),
                Slot::Text(string) => {
                    let value = if is_short(string) {
                        self.short_part(string.raw(line))
                    } else if !shape.texts.contains(&index) {
                        [!self.others.add(place, string), OTHER]
                    } else if string.is_plain() {
                        [!self.answers.add(place, string), ANSWER]
                    } else {
                        // Most loops read the answers, and their bytes are in the cache now.
                        self.string(line, *string)
                    };
                    self.values.extend(value);
                }
                Slot::Number(number, _) => self.values.push(*number as i32),
                Slot::Json(_) => {}
            }
        }
        id
    }

    /// Adds the texts of the answer of a line that starts at `place`.
    fn answers<'a>(&mut self, place: i32, texts: impl Iterator<Item = &'a JsonStr>) {
        let first = self.answers.len();
        texts.for_each(|text| {
            self.answers.add(place, text);
        });
        self.values.extend([first, self.answers.len() - first]);
    }

    fn string(&mut self, line: &[u8], string: JsonStr) -> [i32; 2] {
        let raw = string.raw(line);
        if let Some(start) = self.in_joined
            && raw.len() > LARGE
        {
            return self.add_long(start + string.start - 1, start + string.end + 1, IN_LINE);
        }
        if is_short(&string) {
            return self.short_part(raw);
        }
        let span = transcode::append_string(&mut self.long, line, string);
        self.long_part(span)
    }

    /// Adds a word without escapes.
    #[inline(never)]
    fn word(&mut self, word: &str) -> [i32; 2] {
        if word.is_ascii() {
            return self.short_part(word.as_bytes());
        }
        let span = transcode::append_str(&mut self.long, word);
        self.long_part(span)
    }

    fn short_part(&mut self, ascii: &[u8]) -> [i32; 2] {
        let start = self.short.len();
        self.short.extend_from_slice(ascii);
        [start as i32, self.short.len() as i32]
    }

    fn long_part(&mut self, span: TextSpan) -> [i32; 2] {
        self.add_long(span.start, span.end, span.form as usize)
    }

    fn add_long(&mut self, start: usize, end: usize, form: usize) -> [i32; 2] {
        let index = self.longs.len() / 2;
        self.longs.extend([start as i32, (end << 2 | form) as i32]);
        [!(index as i32), 0]
    }

    /// Returns `RecordRows` of types.ts.
    pub(super) fn to_js<'a>(&self, shape: impl Fn(usize) -> Option<&'a Shape>) -> Array {
        let problems = self
            .problems
            .iter()
            .map(|(index, problem)| Array::of2(&(*index).into(), &problem.into()));
        let shapes = self
            .shapes
            .iter()
            .filter_map(|index| shape_to_js(*index, shape(*index)?));
        let rows: [JsValue; 12] = [
            Int32Array::from(self.numbers.as_slice()).into(),
            Int32Array::from(self.values.as_slice()).into(),
            JsString::from(String::from_utf8_lossy(&self.short).as_ref()).into(),
            Int32Array::from(self.longs.as_slice()).into(),
            JsValue::UNDEFINED,
            self.joined.clone().unwrap_or_default().into(),
            (self.joined_offset as f64).into(),
            (self.first_line as f64).into(),
            problems.collect::<Array>().into(),
            shapes.collect::<Array>().into(),
            self.answers.to_js(),
            self.others.to_js(),
        ];
        let rows: Array = rows.into_iter().collect();
        // Done last: if memory grows, views of it become invalid.
        rows.set(BYTES, view(self.long.text()));
        rows
    }
}

/// The positions of texts that JavaScript decodes later.
#[derive(Debug, Default)]
struct LaterTexts {
    /// Start, end and kind of each text: see `RecordRows` in types.ts. Positions exclude the quotes. They are offsets in the
    /// chunk, or negative in `joined`, which ends at 0.
    numbers: Vec<i32>,
}

impl LaterTexts {
    fn clear(&mut self) {
        self.numbers.clear();
        self.numbers.shrink_to(1 << 18);
    }

    /// Returns the number of texts.
    fn len(&self) -> i32 {
        (self.numbers.len() / 3) as i32
    }

    /// Adds a text of a line that starts at `place`, and returns its index.
    fn add(&mut self, place: i32, text: &JsonStr) -> i32 {
        let index = self.len();
        let [start, end] = [text.start, text.end].map(|at| place + at as i32);
        let kind = if !text.ascii { 0 } else { 1 + i32::from(text.escaped) };
        self.numbers.extend([start, end, kind]);
        index
    }

    fn to_js(&self) -> JsValue {
        Int32Array::from(self.numbers.as_slice()).into()
    }
}

/// Returns whether a string crosses together with other short ones.
fn is_short(string: &JsonStr) -> bool {
    string.is_plain() && string.end - string.start <= SHORT
}

/// Returns a view of the bytes without copying them, because JavaScript decodes them immediately.
pub(super) fn view(bytes: &[u8]) -> JsValue {
    let Ok(memory) = wasm_bindgen::memory().dyn_into::<WebAssembly::Memory>() else {
        return Uint8Array::from(bytes).into();
    };
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), bytes.as_ptr() as u32, bytes.len() as u32).into()
}

const ROW: usize = 8;
/// Index of `bytes` in `RecordRows`.
const BYTES: u32 = 4;

/// Returns `RecordShape` of types.ts, from which lines of this shape are rebuilt.
fn shape_to_js(index: usize, shape: &Shape) -> Option<Array> {
    // The index of each slot's value among the values of a record.
    let mut next = 0;
    let values: Vec<usize> = shape
        .kinds()
        .iter()
        .enumerate()
        .map(|(slot, kind)| {
            let value = next;
            next += match kind {
                LeafKind::Text if slot == shape.custom_id => 0,
                LeafKind::Text => 2,
                LeafKind::Number(_) | LeafKind::Json(_) => 1,
            };
            value
        })
        .collect();
    let marked = shape.with_markers(|slot, is_text| {
        let value = values.get(slot).copied().unwrap_or_default();
        format!("\\u0000{}{value}", if is_text { 's' } else { 'n' })
    });
    let texts = shape
        .texts
        .iter()
        .filter_map(|slot| values.get(*slot))
        .map(|value| JsValue::from(*value as u32));
    let marked = if shape.is_envelope() { b"" } else { marked.as_slice() };
    let shape: [JsValue; 5] = [
        (index as u32).into(),
        std::str::from_utf8(marked).ok()?.into(),
        shape.type_word.as_str().into(),
        shape.advice.reason.as_ref().into(),
        texts.collect::<Array>().into(),
    ];
    Some(shape.into_iter().collect())
}
