//! Performs calls: takes options, returns the response.

mod answer;
mod failure;
mod fetch;
mod find;
mod operations;
mod options;
mod payload;
mod perform;
mod poll;
mod wait;

use js_sys::Promise;
use js_sys::futures::future_to_promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The argument and the result of each call. */
export interface Calls {
  /** Takes the source of a checked create body for each attempt. */
  create: [Upload, MessageBatch];
  /** Returns the batches that a create with an unknown outcome may have made. */
  findCreated: [Intent, CreatedSearch];
  retrieve: [string, MessageBatch];
  /** Retrieves a batch; returns it with the wait that the response asks for. */
  look: [string, { batch: MessageBatch; retryAfterMs: number | undefined }];
  cancel: [string, MessageBatch];
  delete: [string, DeletedMessageBatch];
  /**
   * Returns a page, the parameters of the next, the server's `date`, how long the peer remembers keys of creates, and the wait
   * that the response asks for.
   */
  list: [
    ListParams | undefined,
    {
      page: MessageBatchPage;
      next: ListParams | undefined;
      serverMs: number | undefined;
      rememberedMs: number | undefined;
      retryAfterMs: number | undefined;
    },
  ];
  /** Takes the params of a request, as JSON text. */
  countTokens: [string, TokenCount];
  /**
   * Opens the results of an ended batch. Returns the response, its body unread, and the number of records by the batch's
   * counts. With `waitMs`, reopens results: waits, then requests the part from the byte `first`, if present.
   */
  results: [
    { id: string; first?: number | undefined; waitMs?: number | undefined },
    { response: Response; records: number },
  ];
  /**
   * One step of polling: waits as long as the previous step decided, then retrieves the batch. Retries temporary failures.
   * `polling` is the state that the previous step returned.
   */
  poll: [{ id: string; polling?: unknown }, { batch: MessageBatch; done: boolean; polling: unknown }];
}

/** Performs a call. Options of the call take precedence over those of the client. */
export function call<Verb extends keyof Calls>(
  verb: Verb,
  client: CoreSettings,
  argument: Calls[Verb][0],
  options?: CoreSettings | PollOptions | undefined,
): Promise<Calls[Verb][1]>;
"#;

/// Performs a call. It is the only asynchronous export, because each one costs a state machine and promise code.
#[wasm_bindgen(skip_typescript)]
pub fn call(verb: JsValue, client: JsValue, argument: JsValue, options: JsValue) -> Promise {
    future_to_promise(async move {
        let verb = verb.as_string().unwrap_or_default();
        Ok(operations::run(&verb, &client, argument, &options).await?)
    })
}
