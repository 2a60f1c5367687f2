//! Records on their way to JavaScript: numbers, and the strings that the numbers point into. The other side is `rows.ts`.

use crate::bytes::Position;
use js_sys::{Array, Int32Array, JsString, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

use crate::json::cursor::Str;
use crate::json::transcode;
use crate::json::transcode::Laid;
use crate::results::decoder::{Found, Source};
use crate::results::line_shape::{Hole, Shape};
use crate::results::outcome::Outcome;

/// Strings up to this length that need no work cross together, as one string.
const SHORT: usize = 64;

/// The records of one push. Buffers are used again and again.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Of each record what `Row` in rows.ts lists.
    numbers: Vec<i32>,
    /// Of each record its values: strings as two numbers, numbers as one.
    values: Vec<i32>,
    /// Short strings, one after another; all ASCII.
    short: Vec<u8>,
    /// The others, each in a form of its own.
    long: Vec<u8>,
    /// Where each starts, and where it ends times four plus its form.
    longs: Vec<i32>,
    /// The line that began in an earlier push; there is at most one.
    joined: Vec<u8>,
    joined_offset: u64,
    /// What is wrong with malformed lines, by record.
    problems: Vec<(u32, String)>,
    /// Shapes that these records are the first to fit.
    shapes: Vec<usize>,
    first_line: u64,
}

impl Rows {
    /// Starts again for a push whose first line is this.
    pub(super) fn clear(&mut self, first: Position) {
        self.numbers.clear();
        self.values.clear();
        self.short.clear();
        self.longs.clear();
        // The memory of a push out of the ordinary is given back.
        self.long.clear();
        self.long.shrink_to(1 << 20);
        self.joined.clear();
        self.joined.shrink_to(1 << 20);
        self.problems.clear();
        self.shapes.clear();
        self.first_line = first.line;
    }

    pub(super) fn add(&mut self, source: Source<'_>, found: Found<'_>) {
        let line = source.line;
        let start = source.in_push.unwrap_or_else(|| {
            self.joined.extend_from_slice(line);
            self.joined_offset = source.place.offset;
            0
        });
        let number = source.place.line - self.first_line;
        let values = self.values.len();
        let (shape, outcome, id) = match found {
            Found::Shaped(index, shape, holes) => {
                if shape.lines == 1 {
                    self.shapes.push(index);
                }
                (index as i32, shape.advice.outcome, self.holes(line, shape, holes))
            }
            Found::Read(record, advice) => {
                let id = self.string(line, record.custom_id);
                let kind = self.string(line, record.type_word);
                let reason = self.word(&advice.reason);
                self.values.extend([kind, reason].as_flattened());
                for text in &record.texts {
                    let text = self.string(line, *text);
                    self.values.extend(text);
                }
                (-1, advice.outcome, id)
            }
            Found::Malformed(malformed) => {
                let at = malformed.at.map(|at| format!(" at byte {at}")).unwrap_or_default();
                let problem = format!("line {}{at}: {}", source.place.line, malformed.problem);
                let index = self.numbers.len() / ROW;
                self.problems.push((index as u32, problem));
                (-2, Outcome::Malformed, [0, 0])
            }
        };
        let joined = i32::from(source.in_push.is_none());
        let [id_start, id_end] = id;
        self.numbers.extend::<[i32; ROW]>([
            number as i32,
            start as i32,
            (start + line.len()) as i32,
            joined | (outcome as i32) << 1,
            shape,
            values as i32,
            id_start,
            id_end,
        ]);
    }

    /// The values of a line that fits a shape but for the id, which it gives.
    fn holes(&mut self, line: &[u8], shape: &Shape, holes: &[Hole]) -> [i32; 2] {
        let mut id = [0, 0];
        for (index, hole) in holes.iter().enumerate() {
            match hole {
                Hole::Text(string) if index == shape.custom_id => id = self.string(line, *string),
                Hole::Text(string) => {
                    let value = self.string(line, *string);
                    self.values.extend(value);
                }
                Hole::Number(number) => self.values.push(*number as i32),
            }
        }
        id
    }

    fn string(&mut self, line: &[u8], string: Str) -> [i32; 2] {
        let raw = string.raw(line);
        if string.ascii && !string.escaped && raw.len() <= SHORT {
            return self.part(raw);
        }
        let laid = transcode::lay(&mut self.long, line, string);
        self.laid(laid)
    }

    /// A word of the core's or the API's that was resolved already.
    fn word(&mut self, word: &str) -> [i32; 2] {
        if word.is_ascii() {
            return self.part(word.as_bytes());
        }
        let laid = transcode::lay_str(&mut self.long, word);
        self.laid(laid)
    }

    fn part(&mut self, ascii: &[u8]) -> [i32; 2] {
        let start = self.short.len();
        self.short.extend_from_slice(ascii);
        [start as i32, self.short.len() as i32]
    }

    fn laid(&mut self, laid: Laid) -> [i32; 2] {
        let index = self.longs.len() / 2;
        self.longs
            .extend([laid.start as i32, (laid.end << 2 | laid.form as usize) as i32]);
        [!(index as i32), 0]
    }

    /// `RecordRows` in types.ts.
    pub(super) fn told<'a>(&self, shape: impl Fn(usize) -> Option<&'a Shape>) -> Array {
        let problems = self
            .problems
            .iter()
            .map(|(index, problem)| Array::of2(&(*index).into(), &problem.into()));
        let shapes = self.shapes.iter().filter_map(|index| announce(*index, shape(*index)?));
        let rows: [JsValue; 10] = [
            Int32Array::from(self.numbers.as_slice()).into(),
            Int32Array::from(self.values.as_slice()).into(),
            JsString::from(String::from_utf8_lossy(&self.short).as_ref()).into(),
            Int32Array::from(self.longs.as_slice()).into(),
            view(&self.long),
            Uint8Array::from(self.joined.as_slice()).into(),
            (self.joined_offset as f64).into(),
            (self.first_line as f64).into(),
            problems.collect::<Array>().into(),
            shapes.collect::<Array>().into(),
        ];
        rows.into_iter().collect()
    }
}

/// The bytes where they are: strings are made of them at once, so they need not be copied first.
fn view(bytes: &[u8]) -> JsValue {
    let Ok(memory) = wasm_bindgen::memory().dyn_into::<WebAssembly::Memory>() else {
        return Uint8Array::from(bytes).into();
    };
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), bytes.as_ptr() as u32, bytes.len() as u32).into()
}

const ROW: usize = 8;

/// `RecordShape` in types.ts: how lines of this shape are put together again.
fn announce(index: usize, shape: &Shape) -> Option<Array> {
    // Where the value of each hole stands among the values of a record.
    let mut place = 0;
    let places: Vec<usize> = shape
        .kinds()
        .enumerate()
        .map(|(hole, is_text)| {
            let here = place;
            place += match is_text {
                true if hole == shape.custom_id => 0,
                true => 2,
                false => 1,
            };
            here
        })
        .collect();
    let marked = shape.marked(|hole, is_text| {
        let place = places.get(hole).copied().unwrap_or_default();
        format!("\\u0000{}{place}", if is_text { 's' } else { 'n' })
    });
    let texts = shape
        .texts
        .iter()
        .filter_map(|hole| places.get(*hole))
        .map(|place| JsValue::from(*place as u32));
    let shape: [JsValue; 5] = [
        (index as u32).into(),
        std::str::from_utf8(&marked).ok()?.into(),
        shape.type_word.as_str().into(),
        shape.advice.reason.as_ref().into(),
        texts.collect::<Array>().into(),
    ];
    Some(shape.into_iter().collect())
}
