//! A download over several connections. Takes chunks and passes the new bytes to a reader in the same call, so that bytes cross
//! the boundary only once.

use std::borrow::Cow;

use js_sys::{Math, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Response;

use super::options;
use super::reader::Reader;
use crate::results::container::Container;
use crate::results::resume;
use crate::results::resume::{
    DownloadState, MAX_DROPS, Opening, Refusal, ResponseAction, ResponseEnd, ResponseHead, cursor,
};
use crate::wasm::throw::{ToJsError, throw};

/// The state of a download.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Download {
    state: DownloadState,
    new_bytes: NewBytes,
    /// The start of the response, except for stored results.
    opening: Opening,
    /// Status of the current response.
    status: u16,
    request_id: Option<String>,
    /// The reason why the input is not results.
    refusal: Option<Rejection>,
    /// For stored results.
    container: Option<Container>,
    /// Whether an input without results is an error.
    is_one_expected: bool,
    /// The maximum number of bytes of a line.
    max_line: usize,
}

#[derive(Debug, Clone)]
enum Rejection {
    /// The input is an HTML page.
    Markup,
    /// The input is something else, or has no result. Contains a description.
    NoResult(String),
}

/// The new bytes of the last chunk.
#[derive(Debug)]
enum NewBytes {
    /// The last bytes of the chunk; contains their number.
    End(usize),
    /// Lines of changed results.
    Lines(Vec<u8>),
}

#[wasm_bindgen]
impl Download {
    /// Starts at the first byte, or at a position. Throws for an option of the wrong type.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "DownloadOptions")] options: JsValue,
    ) -> Result<Download, JsValue> {
        let options = options::download(&options).map_err(throw)?;
        let max_drops = options.max_drops.unwrap_or(MAX_DROPS);
        let (state, before) = match options.from {
            Some((checkpoint, seen)) => (DownloadState::from_checkpoint(checkpoint, max_drops), seen),
            None => (DownloadState::new(max_drops), 0),
        };
        Ok(Download {
            state: state
                .with_max_line(options.max_line)
                .with_record_count(options.record_count, before),
            max_line: options.max_line,
            new_bytes: NewBytes::End(0),
            opening: Opening::default(),
            status: 0,
            request_id: None,
            refusal: None,
            is_one_expected: options.are_kept && options.record_count != Some(0),
            container: options.are_kept.then(Container::default),
        })
    }

    /// Sets the maximum line length of a reader that has read nothing yet.
    pub fn prepare(&self, reader: &mut Reader) {
        reader.set_max_line(self.max_line);
    }

    /// Returns the first byte to request; `undefined` to request everything.
    #[wasm_bindgen(js_name = firstByte)]
    pub fn first_byte(&self) -> Option<f64> {
        self.state.first_byte().map(|byte| byte as f64)
    }

    /// Takes the head of a response. Returns `false` if the results must be requested again.
    #[wasm_bindgen(js_name = beginResponse)]
    pub fn begin_response(&mut self, #[wasm_bindgen(unchecked_param_type = "Response")] response: JsValue) -> bool {
        // Accepts a response of another realm or a mock, if it looks like one.
        let response: Response = response.unchecked_into();
        let header = |name| response.headers().get(name).ok().flatten();
        let (range, length) = (header("content-range"), header("content-length"));
        (self.status, self.request_id) = (response.status(), header("request-id"));
        let head = ResponseHead {
            status: self.status,
            range: range.as_deref(),
            length: length.as_deref(),
            encoded: header("content-encoding").is_some_and(|coding| coding != "identity"),
        };
        let is_whole = self.container.is_none() && (self.status != 206 || range.is_none());
        self.opening.restart(is_whole);
        self.state.begin_response(head) == ResponseAction::Read
    }

    /// Called when a response ends; after that, `refuse` throws if it had no results. Returns `done`, `lost` (ended too early),
    /// `short` (too few records) or `changed` (differs from the bytes read before).
    #[wasm_bindgen(js_name = endResponse, unchecked_return_type = "'done' | 'lost' | 'short' | 'changed'")]
    pub fn end_response(&mut self, reader: &Reader) -> JsValue {
        let end = self.state.end_response(reader.count_at_end());
        if matches!(end, ResponseEnd::Short | ResponseEnd::Done) && reader.no_result().is_some() {
            self.refusal = self.opening.at_end().map(Rejection::NoResult);
        }
        match end {
            ResponseEnd::Done => "done".into(),
            ResponseEnd::Lost => "lost".into(),
            ResponseEnd::Short => "short".into(),
            ResponseEnd::Changed => "changed".into(),
        }
    }

    /// Called when the connection was lost. `code` is the error code, if the next request failed. Returns the wait before another
    /// request in milliseconds; `undefined` to give up.
    pub fn dropped(&mut self, code: Option<String>) -> Option<f64> {
        if code.is_some_and(|code| !resume::is_retryable(&code)) {
            return None;
        }
        let wait = self.state.dropped(Math::random())?;
        Some(wait.as_secs_f64() * 1000.0)
    }

    /// Passes the new bytes of a chunk to the reader and returns its output; `undefined` if the results changed or are not
    /// results: see `refuse`.
    // A single value and no `Result`, because V8 of Node 20 aborts if a hot export throws (docs/decisions.md, D-071).
    #[wasm_bindgen(unchecked_return_type = "ReaderOutput | undefined")]
    pub fn push(&mut self, chunk: &[u8], reader: &mut Reader) -> JsValue {
        let new = match self.state.take(chunk) {
            Ok(new) => new,
            Err(refusal) => {
                self.refusal = (refusal == Refusal::Markup).then_some(Rejection::Markup);
                return JsValue::UNDEFINED;
            }
        };
        if let Some(found) = self.opening.push(chunk) {
            self.refusal = Some(Rejection::NoResult(found));
            return JsValue::UNDEFINED;
        }
        let new = match &mut self.container {
            Some(container) => container.push(chunk),
            None => new,
        };
        if let Some(message) = self.container.as_ref().and_then(Container::refusal) {
            self.refusal = Some(Rejection::NoResult(message));
            return JsValue::UNDEFINED;
        }
        let output = reader.push(&new);
        self.new_bytes = match new {
            Cow::Borrowed(new) => NewBytes::End(new.len()),
            Cow::Owned(lines) => NewBytes::Lines(lines),
        };
        output
    }

    /// Throws if the input is not results.
    pub fn refuse(&self) -> Result<(), JsValue> {
        match &self.refusal {
            Some(rejection) => Err(throw(NotResults(self, rejection))),
            None => Ok(()),
        }
    }

    /// Ends the download: passes remaining lines to the reader, and ends it.
    #[wasm_bindgen(unchecked_return_type = "ReaderOutput")]
    pub fn end(&mut self, reader: &mut Reader) -> JsValue {
        let lines = match &mut self.container {
            Some(container) => Some(container.finish()).filter(|held| !held.is_empty()),
            None => self.state.finish(),
        };
        let output = reader.end(lines.as_deref());
        let foreign = self.container.as_ref().and_then(Container::refusal);
        self.refusal = foreign.or_else(|| self.no_result(reader)).map(Rejection::NoResult);
        self.new_bytes = lines.map_or(NewBytes::End(0), NewBytes::Lines);
        output
    }

    /// Discards the announced length, which does not count the decoded bytes that follow.
    #[wasm_bindgen(js_name = forgetLength)]
    pub fn forget_length(&mut self) {
        self.state.forget_length();
    }

    /// Restarts with the changed results, without the records that the reader already has.
    pub fn restart(&mut self, reader: &mut Reader) {
        reader.restart(|delivered| self.state.restart(delivered));
    }

    /// Returns the new bytes of the last chunk: their number at its end, or, for changed results, the lines that were passed on.
    #[wasm_bindgen(js_name = newBytes, unchecked_return_type = "number | Uint8Array<ArrayBuffer>")]
    pub fn new_bytes(&self) -> JsValue {
        match &self.new_bytes {
            NewBytes::End(bytes) => (*bytes as f64).into(),
            NewBytes::Lines(lines) => Uint8Array::from(lines.as_slice()).into(),
        }
    }

    /// The cursor of the position after the last complete line.
    pub fn cursor(&self) -> String {
        cursor::encode(self.state.checkpoint())
    }

    /// The cursor of a position in the last chunk.
    #[wasm_bindgen(js_name = cursorIn)]
    pub fn cursor_in(&self, chunk: &[u8], byte_offset: f64) -> String {
        cursor::encode(self.state.checkpoint_in(chunk, byte_offset as u64))
    }
}

