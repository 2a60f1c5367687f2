//! The options of calls on their way in.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::perform::Io;
use crate::calls::base_url::BaseUrl;
use crate::calls::endpoints::ListParams;
use crate::calls::error::Error;
use crate::calls::poll::Policy;
use crate::calls::settings::{Auth, Settings};
use crate::catalog::limits::{CALL_TIMEOUT, MAX_BODY_BYTES_LOOSE, MAX_RETRIES};
use crate::wasm::options::{Fields, wrong};
use crate::wording::InvalidOption;

/// Everything a call needs beside its own arguments.
pub(super) fn settings(client: &JsValue, options: &JsValue) -> Result<(Settings, Io), Error> {
    let fields = Fields::new(&[options, client])?;
    // The shell compares it with the size of a shard.
    fields.up_to("maxBodyBytes", MAX_BODY_BYTES_LOOSE)?;
    let settings = Settings {
        base_url: fields
            .text("baseURL", "a URL as a string")?
            .map_or_else(|| Ok(BaseUrl::default()), |url| BaseUrl::parse(&url))?,
        version: fields.version()?,
        api_key: fields
            .text("apiKey", "a string, or a function that gives one")?
            .filter(|key| !key.is_empty()),
        auth: match fields.text("auth", "\"bearer\" or \"x-api-key\"")?.as_deref() {
            None | Some("bearer") => Auth::Bearer,
            Some("x-api-key") => Auth::ApiKey,
            Some(other) => {
                return Err(wrong("auth", "\"bearer\" or \"x-api-key\"", &other.into(), true).into());
            }
        },
        betas: fields.betas()?,
        workspace_id: fields.text("workspaceId", "a string")?,
        headers: fields.headers()?,
        in_page: fields.flag("inPage")?,
        allow_page: fields.flag("dangerouslyAllowBrowser")?,
    };
    let io = Io {
        fetch: fields.function("fetch")?,
        signal: fields.signal()?,
        limit: fields.ms("timeoutMs")?.unwrap_or(CALL_TIMEOUT),
        max_retries: fields.count("maxRetries")?.unwrap_or(MAX_RETRIES),
        on_call: fields.function("onCall")?,
        in_page: settings.in_page,
        to_api: settings.base_url.is_api(),
    };
    Ok((settings, io))
}

/// The options of `poll` and `watch`; there, `timeoutMs` is the deadline of the whole wait.
pub(super) fn policy(options: &JsValue) -> Result<Policy, InvalidOption> {
    let fields = Fields::new(&[options])?;
    Ok(Policy::new(
        fields.ms("intervalMs")?,
        fields.ms("maxIntervalMs")?,
        fields.ms("timeoutMs")?,
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
pub(super) fn list_params(params: &JsValue) -> Result<ListParams, InvalidOption> {
    let fields = Fields::new(&[params])?;
    Ok(ListParams {
        limit: fields.count("limit")?,
        after_id: fields.text("after_id", "a batch id")?,
        before_id: fields.text("before_id", "a batch id")?,
    })
}

/// A batch id as the caller gave it.
pub(super) fn id(value: &JsValue) -> Result<String, Error> {
    value
        .as_string()
        .ok_or_else(|| wrong("batch id", "a string", value, false).into())
}
