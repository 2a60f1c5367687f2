//! The state machine of jobs. States and events cross as plain objects, which the shell stores as JSON.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::catalog::ApiVersion;
use crate::catalog::limits::{MAX_BODY_BYTES, MAX_REQUESTS};
use crate::jobs;
use crate::jobs::{Batch, Decision, Event, Job, Listing, LookCost, Now, Policy, Shard, state};
use crate::wasm::throw::{ToJsError, object, throw, to_js};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type { JobEvent, MachineStep, NewJob, StoredState } from '../../src/wire/jobs.ts';
"#;

/// A job that is being driven.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Machine {
    job: Job,
}

/// The data of a new job.
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

/// The `anthropic-version` of a create without one.
#[wasm_bindgen(js_name = defaultApiVersion)]
pub fn default_api_version() -> String {
    ApiVersion::default().as_str().to_owned()
}

/// The maximum number of requests and bytes of a shard, for jobs that do not set them.
#[wasm_bindgen(js_name = defaultLimits)]
pub fn default_limits() -> Vec<f64> {
    vec![MAX_REQUESTS as f64, MAX_BODY_BYTES as f64]
}

/// Derives an identifier of credentials within a job, slowly: 64 bits of PBKDF2, as hexadecimal digits.
#[wasm_bindgen(js_name = deriveScope)]
pub fn derive_scope(credentials: &str, salt: &str, iterations: u32) -> String {
    jobs::scope::derive(credentials, salt, iterations)
}

/// Whether one listing takes fewer calls than separate looks. `costs` are the concatenated results of `lookCost` for each job.
#[wasm_bindgen(js_name = isOneListing)]
pub fn is_one_listing(costs: &[u32]) -> bool {
    let costs: Vec<LookCost> = costs
        .as_chunks()
        .0
        .iter()
        .map(|&[calls, pages]| LookCost { calls, pages })
        .collect();
    jobs::is_one_listing(&costs)
}

#[wasm_bindgen]
impl Machine {
    /// Makes a job that has not begun.
    pub fn create(#[wasm_bindgen(unchecked_param_type = "NewJob")] job: JsValue) -> Result<Machine, JsValue> {
        let NewJob { id, policy, shards } = from_js(job)?;
        let shards = shards.into_iter();
        let shards = shards.map(|NewShard { requests, bytes, hash }| Shard::new(requests, bytes, hash));
        Ok(Machine {
            job: Job::new(id, policy, shards.collect()),
        })
    }

    /// Reads a job from the result of `state`, including that of an older version of the package. Throws if it cannot be read.
    pub fn read(#[wasm_bindgen(unchecked_param_type = "StoredState")] state: JsValue) -> Result<Machine, JsValue> {
        let job: Job = from_js(state)?;
        if job.version > state::VERSION {
            let version = job.version;
            return Err(unreadable(&format!(
                "expected version {} or older, found version {version}",
                state::VERSION
            )));
        }
        Ok(Machine { job })
    }

    /// Applies an event. Returns the actions to perform once `state` is stored.
    #[wasm_bindgen(unchecked_return_type = "MachineStep")]
    pub fn apply(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "JobEvent")] event: JsValue,
        now_ms: f64,
        random: f64,
    ) -> Result<JsValue, JsValue> {
        let event = event_from_js(&event)?;
        let ms = now_ms as u64;
        Ok(to_js(&self.job.apply(event, Now { ms, random })))
    }

    /// Applies an event without beginning any action, for a driver that is about to stop.
    pub fn record(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "JobEvent")] event: JsValue,
        now_ms: f64,
    ) -> Result<(), JsValue> {
        let event = event_from_js(&event)?;
        let now = Now {
            ms: now_ms as u64,
            random: 0.0,
        };
        self.job.record(event, now);
        Ok(())
    }

    /// Whether a look is due.
    #[wasm_bindgen(js_name = isLookDue)]
    pub fn is_look_due(&self, now_ms: f64) -> bool {
        self.job.is_look_due(now_ms as u64)
    }

    /// The number of calls and pages of a look now, together with other jobs; empty if it is too early for one.
    #[wasm_bindgen(js_name = lookCost)]
    pub fn look_cost(&self, now_ms: f64) -> Vec<u32> {
        let cost = self.job.look_cost(now_ms as u64);
        cost.map_or_else(Vec::new, |cost| vec![cost.calls, cost.pages])
    }

    /// The state as plain data, to be stored.
    #[wasm_bindgen(getter, unchecked_return_type = "StoredState")]
    pub fn state(&self) -> JsValue {
        to_js(&self.job)
    }

    /// The progress of the job.
    #[wasm_bindgen(getter, unchecked_return_type = "import('../../src/wire/jobs.ts').Standing")]
    pub fn standing(&self) -> JsValue {
        object(&[
            ("isDone", self.job.is_done().into()),
            ("isCreated", self.job.is_created().into()),
            ("halt", to_js(&self.job.halt())),
            ("reason", to_js(&self.job.reason())),
        ])
    }
}

