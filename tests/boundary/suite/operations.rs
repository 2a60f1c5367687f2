//! The operations by name, each performed by the one export.

use message_batches::wasm::call;
use wasm_bindgen::prelude::*;

use super::js::about;

pub async fn create(client: JsValue, body: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("create".into(), client, upload(&body), options).await
}

/// Converts a body to the form in which the shell passes it, unless it has that form.
fn upload(body: &JsValue) -> JsValue {
    const UPLOAD: &str =
        "it?.open ? it : { open: () => it, key: 'key-1', isHandedOver: true, intent: () => 'the intent' }";
    about(body, UPLOAD)
}

pub async fn retrieve(client: JsValue, id: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("retrieve".into(), client, id, options).await
}

pub async fn cancel(client: JsValue, id: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("cancel".into(), client, id, options).await
}

pub async fn delete(client: JsValue, id: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("delete".into(), client, id, options).await
}

pub async fn list(client: JsValue, params: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("list".into(), client, params, options).await
}

/// Returns the response and the expected number of records.
pub async fn open_results(client: JsValue, id: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("results".into(), client, about(&id, "({ id: it })"), options).await
}

/// Opens results again: `how` is `{ first?, waitMs }`.
pub async fn reopen_results(client: JsValue, id: &str, how: &str) -> Result<JsValue, JsValue> {
    let argument = about(&id.into(), &format!("({{ id: it, ...{how} }})"));
    call("results".into(), client, argument, JsValue::UNDEFINED).await
}

pub async fn poll(client: JsValue, id: JsValue, options: JsValue, polling: JsValue) -> Result<JsValue, JsValue> {
    let argument = js_sys::Array::of2(&id, &polling);
    call(
        "poll".into(),
        client,
        about(&argument, "({ id: it[0], polling: it[1] })"),
        options,
    )
    .await
}
