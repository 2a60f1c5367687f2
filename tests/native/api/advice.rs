//! The advice that errors add to the API's message: whose key it was, and which other server may have answered.

use message_batches::calls::call::{Call, Reply};
use message_batches::calls::endpoints as api;
use message_batches::calls::error::Error;
use message_batches::calls::error_body;
use message_batches::calls::key::{KeySource, flaws, problems};
use message_batches::calls::settings::{Auth, Settings};

use super::{at, with_key};

const REFUSED: &str =
    r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"},"request_id":"r"}"#;

/// A key of 108 characters, the length of API keys.
fn whole_key() -> String {
    format!("sk-ant-api03-{}", "aZ0-9b_Kq1".repeat(10).get(..95).unwrap())
}

fn list(settings: &Settings) -> Call {
    api::list(settings, &api::ListParams::first()).unwrap()
}

fn message(settings: &Settings, status: u16, body: &str) -> String {
    let call = list(settings);
    let reply = Reply {
        status,
        ..Reply::default()
    };
    let error = error_body::parse(call.verb, &reply, body, settings.base_url.is_api(), false);
    Error::from_api(error, &call).to_string()
}

fn keyed(key: &str) -> Settings {
    Settings {
        api_key: Some(key.into()),
        ..with_key()
    }
}

#[test]
fn a_401_says_where_the_key_came_from_and_how_it_was_sent() {
    const SAME: &str = "401 authentication_error: invalid x-api-key. The key came from";
    const FORM: &str = "It looks like an API key: it may be disabled, deleted or mistyped.";
    let sources = [
        (KeySource::Option, "the option { apiKey }"),
        (KeySource::Function, "the function passed as { apiKey }"),
        (KeySource::Environment, "the environment variable ANTHROPIC_API_KEY"),
    ];
    for (key_source, source) in sources {
        for (auth, way) in [
            (Auth::Bearer, "as a bearer token ({ auth: 'bearer' })"),
            (Auth::ApiKey, "in the header x-api-key ({ auth: 'x-api-key' })"),
        ] {
            let settings = Settings {
                auth,
                key_source,
                ..keyed(&whole_key())
            };
            assert_eq!(
                message(&settings, 401, REFUSED),
                format!("{SAME} {source} and was sent {way}. {FORM}")
            );
        }
    }
    let settings = Settings {
        headers: vec![("X-Api-Key".into(), whole_key())],
        ..Settings::default()
    };
    assert_eq!(
        message(&settings, 401, REFUSED),
        format!(
            "{SAME} the option {{ headers }} and was sent in the header x-api-key ({{ auth: 'x-api-key' }}). {FORM}"
        )
    );
}

#[test]
fn a_401_with_two_keys_or_none_says_so() {
    let settings = Settings {
        headers: vec![("x-api-key".into(), "other".into())],
        ..keyed(&whole_key())
    };
    assert_eq!(
        message(&settings, 401, REFUSED),
        "401 authentication_error: invalid x-api-key. Two keys were sent, one in authorization and one in x-api-key: \
         remove one of them from { headers }, or choose the header with { auth }."
    );
    assert_eq!(
        message(&at("https://relay.example"), 401, REFUSED),
        "401 authentication_error: invalid x-api-key. No key was sent: if https://relay.example requires one, pass \
         { apiKey } or set ANTHROPIC_API_KEY; if it is a relay that holds a key, that key was refused."
    );
}

#[test]
fn a_401_of_another_server_may_be_about_its_own_token() {
    let settings = Settings {
        api_key: Some(" sk-or-v1-0123456789".into()),
        ..at("https://relay.example/anthropic")
    };
    assert_eq!(
        message(&settings, 401, REFUSED),
        "401 authentication_error: invalid x-api-key. The key came from the option { apiKey } and was sent as a \
         bearer token ({ auth: 'bearer' }). It has white space or a line break around it. It looks like an OpenRouter key, not an \
         Anthropic API key. https://relay.example is not the API itself: it may require its own token, or hold a key \
         that the API refused."
    );
}