fn from_js<T: for<'de> Deserialize<'de>>(value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|problem| unreadable(&problem.to_string()))
}

/// The error for data that cannot be read.
fn unreadable(problem: &str) -> JsValue {
    throw(Unreadable(format!("The state of a job cannot be read: {problem}.")))
}

struct Unreadable(String);

impl ToJsError for Unreadable {
    fn class(&self) -> &'static str {
        "BatchError"
    }

    fn code(&self) -> &'static str {
        "store_damaged"
    }

    fn message(&self) -> String {
        self.0.clone()
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

fn batch_if_any(value: JsValue) -> Result<Option<Batch>, JsValue> {
    match value.is_undefined() {
        true => Ok(None),
        false => from_js(value).map(Some),
    }
}

/// Reads an event by hand: serde's code for a tagged union is three times the size of the state machine.
fn event_from_js(event: &JsValue) -> Result<Event, JsValue> {
    let get = |name| get(event, name);
    let text = |name| get(name).as_string();
    let shard = || get("shard").as_f64().map_or(usize::MAX, |shard| shard as usize);
    let after_ms = || get("afterMs").as_f64().unwrap_or_default() as u64;
    let id = || text("batch").unwrap_or_default();
    Ok(match text("event").unwrap_or_default().as_str() {
        "resumed" => Event::Resumed { scope: text("scope") },
        "busy" => Event::Busy { after_ms: after_ms() },
        "concurrency" => Event::Concurrency {
            most: get("most").as_f64().unwrap_or_default() as u32,
        },
        "pause" => Event::Pause {
            reason: text("reason").unwrap_or_default(),
        },
        "created" => Event::Created {
            shard: shard(),
            batch: from_js(get("batch"))?,
        },
        "create_threw" => Event::CreateThrew {
            shard: shard(),
            error: from_js(get("error"))?,
        },
        "listed" => Event::Listed(from_js::<Listing>(event.clone())?),
        "list_failed" => Event::ListFailed { after_ms: after_ms() },
        "retrieved" => Event::Retrieved {
            id: text("id").unwrap_or_default(),
            batch: batch_if_any(get("batch"))?,
            after_ms: after_ms(),
        },
        "retrieve_failed" => Event::RetrieveFailed {
            id: text("id").unwrap_or_default(),
            after_ms: after_ms(),
        },
        "compared" => Event::Compared {
            shard: shard(),
            batch: id(),
            is_ours: get("isOurs").as_bool(),
        },
        "collected" => Event::Collected {
            shard: shard(),
            batch: id(),
            is_ours: get("isOurs").as_bool() == Some(true),
        },
        "read_failed" => Event::ReadFailed {
            shard: shard(),
            batch: id(),
            gone: text("gone"),
            reason: text("reason"),
        },
        "cancel_sent" => Event::CancelSent { batch: id() },
        "cancel_failed" => Event::CancelFailed { batch: id() },
        "decided" => Event::Decided {
            shard: shard(),
            decision: batch_if_any(get("adopted"))?.map_or(Decision::Create, Decision::Adopt),
        },
        other => return without_facts(other).ok_or_else(|| unreadable(&format!("expected an event, found {other}"))),
    })
}

/// Reads an event without data.
fn without_facts(name: &str) -> Option<Event> {
    Some(match name {
        "tick" => Event::Tick,
        "round" => Event::Round,
        "online" => Event::Online,
        "watched" => Event::Watched { is_watched: true },
        "unwatched" => Event::Watched { is_watched: false },
        "continue" => Event::Continue,
        "cancel" => Event::Cancel,
        _ => return None,
    })
}
