//! Checks requests and lays them out in create bodies, a piece at a time.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::options;
use super::row_reader::RowReader;
use crate::requests::shards::divider::{Shard, Shards, Wanted};
use crate::wasm::throw::{object, throw, to_js};

/// Text of requests in, bytes of create bodies out, and a report at the end.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Encoder {
    shards: Shards,
}

#[wasm_bindgen]
impl Encoder {
    /// `collect`: lay out bodies; otherwise only check, and count shards.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
        #[wasm_bindgen(unchecked_param_type = "EncoderOptions")] options: JsValue,
        collect: bool,
    ) -> Result<Encoder, JsValue> {
        let how = options::encoding(&client, &options).map_err(throw)?;
        let wanted = Wanted {
            bodies: collect,
            facts: how.facts,
            prefix: how.prefix,
        };
        Ok(Encoder {
            shards: Shards::new(how.check, how.limits, wanted),
        })
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) {
        self.shards.push(bytes);
    }

    /// Takes the next text of the input.
    #[wasm_bindgen(js_name = pushText)]
    pub fn push_text(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    /// Takes the requests that a reader of rows has made, and says how many bytes they are.
    #[wasm_bindgen(js_name = pushRows)]
    pub fn push_rows(&mut self, reader: &mut RowReader) -> f64 {
        reader.hand_over(|bytes| self.shards.push(bytes))
    }

    /// The bytes of bodies since the last call, up to the end of a shard at most.
    pub fn take(&mut self) -> Uint8Array {
        let mut taken = None;
        self.shards.take_body(|bytes| taken = Some(Uint8Array::from(bytes)));
        taken.unwrap_or_default()
    }

    /// The next shard that is complete, once its bytes were taken. With `facts` alone it has hash and ids.
    #[wasm_bindgen(unchecked_return_type = "[facts: ShardFacts, customIds: Uint8Array<ArrayBuffer>] | undefined")]
    pub fn shard(&mut self) -> JsValue {
        let Some(shard) = self.shards.shard() else {
            return JsValue::UNDEFINED;
        };
        let custom_ids = Uint8Array::from(shard.custom_ids.as_slice());
        Array::of2(&self.facts(&shard), &custom_ids).into()
    }

    /// From now on the bytes of bodies are not wanted.
    #[wasm_bindgen(js_name = forgetBodies)]
    pub fn forget_bodies(&mut self) {
        self.shards.forget_bodies();
    }

    /// What the requests so far have in common, if that was wanted.
    #[wasm_bindgen(js_name = sharedPrefix, unchecked_return_type = "PrefixReport | undefined")]
    pub fn shared_prefix(&self) -> JsValue {
        self.shards.prefix().map_or(JsValue::UNDEFINED, |report| to_js(&report))
    }

    /// Requests so far.
    #[wasm_bindgen(getter)]
    pub fn requests(&self) -> f64 {
        self.shards.requests() as f64
    }

    /// Errors so far.
    #[wasm_bindgen(getter)]
    pub fn errors(&self) -> f64 {
        self.shards.errors() as f64
    }

    /// Ends the input; `take` then gives the rest of the last body. With `refuse`, errors are thrown instead of reported.
    #[wasm_bindgen(unchecked_return_type = "ValidationReport")]
    pub fn finish(&mut self, refuse: bool) -> Result<JsValue, JsValue> {
        let report = self.shards.finish();
        if refuse && !report.ok {
            return Err(throw(report));
        }
        Ok(to_js(&report))
    }

    fn facts(&self, shard: &Shard) -> JsValue {
        let form = if self.shards.is_body() { "body" } else { "jsonl" };
        object(&[
            ("index", (shard.index as f64).into()),
            ("first", (shard.first as f64).into()),
            ("start", (shard.start as f64).into()),
            ("requests", (shard.laid.requests as f64).into()),
            ("bytes", (shard.laid.bytes as f64).into()),
            ("hash", shard.laid.hash.to_string().into()),
            ("form", form.into()),
        ])
    }
}

/// The catalogue of rules.
#[wasm_bindgen(unchecked_return_type = "Rule[]")]
pub fn rules() -> JsValue {
    to_js(&crate::rules::rules().collect::<Vec<_>>())
}