#[test]
fn the_form_of_a_key_says_what_is_wrong_with_it() {
    const AROUND: &str = " It has white space or a line break around it.";
    const QUOTES: &str = " It has quotes around it: remove them.";
    const BEARER: &str = " It begins with the word Bearer, which is added automatically: remove it.";
    const NAME: &str = " It begins with a name, as in NAME=value: pass the value alone.";
    const PLACEHOLDER: &str = " It looks like a placeholder or a shortened copy: pass the whole key.";
    const SHORT: &str = " It is shorter than an API key: the end may be missing.";
    const INSIDE: &str = " It contains white space or a line break.";
    const OTHER: &str = " Anthropic API keys begin with sk-ant-; this one does not.";
    let key = whole_key();
    let of = |owner: &str| format!(" It looks like {owner}, not an Anthropic API key.");
    let cases = [
        (key.clone(), String::new()),
        (format!("{key}\n"), AROUND.into()),
        (format!("\r\n\t{key} "), AROUND.into()),
        (format!("\u{feff}\"{key}\""), format!("{AROUND}{QUOTES}")),
        (format!("\"{key}\""), QUOTES.into()),
        (format!("'{key}"), QUOTES.into()),
        (format!("“{key}”"), QUOTES.into()),
        (format!("Bearer {key}"), BEARER.into()),
        (format!("bearer  {key}"), format!("{AROUND}{BEARER}")),
        (format!("ANTHROPIC_API_KEY={key}"), NAME.into()),
        (format!("export ANTHROPIC_API_KEY=\"{key}\""), format!("{QUOTES}{NAME}")),
        (format!("x-api-key: {key}"), format!("{AROUND}{NAME}")),
        (
            format!("Authorization: Bearer {key}"),
            format!("{AROUND}{BEARER}{NAME}"),
        ),
        (format!("{key}\n{key}"), INSIDE.into()),
        (" \t".into(), format!("{AROUND} The key itself is empty.")),
        ("your-api-key".into(), PLACEHOLDER.into()),
        ("sk-ant-...".into(), PLACEHOLDER.into()),
        ("sk-ant-api03-…".into(), PLACEHOLDER.into()),
        ("<YOUR_KEY>".into(), PLACEHOLDER.into()),
        ("$ANTHROPIC_API_KEY".into(), PLACEHOLDER.into()),
        ("${{ secrets.KEY }}".into(), INSIDE.into()),
        ("undefined".into(), PLACEHOLDER.into()),
        ("sk-ant-xxxxxxxx".into(), PLACEHOLDER.into()),
        ("sk-ant-".into(), PLACEHOLDER.into()),
        ("sk-ant-api03-0123456789".into(), SHORT.into()),
        ("0123456789abcdef".into(), OTHER.into()),
        ("sk-proj-0123456789".into(), of("an OpenAI key")),
        ("sk-or-v1-0123456789".into(), of("an OpenRouter key")),
        ("sk-0123456789".into(), of("a key of another vendor, such as OpenAI")),
        (
            "Bearer sk-proj-0123456789".into(),
            format!("{BEARER}{}", of("an OpenAI key")),
        ),
        ("AIzaSy0123456789".into(), of("a Google key")),
        ("gsk_0123456789".into(), of("a Groq key")),
        ("xai-0123456789".into(), of("an xAI key")),
        ("AKIA0123456789".into(), of("an AWS key")),
        ("hf_0123456789".into(), of("a Hugging Face token")),
        ("eyJ0123456789.e30.x".into(), of("a JSON Web Token")),
        (
            "sk-ant-admin01-0123456789".into(),
            of("an admin key, which cannot call the Message Batches API"),
        ),
        (
            "sk-ant-oat01-0123456789".into(),
            of("an OAuth token, such as Claude Code uses"),
        ),
        ("msgbatch_0123456789".into(), of("a batch id")),
    ];
    for (key, expected) in cases {
        let found = flaws(&key, true);
        assert_eq!(found, expected, "{key:?}");
        for part in key.split(|char: char| !char.is_ascii_alphanumeric()) {
            let is_name = ["API", "KEY", "Bearer", "key", "bearer"]
                .iter()
                .any(|word| part.contains(word));
            assert!(
                part.len() < 6 || is_name || !found.contains(part),
                "{found} shows {part}"
            );
        }
    }
    // The keys of other servers have other forms.
    assert_eq!(flaws("0123456789abcdef", false), "");
}

#[test]
fn what_no_header_can_carry_is_followed_by_what_is_wrong_with_it() {
    assert_eq!(
        problems("authorization", "Bearer your…key"),
        ". It looks like a placeholder or a shortened copy: pass the whole key."
    );
    assert_eq!(
        problems("x-api-key", "a\tb"),
        ". It contains white space or a line break."
    );
    assert_eq!(problems("x-api-key", "ключ"), "");
}

