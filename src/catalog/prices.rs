//! Prices of tokens in a batch for each model, with their dates. Counting results needs only this; facts for the rules are
//! in models.rs.

use std::cell::OnceCell;

use crate::catalog::limits::BATCH_DISCOUNT;
use crate::catalog::select::{Keys, selected, selected_len};
use crate::json::{Fault, Reader};

/// US dollars per million tokens in a batch, including the discount for batches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prices {
    /// Input that is neither written to nor read from a cache.
    pub input: f64,
    /// Output.
    pub output: f64,
    /// Input that is written to the cache for five minutes.
    pub write_5m: f64,
    /// Input that is written to the cache for an hour.
    pub write_1h: f64,
    /// Input that is read from the cache.
    pub read: f64,
}

/// The price in US dollars of a web search by the API's own tool, in addition to its tokens, in batches and elsewhere
/// (pricing page, 2026-09). A web fetch costs only tokens. Code execution is charged per container hour, which no response
/// reports.
pub const WEB_SEARCH: f64 = 0.01;

/// The prices of an available model. `None` means "not known".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PricedModel {
    /// The id in requests.
    pub id: String,
    /// Other ids for the same model.
    pub aliases: Vec<String>,
    /// The prices of its tokens in a batch.
    pub prices: Option<Prices>,
    /// The prices for requests whose prompt is longer than this many tokens.
    pub long_prompts: Option<(i64, Prices)>,
    /// The date of these facts, `2026-10-08`.
    pub as_of: String,
}

const JSON: &[u8; include_bytes!("models.json").len()] = include_bytes!("models.json");
const KEYS: Keys = Keys::Only(&[
    "models",
    "id",
    "aliases",
    "prices",
    "long_prompt",
    "long_prompt_prices",
    "as_of",
]);
static SELECTED: [u8; selected_len(JSON, KEYS)] = selected(JSON, KEYS);

thread_local! {
    static TABLE: OnceCell<&'static [PricedModel]> = const { OnceCell::new() };
}

/// Looks up an available model by its id or an alias.
pub fn find(id: &str) -> Option<&'static PricedModel> {
    let mut models = table().iter();
    models.find(|model| model.id == id || model.aliases.iter().any(|alias| alias == id))
}

/// Reads the table once, and keeps it until the program ends.
fn table() -> &'static [PricedModel] {
    TABLE.with(|cell| *cell.get_or_init(|| read_table().unwrap_or_default().leak()))
}

fn read_table() -> Result<Vec<PricedModel>, Fault> {
    let mut models = Vec::new();
    // "models" is the only entry that was selected.
    Reader::new(&SELECTED).object(|reader, _, _| {
        reader.array(|reader, _| {
            models.push(read_model(reader)?);
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(models)
}

fn read_model(reader: &mut Reader<'_>) -> Result<PricedModel, Fault> {
    let mut model = PricedModel::default();
    let (mut long_prompt, mut long_prices) = (None, None);
    reader.object(|reader, key, _| {
        match key.value().as_ref() {
            "id" => model.id = read_string(reader)?,
            "as_of" => model.as_of = read_string(reader)?,
            "aliases" => {
                reader.array(|reader, _| {
                    model.aliases.push(read_string(reader)?);
                    Ok(())
                })?;
            }
            "prices" => model.prices = read_prices(reader)?,
            "long_prompt" => long_prompt = reader.count_if()?,
            "long_prompt_prices" => long_prices = read_prices(reader)?,
            _ => drop(reader.skip()?),
        }
        Ok(())
    })?;
    model.long_prompts = long_prompt.map(|tokens| tokens as i64).zip(long_prices);
    Ok(model)
}

/// Reads the prices of a model; `None` if one is missing. The caching prices in the table are those of single calls.
fn read_prices(reader: &mut Reader<'_>) -> Result<Option<Prices>, Fault> {
    let mut prices = [None; 5];
    let [input, output, write_5m, write_1h, read] = &mut prices;
    reader.object(|reader, key, _| {
        let (price, share) = match key.value().as_ref() {
            "batch_input" => (&mut *input, 1.0),
            "batch_output" => (&mut *output, 1.0),
            "cache_write_5m" => (&mut *write_5m, BATCH_DISCOUNT),
            "cache_write_1h" => (&mut *write_1h, BATCH_DISCOUNT),
            "cache_read" => (&mut *read, BATCH_DISCOUNT),
            _ => return reader.skip().map(drop),
        };
        let number = reader.skip()?;
        *price = decimal(reader.raw(number)).map(|dollars| dollars * share);
        Ok(())
    })?;
    let [Some(input), Some(output), Some(write_5m), Some(write_1h), Some(read)] = prices else {
        return Ok(None);
    };
    Ok(Some(Prices {
        input,
        output,
        write_5m,
        write_1h,
        read,
    }))
}

fn read_string(reader: &mut Reader<'_>) -> Result<String, Fault> {
    Ok(reader.string_if()?.unwrap_or_default().into_owned())
}

/// Reads digits with an optional fraction. Both numbers of the division are exact, so the result is the double nearest to the
/// decimal. The standard parser gives the same result, but includes 15 kB of tables.
fn decimal(text: &[u8]) -> Option<f64> {
    let (mut number, mut scale, mut step) = (0.0, 1.0, 1.0);
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                number = number * 10.0 + f64::from(byte - b'0');
                scale *= step;
            }
            b'.' => step = 10.0,
            _ => return None,
        }
    }
    Some(number / scale)
}
