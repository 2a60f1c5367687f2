//! The options of calls on their way in.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::perform::Io;
use crate::calls::base_url::BaseUrl;
use crate::calls::endpoints::ListParams;
use crate::calls::poll::Policy;
use crate::calls::settings::{Auth, Settings};
use crate::calls::time::from_ms;
use crate::catalog;
use crate::catalog::limits::{CALL_TIMEOUT, MAX_BODY_BYTES_LOOSE, MAX_RETRIES};
use crate::wasm::options::{Fields, OptionError, wrong};
use crate::wording::InvalidOption;

/// Everything a call needs beside its own arguments.
#[derive(Default)]
pub(super) struct Client {
    pub(super) settings: Settings,
    pub(super) io: Io,
}

/// Reads it from the options of the client and those of the call.
pub(super) fn client(client: &JsValue, options: &JsValue) -> Result<Box<Client>, OptionError> {
    let mut read = Box::<Client>::default();
    read.fill(&Fields::new(&[options, client])?)?;
    Ok(read)
}

impl Client {
    fn fill(&mut self, fields: &Fields<'_>) -> Result<(), OptionError> {
        const AUTH: &str = "\"bearer\" or \"x-api-key\"";
        let Client { settings, io } = self;
        // The shell compares it with the size of a shard.
        fields.up_to("maxBodyBytes", MAX_BODY_BYTES_LOOSE)?;
        if let Some(url) = fields.text("baseURL", "a URL as a string")? {
            settings.base_url = BaseUrl::parse(&url).map_err(Box::new)?;
        }
        settings.version = fields.version()?;
        let key = fields.text("apiKey", "a string, or a function that gives one")?;
        settings.api_key = key.filter(|key| !key.is_empty());
        settings.auth = match fields.text("auth", AUTH)?.as_deref() {
            None | Some("bearer") => Auth::Bearer,
            Some("x-api-key") => Auth::ApiKey,
            Some(other) => return Err(wrong("auth", AUTH, &other.into(), true)),
        };
        settings.betas = fields.betas()?;
        settings.workspace_id = fields.text("workspaceId", "a string")?;
        settings.headers = fields.headers()?;
        settings.in_page = fields.flag("inPage")?;
        settings.allow_page = fields.flag("dangerouslyAllowBrowser")?;
        io.fetch = fields.function("fetch")?;
        io.signal = fields.signal()?;
        io.limit = fields.ms("timeoutMs")?.map_or(CALL_TIMEOUT, from_ms);
        io.max_retries = fields.count("maxRetries")?.unwrap_or(MAX_RETRIES);
        io.on_call = fields.function("onCall")?;
        io.in_page = settings.in_page;
        io.to_api = settings.base_url.is_api();
        Ok(())
    }
}

/// The options of `poll` and `watch`; there, `timeoutMs` is the deadline of the whole wait.
pub(super) fn policy(options: &JsValue) -> Result<Policy, OptionError> {
    let fields = Fields::new(&[options])?;
    Ok(Policy::new(
        fields.ms("intervalMs")?.map(from_ms),
        fields.ms("maxIntervalMs")?.map(from_ms),
        fields.ms("timeoutMs")?.map(from_ms),
    ))
}

/// Options of `poll` without those that mean something else for a call.
pub(super) fn without_deadline(options: &JsValue) -> JsValue {
    if !options.is_object() {
        return options.clone();
    }
    let copy = Object::assign(&Object::new(), options.unchecked_ref());
    let _ = Reflect::delete_property(&copy, &"timeoutMs".into());
    copy.into()
}

/// The parameters of a list.
pub(super) fn list_params(params: &JsValue) -> Result<ListParams, OptionError> {
    let fields = Fields::new(&[params])?;
    Ok(ListParams {
        limit: fields.count("limit")?,
        after_id: fields.text("after_id", "a batch id")?,
        before_id: fields.text("before_id", "a batch id")?,
    })
}

/// A batch id as the caller gave it.
pub(super) fn id(value: &JsValue) -> Result<String, OptionError> {
    value
        .as_string()
        .ok_or_else(|| wrong("batch id", "a string", value, false))
}

/// The body that counts the tokens of a request with these params, which are JSON.
pub(super) fn count_body(params: &JsValue) -> Result<JsValue, OptionError> {
    let body = params.as_string().and_then(|params| catalog::count_body(&params));
    body.map(JsValue::from).ok_or_else(|| {
        Box::new(InvalidOption {
            name: "params".into(),
            expected: "the params of a request".into(),
            found: "no JSON object".into(),
            range: false,
        })
    })
}
