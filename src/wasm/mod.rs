//! The boundary: converts JavaScript arguments, performs what the core decides, and converts the results. Makes no decisions.
//!
//! Exports are free functions that own their arguments, so nothing can be freed during a call. Payloads cross as bytes or JSON
//! text, options with `serde-wasm-bindgen`. The exported classes are synchronous, and each instance belongs to a single generator
//! of the shell.

#[cfg(feature = "calls")]
mod calls;
#[cfg(feature = "jobs")]
mod jobs;
#[cfg(any(feature = "calls", feature = "results", feature = "checks"))]
mod options;
#[cfg(feature = "checks")]
mod requests;
#[cfg(feature = "results")]
mod results;
#[cfg(feature = "scan")]
mod scan;
#[cfg(any(feature = "results", feature = "checks"))]
mod seed;
mod throw;
#[cfg(any(feature = "results", feature = "checks"))]
mod wrapping;

#[cfg(feature = "calls")]
pub use calls::*;
#[cfg(feature = "jobs")]
pub use jobs::*;
#[cfg(feature = "checks")]
pub use requests::*;
#[cfg(feature = "results")]
pub use results::*;
#[cfg(feature = "scan")]
pub use scan::count_lines;
#[cfg(any(feature = "results", feature = "checks"))]
pub use wrapping::wrapping;

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::prelude::*;

// The names that the declarations of exports use. The build puts the declarations in `pkg/`, next to `src/`.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"import type {
  CoreSettings,
  CreatedSearch,
  DeletedMessageBatch,
  DownloadOptions,
  EncoderOptions,
  ExportOptions,
  Intent,
  ListParams,
  MessageBatch,
  MessageBatchPage,
  PollOptions,
  ReaderOutput,
  ReconcileOptions,
  Reconciliation,
  RecordRows,
  RowReaderOptions,
  ShardFacts,
  Tally,
  Upload,
  ValidationReport,
} from '../../src/wire/types.ts';
import type { CostEstimate, DocumentFacts, ImageFacts, PrefixReport, TokenCount } from '../../src/wire/estimate.ts';
"#;

thread_local! {
    static ON_PANIC: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Prepares a new instance: seeds its hashes and sets the callback for panics. A panic ends the instance: pending promises of
/// `async` exports would never settle, so the shell rejects them and starts a new instance. The callback receives only the
/// position in our source, because the panic's message could contain a caller's text.
#[wasm_bindgen(js_name = setUp)]
pub fn set_up(#[wasm_bindgen(unchecked_param_type = "(place: string) => void")] callback: Function) {
    #[cfg(any(feature = "results", feature = "checks"))]
    seed::seed();
    ON_PANIC.with_borrow_mut(|slot| *slot = Some(callback));
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map_or_else(|| "an unknown place".to_string(), ToString::to_string);
        ON_PANIC.with(|slot| {
            if let Ok(slot) = slot.try_borrow()
                && let Some(callback) = slot.as_ref()
            {
                let _ = callback.call1(&JsValue::UNDEFINED, &JsValue::from_str(&place));
            }
        });
    }));
}
