//! Checks requests and writes them into create bodies.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::options;
use super::row_reader::RowReader;
use crate::cost::prefix::Prefix;
use crate::requests::framing::Form;
use crate::requests::pipeline::{Pipeline, Stages};
use crate::requests::shards::divider::{Divider, Shard, ShardDetail};
use crate::rules::Checker;
use crate::wasm::throw::{object, throw, to_js};

/// Takes the text of requests, returns the bytes of create bodies, and finally a report.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Encoder {
    pipeline: Pipeline,
}

#[wasm_bindgen]
impl Encoder {
    /// Creates an encoder. With `collect` it writes bodies; otherwise it only checks and counts shards.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
        #[wasm_bindgen(unchecked_param_type = "EncoderOptions")] options: JsValue,
        collect: bool,
    ) -> Result<Encoder, JsValue> {
        let encoding = options::encoding(&client, &options).map_err(throw)?;
        let detail = ShardDetail {
            bodies: collect,
            facts: encoding.facts,
        };
        let stages = Stages {
            checker: Some(Checker::new(encoding.rules)),
            divider: (detail != ShardDetail::default()).then(|| Divider::new(detail)),
            prefix: encoding.prefix.then(Prefix::default),
            estimator: None,
        };
        Ok(Encoder {
            pipeline: Pipeline::new(encoding.settings, stages),
        })
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) {
        self.pipeline.push(bytes);
    }

    /// Takes the next text of the input.
    #[wasm_bindgen(js_name = pushText)]
    pub fn push_text(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    /// Takes the finished requests of a row reader; returns their size as JSONL in bytes.
    #[wasm_bindgen(js_name = pushRows)]
    pub fn push_rows(&mut self, reader: &mut RowReader) -> f64 {
        reader.push_into(&mut self.pipeline)
    }

    /// Returns the bytes of bodies since the last call, at most up to the end of a shard.
    pub fn take(&mut self) -> Uint8Array {
        let mut taken = None;
        if let Some(divider) = &mut self.pipeline.stages_mut().divider {
            divider.take_body(|bytes| taken = Some(Uint8Array::from(bytes)));
        }
        taken.unwrap_or_default()
    }

    /// Returns the next complete shard, once its bytes were taken. It has a hash and ids only with `facts`.
    #[wasm_bindgen(unchecked_return_type = "[facts: ShardFacts, customIds: Uint8Array<ArrayBuffer>] | undefined")]
    pub fn shard(&mut self) -> JsValue {
        let divider = self.pipeline.stages_mut().divider.as_mut();
        let Some(shard) = divider.and_then(Divider::shard) else {
            return JsValue::UNDEFINED;
        };
        let custom_ids = Uint8Array::from(shard.custom_ids.as_slice());
        Array::of2(&self.facts(&shard), &custom_ids).into()
    }

    /// Drops the bytes of bodies that were not taken, and stops collecting them.
    #[wasm_bindgen(js_name = forgetBodies)]
    pub fn forget_bodies(&mut self) {
        if let Some(divider) = &mut self.pipeline.stages_mut().divider {
            divider.forget_bodies();
        }
    }

    /// Returns the shared prefix of the requests so far, if the option `sharedPrefix` is set.
    #[wasm_bindgen(js_name = sharedPrefix, unchecked_return_type = "PrefixReport | undefined")]
    pub fn shared_prefix(&self) -> JsValue {
        let prefix = self.pipeline.stages().prefix.as_ref();
        prefix.map_or(JsValue::UNDEFINED, |prefix| to_js(&prefix.report()))
    }

    /// Number of requests so far.
    #[wasm_bindgen(getter)]
    pub fn requests(&self) -> f64 {
        self.pipeline.requests() as f64
    }

    /// Number of errors so far.
    #[wasm_bindgen(getter)]
    pub fn errors(&self) -> f64 {
        self.pipeline.errors() as f64
    }

    /// Ends the input; `take` then returns the rest of the last body. With `refuse`, errors are thrown instead of reported.
    #[wasm_bindgen(unchecked_return_type = "ValidationReport")]
    pub fn finish(&mut self, refuse: bool) -> Result<JsValue, JsValue> {
        let report = self.pipeline.finish();
        if refuse && !report.ok {
            return Err(throw(report));
        }
        Ok(to_js(&report))
    }

    fn facts(&self, shard: &Shard) -> JsValue {
        let form = match self.pipeline.form() {
            Form::Body => "body",
            Form::Array | Form::Elements => "array",
            Form::Values => "values",
            Form::Auto | Form::Jsonl => "jsonl",
        };
        object(&[
            ("index", (shard.index as f64).into()),
            ("first", (shard.first as f64).into()),
            ("start", (shard.start as f64).into()),
            ("requests", (shard.digest.requests as f64).into()),
            ("bytes", (shard.digest.bytes as f64).into()),
            ("hash", shard.digest.hash.to_string().into()),
            ("form", form.into()),
        ])
    }
}
