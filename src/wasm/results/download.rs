//! A download over all its connections: chunks in, and what is new of them on to a reader in the same call, so that bytes
//! cross once.

use crate::bytes::Position;
use std::borrow::Cow;

use js_sys::{Array, Math, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Response;

use super::decoder::{Decoder, Tallier};
use super::export::Export;
use super::index::Index;
use super::options;
use crate::bytes::rolling_hash::Mark;
use crate::results::resume;
use crate::results::resume::{Answer, End, Head, MAX_DROPS, Seen};
use crate::wasm::throw::throw;

/// The state of a download. What is new goes to a reader of the caller's, by the method of its kind; `undefined` instead
/// of what the reader gives says that the results changed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Download {
    state: resume::Download,
    passed: Fresh,
}

#[wasm_bindgen]
impl Download {
    /// Starts at the first byte, or where a position says. An option of the wrong kind throws.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "DownloadOptions")] options: JsValue,
    ) -> Result<Download, JsValue> {
        let options = options::download(&options).map_err(throw)?;
        let max_drops = options.max_drops.unwrap_or(MAX_DROPS);
        let state = match options.from {
            // A place in results that had changed has no hash: it is nowhere.
            Some((offset, hash)) => {
                let mark = Mark::parse(offset, &hash).unwrap_or_else(|| Mark::nowhere(offset));
                resume::Download::from(mark, max_drops)
            }
            None => resume::Download::new(max_drops),
        };
        Ok(Download {
            state,
            passed: Fresh::End(0),
        })
    }

    /// The first byte to ask for; nothing to ask for the whole.
    pub fn ask(&self) -> Option<f64> {
        self.state.ask().map(|byte| byte as f64)
    }

    /// An answer begins. False if it has to be asked for again.
    pub fn answered(&mut self, #[wasm_bindgen(unchecked_param_type = "Response")] response: JsValue) -> bool {
        // A response of another realm or of a mock is as good as ours, if it looks like one.
        let response: Response = response.unchecked_into();
        let header = |name| response.headers().get(name).ok().flatten();
        let (range, length) = (header("content-range"), header("content-length"));
        let head = Head {
            status: response.status(),
            range: range.as_deref(),
            length: length.as_deref(),
            encoded: header("content-encoding").is_some_and(|coding| coding != "identity"),
        };
        self.state.answered(head) == Answer::Read
    }

    /// An answer ended: `done`, or `lost` before its end, or it is not what was read before: `changed`.
    #[wasm_bindgen(unchecked_return_type = "'done' | 'lost' | 'changed'")]
    pub fn ended(&mut self) -> JsValue {
        match self.state.ended() {
            End::Done => "done".into(),
            End::Lost => "lost".into(),
            End::Changed => "changed".into(),
        }
    }

    /// The connection was lost; `code` is that of an error, if asking again failed. Milliseconds to wait before asking
    /// again, or nothing to give up.
    pub fn dropped(&mut self, code: Option<String>) -> Option<f64> {
        if code.is_some_and(|code| !resume::may_pass(&code)) {
            return None;
        }
        let wait = self.state.dropped(Math::random())?;
        Some(wait.as_secs_f64() * 1000.0)
    }

    /// The hash of everything up to the last whole line.
    pub fn hash(&self) -> String {
        told(self.state.mark())
    }

    /// The hash of everything up to a place in the last chunk.
    #[wasm_bindgen(js_name = hashIn)]
    pub fn hash_in(&self, chunk: &[u8], byte_offset: f64) -> String {
        told(self.state.mark_in(chunk, byte_offset as u64))
    }

    /// What was new in the last chunk: how many bytes at its end; or, of changed results, the lines that were passed on.
    #[wasm_bindgen(unchecked_return_type = "number | Uint8Array<ArrayBuffer>")]
    pub fn fresh(&self) -> JsValue {
        match &self.passed {
            Fresh::End(bytes) => (*bytes as f64).into(),
            Fresh::Lines(lines) => Uint8Array::from(lines.as_slice()).into(),
        }
    }

    /// Passes what is new to a decoder.
    #[wasm_bindgen(unchecked_return_type = "RecordRows | undefined")]
    pub fn decode(&mut self, chunk: &[u8], decoder: &mut Decoder) -> Option<Array> {
        self.take(chunk, |new| decoder.push(new))
    }

    /// The same for what is left at the end.
    #[wasm_bindgen(js_name = decodeEnd, unchecked_return_type = "RecordRows")]
    pub fn decode_end(&mut self, decoder: &mut Decoder) -> Array {
        match self.rest() {
            Some(rest) => decoder.push(&rest),
            None => decoder.finish(),
        }
    }

    /// From now on the decoder gets the changed results, without the records that it gave.
    #[wasm_bindgen(js_name = decodeAnew)]
    pub fn decode_anew(&mut self, decoder: &mut Decoder) {
        self.state.changed(decoder.seen());
        decoder.restart();
    }

    /// Passes what is new to a tally. False if the results changed.
    pub fn tally(&mut self, chunk: &[u8], tally: &mut Tallier) -> bool {
        self.take(chunk, |new| tally.push(new)).is_some()
    }

    /// The same for what is left at the end.
    #[wasm_bindgen(js_name = tallyEnd, unchecked_return_type = "Tally")]
    pub fn tally_end(&mut self, tally: &mut Tallier) -> JsValue {
        if let Some(rest) = self.rest() {
            tally.push(&rest);
        }
        tally.finish()
    }

    /// From now on the tally gets the changed results, all of them: nothing was given away yet.
    #[wasm_bindgen(js_name = tallyAnew)]
    pub fn tally_anew(&mut self, tally: &mut Tallier) {
        self.state.changed(&Seen::default());
        *tally = Tallier::new();
    }

    /// Passes what is new to the writer of a file.
    pub fn write(&mut self, chunk: &[u8], export: &mut Export) -> Option<Vec<u8>> {
        self.take(chunk, |new| export.state.push(new))
    }

    /// The same for what is left at the end.
    #[wasm_bindgen(js_name = writeEnd)]
    pub fn write_end(&mut self, export: &mut Export) -> Vec<u8> {
        let mut out = self.rest().map(|rest| export.state.push(&rest)).unwrap_or_default();
        out.extend(export.state.finish());
        out
    }

    /// From now on the file gets the changed results, without the records that it has.
    #[wasm_bindgen(js_name = writeAnew)]
    pub fn write_anew(&mut self, export: &mut Export) {
        self.state.changed(export.state.seen());
        export.state.restart();
    }

    /// Passes what is new to an index. False if the results changed.
    pub fn index(&mut self, chunk: &[u8], index: &mut Index) -> bool {
        self.take(chunk, |new| index.state.push(new)).is_some()
    }

    /// The same for what is left at the end.
    #[wasm_bindgen(js_name = indexEnd)]
    pub fn index_end(&mut self, index: &mut Index) {
        if let Some(rest) = self.rest() {
            index.state.push(&rest);
        }
        index.state.finish();
    }

    /// From now on the index gets the changed results, without the records that it has, as if they stood at this byte.
    #[wasm_bindgen(js_name = indexAnew)]
    pub fn index_anew(&mut self, index: &mut Index, byte_offset: f64) {
        self.state.changed(index.state.seen());
        let line = index.state.place().line;
        index.state.start_at(Position {
            line,
            offset: byte_offset as u64,
        });
    }
}

impl Download {
    fn take<T>(&mut self, chunk: &[u8], pass: impl FnOnce(&[u8]) -> T) -> Option<T> {
        let new = self.state.take(chunk).ok()?;
        let given = pass(&new);
        self.passed = match new {
            Cow::Borrowed(new) => Fresh::End(new.len()),
            Cow::Owned(lines) => Fresh::Lines(lines),
        };
        Some(given)
    }

    fn rest(&mut self) -> Option<Vec<u8>> {
        let rest = self.state.rest();
        self.passed = rest.clone().map_or(Fresh::End(0), Fresh::Lines);
        rest
    }
}

/// What the last chunk brought.
#[derive(Debug)]
enum Fresh {
    End(usize),
    Lines(Vec<u8>),
}

/// Which byte to ask for first, to go on from a position.
#[wasm_bindgen(js_name = askFor)]
pub fn ask_for(
    #[wasm_bindgen(unchecked_param_type = "DownloadOptions")] options: JsValue,
) -> Result<Option<f64>, JsValue> {
    Download::new(options).map(|download| download.ask())
}

fn told(mark: Option<Mark>) -> String {
    mark.map_or_else(|| "changed".into(), |mark| mark.hash())
}