#[test]
fn a_response_that_did_not_come_from_the_api_names_its_likely_source() {
    const HTML: &str = "<!doctype html><title>Blocked</title>";
    const PAGE: &str = "expected the API's JSON error, found what looks like an HTML page.";
    const OBJECT: &str = "expected the API's JSON error, found another JSON object.";
    const API: &str = "https://api.anthropic.com";
    let api = keyed(&whole_key());
    let relay = at("https://relay.example/x");
    let other =
        r#"{"error":{"message":"Invalid URL (GET /v1/messages/batches)","type":"invalid_request_error","code":null}}"#;
    let envelope = r#"{"type":"error","error":{"type":"not_found_error","message":"No such batch"}}"#;
    let astray = Settings {
        api_key: Some("k".into()),
        ..at("https://api.anthropic.com/api")
    };
    let gateway = format!("The response came from a gateway or proxy in front of {API}, not from the API.");
    let cases = [
        (
            &api,
            403,
            HTML,
            format!(
                "403 error: {PAGE} A proxy, VPN or firewall on the way to {API} may have refused \
                                   the call."
            ),
        ),
        (
            &relay,
            403,
            "{}",
            format!(
                "403 error: {OBJECT} A proxy, VPN or firewall on the way to https://relay.example may have \
                     refused the call."
            ),
        ),
        (
            &api,
            400,
            HTML,
            format!(
                "400 error: {PAGE} The response came from a proxy or firewall on the way to {API}, \
                                   not from the API."
            ),
        ),
        (
            &api,
            407,
            HTML,
            format!(
                "407 error: {PAGE} A proxy on the way to {API} requires a user name and a password: check the \
                     proxy settings."
            ),
        ),
        (
            &api,
            511,
            "",
            "511 error: expected the API's JSON error, found an empty body. The network requires you to sign in: open \
             any page in a browser on this machine."
                .into(),
        ),
        (&api, 502, HTML, format!("502 error: {PAGE} {gateway}")),
        (
            &api,
            504,
            "",
            format!("504 error: expected the API's JSON error, found an empty body. {gateway}"),
        ),
        (
            &relay,
            404,
            HTML,
            format!(
                "404 error: {PAGE} https://relay.example has no Message Batches API at this address: check {{ \
                     baseURL }}."
            ),
        ),
        (
            &relay,
            404,
            other,
            "404 invalid_request_error: Invalid URL (GET /v1/messages/batches). https://relay.example has no Message \
             Batches API \
             at this address: check { baseURL }."
                .into(),
        ),
        (
            &relay,
            405,
            "{}",
            format!(
                "405 error: {OBJECT} https://relay.example has no Message Batches API at this \
                       address: check {{ baseURL }}."
            ),
        ),
        (
            &astray,
            404,
            envelope,
            "404 not_found_error: No such batch. The API has no such path: remove the path from { baseURL }.".into(),
        ),
        // The API's message is unchanged if no advice is added.
        (&relay, 404, envelope, "404 not_found_error: No such batch".into()),
        (
            &api,
            503,
            r#"{"error":{"type":"api_error","message":"Busy"}}"#,
            "503 api_error: Busy".into(),
        ),
    ];
    for (settings, status, body, expected) in cases {
        assert_eq!(message(settings, status, body), expected);
    }
}

#[test]
fn a_success_that_is_a_page_of_html_may_come_from_a_network_that_wants_a_sign_in() {
    let cases = [
        (
            keyed("k"),
            "GET https://api.anthropic.com/v1/messages/batches: expected a page, found what looks like an HTML page. \
             It may come from a proxy on the way to https://api.anthropic.com, or from a network that requires \
             sign-in.",
        ),
        (
            at("https://relay.example/x"),
            "GET https://relay.example/x/v1/messages/batches: expected a page, found what looks like an HTML page. \
             https://relay.example may be a website, not the API or a relay: check { baseURL }. A network that \
             requires sign-in responds like this too.",
        ),
    ];
    for (settings, expected) in cases {
        let problem = "expected a page, found what looks like an HTML page";
        let error = Error::unexpected_response(&list(&settings), &Reply::default(), problem);
        assert_eq!(error.to_string(), expected);
    }
}
