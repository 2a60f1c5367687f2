//! The operations by name, each as the one export performs it.

use message_batches::wasm::call;
use wasm_bindgen::prelude::*;

use super::js::about;

pub async fn create(client: JsValue, body: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    call("create".into(), client, upload(&body), options).await
}

/// A body as the shell hands it over, if it is not one yet.
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

/// Gives the response and how many records it should have.
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
