//! Server responses, and the configuration of calls.

use std::time::Duration;

use message_batches::calls::base_url::BaseUrl;
use message_batches::calls::batch::{MessageBatch, Page};
use message_batches::calls::call::{Reply, Verb};
use message_batches::calls::endpoints::{ListParams, list};
use message_batches::calls::settings::Settings;
use message_batches::calls::{error_body, retry_after as header, token_count};
use serde_json::Value;

use crate::random::Random;

/// The longest delay that JavaScript timers support.
const MAX_TIMER_MS: u128 = 0x7fff_ffff;

pub fn retry_after(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (first, second) = text.split_once('\n').unwrap_or((&text, ""));
    let mut random = Random::of(data);
    // From 1970 to 2069, which two-digit years can represent.
    let now = random.below(3_155_760_000) as u64;
    for (ms, seconds) in [(Some(first), Some(second)), (None, Some(first)), (Some(first), None)] {
        if let Some(wait) = header::parse(ms, seconds, now as f64 * 1000.0) {
            assert!(wait > Duration::ZERO && wait.as_millis() <= MAX_TIMER_MS, "{wait:?}");
        }
    }
    if let Ok(number) = first.parse::<u32>()
        && !first.starts_with('+')
    {
        let fits = |ms: u128| (1..=MAX_TIMER_MS).contains(&ms);
        let ms = Duration::from_millis(number.into());
        assert_eq!(
            header::parse(Some(first), None, 0.0),
            Some(ms).filter(|ms| fits(ms.as_millis()))
        );
        let seconds = Duration::from_secs(number.into());
        assert_eq!(
            header::parse(None, Some(first), 0.0),
            Some(seconds).filter(|wait| fits(wait.as_millis()))
        );
    }
    dates(now, 1 + random.below(2_000_000) as u64);
}

/// The three forms of a date have the same value.
fn dates(now: u64, wait: u64) {
    const MONTHS: [(&str, u64); 12] = [
        ("Jan", 31),
        ("Feb", 28),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    const DAYS: [&str; 7] = [
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Monday",
        "Tuesday",
        "Wednesday",
    ];
    let then = now + wait;
    let (mut day, time) = (then / 86_400, then % 86_400);
    let name = DAYS[(day % 7) as usize];
    let mut year = 1970;
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut months = MONTHS.into_iter();
    let month = loop {
        let (month, days) = months.next().expect("a year has twelve months");
        let days = days + u64::from(month == "Feb" && is_leap(year));
        if day < days {
            break month;
        }
        day -= days;
    };
    if year >= 2070 {
        return;
    }
    let day = day + 1;
    let time = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
    for date in [
        format!("{}, {day:02} {month} {year} {time} GMT", &name[..3]),
        format!("{name}, {day:02}-{month}-{:02} {time} GMT", year % 100),
        format!("{} {month} {day:2} {time} {year}", &name[..3]),
    ] {
        let parsed = header::parse(None, Some(&date), now as f64 * 1000.0);
        assert_eq!(parsed, Some(Duration::from_secs(wait)), "{date} at {now}");
    }
}

pub fn base_url(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let base = match BaseUrl::parse(&text) {
        Ok(base) => base,
        Err(error) => {
            assert_eq!(error.name, "baseURL");
            // Secrets may follow these characters.
            let is_secret = text.contains(['@', '?', '#']);
            assert!(!is_secret || error.found.starts_with("a URL with '"), "{}", error.found);
            return;
        }
    };
    let origin = base.origin();
    let (scheme, host) = origin.split_once("://").expect("a scheme");
    assert!(matches!(scheme, "http" | "https"));
    assert!(
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic()),
        "{host}"
    );
    assert!(!host.contains(['/', '\\', '@', '?', '#', '%']), "{host}");
    assert_eq!(host, host.to_ascii_lowercase());
    let again = BaseUrl::parse(origin).expect("an origin is a base URL");
    assert_eq!(again.origin(), origin);
    assert!(base.is_api() || origin != "https://api.anthropic.com");
    // With a trailing dot or a port, or over http, it is the API too.
    assert!(!base.is_api() || host.starts_with("api.anthropic.com"), "{host}");
    let settings = Settings {
        base_url: base.clone(),
        api_key: Some("sk-test".into()),
        allow_insecure: true,
        ..Settings::default()
    };
    let url = list(&settings, &ListParams::default()).expect("a call").url;
    assert!(
        url.starts_with(&format!("{origin}/")) && url.ends_with("/v1/messages/batches"),
        "{url}"
    );
    assert!(
        url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains(['\\', '?', '#']),
        "{url}"
    );
    // The URL of the endpoint is also a valid base URL.
    assert_eq!(BaseUrl::parse(&url).as_ref(), Ok(&base));
}

/// The first line contains the headers, the rest is the body.
pub fn replies(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (head, body) = text.split_once('\n').unwrap_or(("200", &text));
    let status = head
        .split(' ')
        .next()
        .and_then(|status| status.parse().ok())
        .unwrap_or(500);
    let reply = Reply::read(status, 0.0, |name| match name {
        "content-type" => head.split(' ').nth(1).map(String::from),
        _ => None,
    });
    let json = serde_json::from_str::<Value>(body).ok();
    let field = |name: &str| {
        json.as_ref()
            .and_then(|json| json.get(name)?.as_str())
            .map(String::from)
    };
    match MessageBatch::parse(body) {
        Ok(batch) => {
            assert_eq!(
                Some(batch.id.as_str()),
                field("id").as_deref().or(lossy(&json, &batch.id))
            );
            assert!(batch.request_counts.total() >= batch.request_counts.finished());
        }
        Err(problem) => assert!(problem.starts_with("expected a message batch, found "), "{problem}"),
    }
    match Page::parse(body) {
        Ok(page) => {
            if let Some(json) = &json {
                assert_eq!(json["data"].as_array().map(Vec::len), Some(page.len));
                assert_eq!(json["has_more"] == Value::Bool(true), page.has_more);
            }
        }
        Err(problem) => assert!(
            problem.starts_with("expected a page of message batches, found "),
            "{problem}"
        ),
    }
    match token_count::parse(body) {
        Ok(tokens) => assert!(json.is_none_or(|json| json["input_tokens"] == tokens)),
        Err(problem) => assert!(problem.starts_with("expected a token count"), "{problem}"),
    }
    for (is_api, is_keyed) in [(true, false), (false, true)] {
        let error = error_body::parse(Verb::Create, &reply, body, is_api, is_keyed);
        assert_eq!(error.status, status);
        assert!(!error.message.is_empty() && !error.code().is_empty());
    }
}

/// Returns a text that `serde_json` rejects, because it contains half of a surrogate pair, or a number that is too large.
fn lossy<'a>(json: &Option<Value>, id: &'a str) -> Option<&'a str> {
    json.is_none().then_some(id)
}
