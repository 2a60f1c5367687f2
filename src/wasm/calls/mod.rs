//! Calls: options in, one call performed, its answer out.

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
/** What each call takes beside options, and what it gives. */
export interface Calls {
  /** What makes a create body, that was checked and framed, for each attempt. */
  create: [Upload, MessageBatch];
  /** Which batches a create whose outcome is not known may have made. */
  findCreated: [Intent, CreatedSearch];
  retrieve: [string, MessageBatch];
  cancel: [string, MessageBatch];
  delete: [string, DeletedMessageBatch];
  /** Gives a page, and the parameters of the next. */
  list: [ListParams | undefined, { page: MessageBatchPage; next: ListParams | undefined }];
  /** The params of a request, as JSON. */
  countTokens: [string, TokenCount];
  /**
   * Opens the results of an ended batch and gives the response, its body not read yet, and how many records the batch says
   * that there are. With `waitMs`, opens results that were there before: waits, and asks for the part from the byte `first`,
   * if that is given.
   */
  results: [
    { id: string; first?: number | undefined; waitMs?: number | undefined },
    { response: Response; records: number },
  ];
  /**
   * One step of polling: waits as long as the step before said, and looks at the batch. Waits out failures that may pass.
   * `polling` is what the step before gave.
   */
  poll: [{ id: string; polling?: unknown }, { batch: MessageBatch; done: boolean; polling: unknown }];
}

/** Performs a call. Options of the call win over those of the client. */
export function call<Verb extends keyof Calls>(
  verb: Verb,
  client: CoreSettings,
  argument: Calls[Verb][0],
  options?: CoreSettings | PollOptions | undefined,
): Promise<Calls[Verb][1]>;
"#;

/// Performs a call. The one asynchronous export: each costs a state machine and the code that makes a promise of it.
#[wasm_bindgen(skip_typescript)]
pub fn call(verb: JsValue, client: JsValue, argument: JsValue, options: JsValue) -> Promise {
    future_to_promise(async move {
        let verb = verb.as_string().unwrap_or_default();
        Ok(operations::run(&verb, &client, argument, &options).await?)
    })
}
