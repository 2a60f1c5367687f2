//! The state machine of jobs. States and events cross as plain objects, which the shell stores as JSON.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::jobs::{Event, Job, Now, Policy, Shard, state};
use crate::wasm::throw::{object, to_js};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type { JobEvent, MachineState, MachineStep, NewJob } from '../../src/wire/jobs.ts';
"#;

/// A job that is driven.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Machine {
    job: Job,
}

/// What a new job is made of.
#[derive(Deserialize)]
struct NewJob {
    id: String,
    policy: Policy,
    shards: Vec<NewShard>,
}

#[derive(Deserialize)]
struct NewShard {
    requests: u64,
    bytes: u64,
    hash: String,
}

#[wasm_bindgen]
impl Machine {
    /// A job that has not begun.
    pub fn create(#[wasm_bindgen(unchecked_param_type = "NewJob")] job: JsValue) -> Result<Machine, JsValue> {
        let NewJob { id, policy, shards } = from_js(job)?;
        let shards = shards.into_iter();
        let shards = shards.map(|NewShard { requests, bytes, hash }| Shard::new(requests, bytes, hash));
        Ok(Machine {
            job: Job::new(id, policy, shards.collect()),
        })
    }

    /// A job as `state` returned it, also in an older version of the package. Throws if it cannot be read.
    pub fn read(#[wasm_bindgen(unchecked_param_type = "MachineState")] state: JsValue) -> Result<Machine, JsValue> {
        let job: Job = from_js(state)?;
        if job.version > state::VERSION {
            let version = job.version;
            return Err(js_sys::Error::new(&format!(
                "expected a job of version {} or older, found version {version}",
                state::VERSION
            ))
            .into());
        }
        Ok(Machine { job })
    }

    /// Applies an event; returns what to do once `state` is stored.
    #[wasm_bindgen(unchecked_return_type = "MachineStep")]
    pub fn apply(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "JobEvent")] event: JsValue,
        now_ms: f64,
        random: f64,
    ) -> Result<JsValue, JsValue> {
        let event: Event = from_js(event)?;
        let ms = now_ms as u64;
        Ok(to_js(&self.job.apply(event, Now { ms, random })))
    }

    /// Plain data to store.
    #[wasm_bindgen(getter, unchecked_return_type = "MachineState")]
    pub fn state(&self) -> JsValue {
        to_js(&self.job)
    }

    /// How far it is.
    #[wasm_bindgen(getter, unchecked_return_type = "import('../../src/wire/jobs.ts').Standing")]
    pub fn standing(&self) -> JsValue {
        object(&[
            ("isDone", self.job.is_done().into()),
            ("isCreated", self.job.is_created().into()),
            ("halt", to_js(&self.job.halt())),
        ])
    }
}

fn from_js<T: for<'de> Deserialize<'de>>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|problem| js_sys::Error::new(&problem.to_string()).into())
}
