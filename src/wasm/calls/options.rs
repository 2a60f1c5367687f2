//! Reads the options of calls.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::perform::{Io, REMEMBERS_KEYS};
use crate::calls::base_url::BaseUrl;
use crate::calls::create;
use crate::calls::create::{Intent, Sender};
use crate::calls::endpoints::ListParams;
use crate::calls::key::KeySource;
use crate::calls::poll::Policy;
use crate::calls::settings::{Auth, Settings};
use crate::calls::time::from_ms;
use crate::catalog;
use crate::catalog::limits::{
    CALL_TIMEOUT, MAX_ANSWER_BYTES, MAX_BODY_BYTES_LOOSE, MAX_ERROR_LENGTH, MAX_RETRIES, MAX_RETRY_AFTER,
    MOST_ANSWER_BYTES,
};
use crate::wasm::options::{Fields, OptionError, get, option_error};
use crate::wording::InvalidOption;

/// All inputs of a call except its arguments.
#[derive(Default)]
pub(super) struct Client {
    pub(super) settings: Settings,
    pub(super) io: Io,
    /// Facts that determine how to send a create.
    pub(super) sender: Sender,
}

/// Reads the options of the client and those of the call.
pub(super) fn client(client: &JsValue, options: &JsValue) -> Result<Box<Client>, OptionError> {
    let mut read = Box::<Client>::default();
    read.fill(&Fields::new(&[options, client])?)?;
    Ok(read)
}

impl Client {
    fn fill(&mut self, fields: &Fields<'_>) -> Result<(), OptionError> {
        const AUTH: &str = "\"bearer\" or \"x-api-key\"";
        let Client { settings, io, sender } = self;
        // The shell compares it with the size of a shard.
        fields.whole_up_to("maxBodyBytes", MAX_BODY_BYTES_LOOSE)?;
        if let Some(url) = fields.text("baseURL", "a URL as a string")? {
            settings.base_url = BaseUrl::parse(&url).map_err(Box::new)?;
        }
        settings.version = fields.version()?;
        let key = fields.text("apiKey", "a string, or a function that returns one")?;
        settings.api_key = key.filter(|key| !key.is_empty());
        settings.key_source = KeySource::parse(fields.text("keySource", "a string")?.as_deref());
        settings.auth = match fields.text("auth", AUTH)?.as_deref() {
            None | Some("bearer") => Auth::Bearer,
            Some("x-api-key") => Auth::ApiKey,
            Some(other) => return Err(option_error("auth", AUTH, &other.into(), true)),
        };
        settings.betas = fields.betas()?;
        settings.workspace_id = fields.text("workspaceId", "a string")?;
        settings.headers = fields.headers()?;
        settings.in_page = fields.flag("inPage")?;
        settings.allow_page = fields.flag("dangerouslyAllowBrowser")?;
        settings.allow_insecure = fields.flag("allowInsecure")?;
        io.fetch = fields.function("fetch")?;
        io.signal = fields.signal()?;
        io.limit = fields.ms("timeoutMs")?.map_or(CALL_TIMEOUT, from_ms);
        io.max_retries = fields.count("maxRetries")?.unwrap_or(MAX_RETRIES);
        io.max_retry_after = fields.ms("maxRetryAfterMs")?.map_or(MAX_RETRY_AFTER, from_ms);
        io.text_of = fields.function("textOf")?;
        io.max_answer_bytes = fields
            .whole_up_to("maxAnswerBytes", MOST_ANSWER_BYTES)?
            .unwrap_or(MAX_ANSWER_BYTES) as u32;
        io.max_error_length = fields
            .whole_up_to("maxErrorLength", u64::from(u32::MAX))?
            .unwrap_or(MAX_ERROR_LENGTH) as usize;
        io.on_call = fields.function("onCall")?;
        io.in_page = settings.in_page;
        io.to_api = settings.base_url.is_api();
        io.is_authentic = settings.base_url.is_authentic();
        io.peer = fields.get("peer").unwrap_or_default();
        *sender = Sender {
            resends: fields.flag("resends")?,
            can_stream: false,
            allow_resend: fields.flag("allowResend")?,
            // The API does not support keys, so no probe is needed.
            remembers_keys: get(&io.peer, REMEMBERS_KEYS).as_bool().or(io.to_api.then_some(false)),
        };
        if let Some(can_stream) = fields.function("canStream")? {
            let origin = settings.base_url.origin();
            sender.can_stream = can_stream.call1(&JsValue::UNDEFINED, &origin.into()) == Ok(JsValue::TRUE);
        }
        Ok(())
    }
}

