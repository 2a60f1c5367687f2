mod advice;
mod base_url;
mod calls;
mod errors;
mod headers;
mod paging;
mod results_url;
mod token_count;

use message_batches::calls::base_url::BaseUrl;
use message_batches::calls::call::Call;
use message_batches::calls::settings::Settings;

/// Settings for the API itself.
fn with_key() -> Settings {
    Settings {
        api_key: Some("sk-test".into()),
        ..Settings::default()
    }
}

/// Settings for another server, without a key.
fn at(base_url: &str) -> Settings {
    Settings {
        base_url: BaseUrl::parse(base_url).unwrap(),
        ..Settings::default()
    }
}

/// Returns the headers sorted by name.
fn headers(call: &Call) -> Vec<(&str, &str)> {
    let mut headers: Vec<_> = call
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    headers.sort_unstable();
    headers
}
