//! Checks requests and lays them out in a create body, a piece at a time.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::convert;
use super::throw::{Failure, to_js};
use crate::error::Error;
use crate::plan::{BETWEEN, CLOSE, OPEN};
use crate::validate::Checker;

/// Text of requests in, bytes of a create body out, and a report at the end.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Encoder {
    checker: Checker,
    /// Body bytes not yet handed out; `None` if only the report is wanted.
    body: Option<Vec<u8>>,
    started: bool,
}

#[wasm_bindgen]
impl Encoder {
    /// `collect`: lay out a body; otherwise only check.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
        #[wasm_bindgen(unchecked_param_type = "EncoderOptions")] options: JsValue,
        collect: bool,
    ) -> Result<Encoder, JsValue> {
        let options = convert::check(&client, &options).map_err(Failure::from)?;
        Ok(Encoder {
            checker: Checker::new(options),
            body: collect.then(Vec::new),
            started: false,
        })
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) {
        let Encoder { checker, body, started } = self;
        checker.push(bytes, |request| lay(body, started, request));
    }

    /// Takes the next text of the input.
    #[wasm_bindgen(js_name = pushText)]
    pub fn push_text(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    /// The bytes of the body since the last call.
    pub fn take(&mut self) -> Uint8Array {
        let bytes = Uint8Array::from(self.body.as_deref().unwrap_or_default());
        if let Some(body) = &mut self.body {
            body.clear();
        }
        bytes
    }

    /// Requests so far.
    #[wasm_bindgen(getter)]
    pub fn requests(&self) -> f64 {
        self.checker.requests() as f64
    }

    /// Ends the input; `take` then gives the rest of the body. With `refuse`, errors are thrown instead of reported.
    #[wasm_bindgen(unchecked_return_type = "ValidationReport")]
    pub fn finish(&mut self, refuse: bool) -> Result<JsValue, JsValue> {
        let Encoder { checker, body, started } = self;
        let report = checker.finish(|request| lay(body, started, request));
        if let Some(body) = body {
            if !*started {
                body.extend_from_slice(OPEN);
            }
            body.extend_from_slice(CLOSE);
        }
        if refuse && !report.ok {
            return Err(Failure::from(Error::Validation(Box::new(report))).into());
        }
        Ok(to_js(&report))
    }
}

fn lay(body: &mut Option<Vec<u8>>, started: &mut bool, request: &[u8]) {
    if let Some(body) = body {
        body.extend_from_slice(if *started { BETWEEN } else { OPEN });
        body.extend_from_slice(request);
        *started = true;
    }
}