/// Reads the options of `poll` and `watch`, where `timeoutMs` is the deadline of the whole wait.
pub(super) fn policy(options: &JsValue) -> Result<Policy, OptionError> {
    let fields = Fields::new(&[options])?;
    Ok(Policy::new(
        fields.ms("intervalMs")?.map(from_ms),
        fields.ms("maxIntervalMs")?.map(from_ms),
        fields.ms("timeoutMs")?.map(from_ms),
    ))
}

/// Returns the options of `poll` without `timeoutMs`, which has another meaning for a call.
pub(super) fn without_deadline(options: &JsValue) -> JsValue {
    if !options.is_object() {
        return options.clone();
    }
    let copy = Object::assign(&Object::new(), options.unchecked_ref());
    let _ = Reflect::delete_property(&copy, &"timeoutMs".into());
    copy.into()
}

/// Reads the parameters of a list.
pub(super) fn list_params(params: &JsValue) -> Result<ListParams, OptionError> {
    let fields = Fields::new(&[params])?;
    Ok(ListParams {
        limit: fields.count("limit")?,
        after_id: fields.text("after_id", "a batch id")?,
        before_id: fields.text("before_id", "a batch id")?,
    })
}

/// Reads a batch id.
pub(super) fn id(value: &JsValue) -> Result<String, OptionError> {
    value
        .as_string()
        .ok_or_else(|| option_error("batch id", "a string", value, false))
}

/// Reads the idempotency key of a create, chosen by the caller or generated.
pub(super) fn key(upload: &JsValue) -> Result<String, OptionError> {
    let value = get(upload, "key");
    let key = value
        .as_string()
        .ok_or_else(|| option_error("idempotencyKey", "a string", &value, false))?;
    create::check_key(&key)?;
    Ok(key)
}

/// Reads the intent that an error or an event reported for a create with an unknown outcome.
pub(super) fn intent(value: &JsValue) -> Result<Intent, OptionError> {
    const DATE: &str = "a date such as 2026-11-29T12:00:00Z";
    // The argument is most likely the error itself.
    if get(value, "key").is_undefined() {
        return Err(option_error(
            "intent",
            "the intent of an error: error.intent",
            value,
            false,
        ));
    }
    let fields = Fields::new(&[value])?;
    let time = |name: &str| -> Result<f64, OptionError> {
        let text = fields.text(name, DATE)?;
        let ms = text.as_deref().map_or(f64::NAN, Date::parse);
        if ms.is_nan() {
            return Err(option_error(name, DATE, &text.into(), true));
        }
        Ok(ms)
    };
    Ok(Intent {
        since_ms: time("since")?,
        until_ms: time("until")?,
        request_count: fields
            .whole_up_to("requestCount", u64::from(u32::MAX))?
            .ok_or_else(|| option_error("requestCount", "a number", &JsValue::UNDEFINED, false))?,
        is_keyed: fields.flag("keyed")?,
    })
}

/// Returns the body of a token count for these params, given as JSON text.
pub(super) fn count_body(params: &JsValue) -> Result<JsValue, OptionError> {
    let body = params.as_string().and_then(|params| catalog::count_body(&params));
    body.map(JsValue::from).ok_or_else(|| {
        Box::new(InvalidOption {
            name: "params".into(),
            expected: "the params of a request".into(),
            found: "something other than a JSON object".into(),
            range: false,
        })
    })
}
