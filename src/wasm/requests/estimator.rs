//! Estimates the cost of requests.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::options;
use super::row_reader::RowReader;
use crate::cost::estimator;
use crate::cost::samples::Sample;
use crate::requests::pipeline::{InputSettings, Pipeline, Stages};
use crate::wasm::options::{Fields, OptionError, option_error};
use crate::wasm::seed::random;
use crate::wasm::throw::{throw, to_js};

/// Maximum number of requests that the API counts.
const MOST_SAMPLES: u32 = 1_000;
/// Default number of requests that the API counts.
const SAMPLES: u32 = 20;

/// Estimates requests from an input cut anywhere.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Estimator {
    pipeline: Pipeline,
}

#[wasm_bindgen]
impl Estimator {
    /// Creates an estimator. With `exact`, it samples requests for the API to count.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(
            unchecked_param_type = "{ form?: string; exact?: { sample?: number | undefined } | undefined }"
        )]
        options: JsValue,
    ) -> Result<Estimator, JsValue> {
        let fields = Fields::new(&[&options]).map_err(throw)?;
        let sample = match fields.get("exact") {
            Some(exact) => samples(&exact).map_err(throw)?,
            None => 0,
        };
        let seed = random();
        let settings = InputSettings {
            form: options::form(&fields).map_err(throw)?,
            ..InputSettings::default()
        };
        let stages = Stages {
            estimator: Some(estimator::Estimator::new(sample as usize, seed)),
            ..Stages::default()
        };
        Ok(Estimator {
            pipeline: Pipeline::new(settings, stages),
        })
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) {
        self.pipeline.push(bytes);
    }

    /// Takes the finished requests of a row reader; returns their size as JSONL in bytes.
    #[wasm_bindgen(js_name = pushRows)]
    pub fn push_rows(&mut self, reader: &mut RowReader) -> f64 {
        reader.push_into(&mut self.pipeline)
    }

    /// Number of requests so far.
    #[wasm_bindgen(getter)]
    pub fn requests(&self) -> f64 {
        self.stage().map_or(0, estimator::Estimator::requests) as f64
    }

    /// Ends the input. Returns the samples to count, each as the JSON body for the endpoint.
    pub fn end(&mut self) -> Vec<String> {
        self.pipeline.finish();
        let samples = self.stage().map(estimator::Estimator::samples).unwrap_or_default();
        samples.iter().map(Sample::count_body).collect()
    }

    /// Takes the token count of one sample.
    pub fn counted(
        &mut self,
        sample: usize,
        #[wasm_bindgen(unchecked_param_type = "TokenCount")] count: JsValue,
    ) -> Result<(), JsValue> {
        let tokens = Reflect::get(&count, &"input_tokens".into())
            .ok()
            .and_then(|tokens| tokens.as_f64());
        let Some(tokens) = tokens.filter(|tokens| *tokens >= 0.0) else {
            let error = option_error(
                "exact.client",
                "a client whose countTokens returns { input_tokens }",
                &count,
                false,
            );
            return Err(throw(error));
        };
        if let Some(estimator) = &mut self.pipeline.stages_mut().estimator {
            estimator.set_count(sample, tokens);
        }
        Ok(())
    }

    /// Returns the estimate.
    #[wasm_bindgen(unchecked_return_type = "CostEstimate")]
    pub fn report(&self) -> JsValue {
        self.stage()
            .map_or(JsValue::UNDEFINED, |estimator| to_js(&estimator.report()))
    }
}

impl Estimator {
    fn stage(&self) -> Option<&estimator::Estimator> {
        self.pipeline.stages().estimator.as_ref()
    }
}

fn samples(exact: &JsValue) -> Result<u32, OptionError> {
    let fields = Fields::new(&[exact])?;
    let expected = format!("a whole number from 1 to {MOST_SAMPLES}");
    let fits = |count: f64| (1.0..=f64::from(MOST_SAMPLES)).contains(&count) && count.fract() == 0.0;
    Ok(fields
        .number("sample", &expected, fits)?
        .map_or(SAMPLES, |count| count as u32))
}