impl Download {
    /// Returns the reason if there is no result although one is expected.
    fn no_result(&self, reader: &Reader) -> Option<String> {
        let message = reader.no_result().filter(|_| self.is_one_expected)?;
        let is_list = self.container.as_ref().is_some_and(Container::has_list) && reader.count() == 0.0;
        Some(if is_list { EMPTY_LIST.into() } else { message })
    }
}

const EMPTY_LIST: &str = "Expected results as JSON Lines, found an empty list.";

/// The error for an input that is not results.
struct NotResults<'a>(&'a Download, &'a Rejection);

impl ToJsError for NotResults<'_> {
    fn class(&self) -> &'static str {
        "ResponseError"
    }

    fn code(&self) -> &'static str {
        "unexpected_response"
    }

    fn message(&self) -> String {
        match self.1 {
            Rejection::Markup => "Expected results as JSON Lines, found an HTML page.".into(),
            Rejection::NoResult(message) => message.clone(),
        }
    }

    fn fields(&self, set: &dyn Fn(&str, JsValue)) {
        set("status", self.0.status.into());
        set("requestId", self.0.request_id.as_deref().into());
    }
}

/// Returns the first byte to request to resume from a position.
#[wasm_bindgen(js_name = askFor)]
pub fn ask_for(
    #[wasm_bindgen(unchecked_param_type = "DownloadOptions")] options: JsValue,
) -> Result<Option<f64>, JsValue> {
    Download::new(options).map(|download| download.first_byte())
}
