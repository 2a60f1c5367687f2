use message_batches::calls::base_url::BaseUrl;
use message_batches::calls::endpoints as api;
use message_batches::calls::endpoints::ListParams;
use message_batches::calls::settings::Settings;

/// Returns the URL of a list call.
fn listed(base_url: BaseUrl) -> String {
    let settings = Settings {
        base_url,
        api_key: Some("sk-test".into()),
        allow_insecure: true,
        ..Settings::default()
    };
    api::list(&settings, &ListParams::default()).unwrap().url
}

#[test]
fn a_base_url_is_scheme_host_and_an_optional_path() {
    // The given URL, its origin, and the path before the API's own path.
    let cases = [
        ("https://api.anthropic.com", "https://api.anthropic.com", ""),
        ("https://api.anthropic.com/", "https://api.anthropic.com", ""),
        ("HTTPS://API.Anthropic.COM", "https://api.anthropic.com", ""),
        ("https://api.anthropic.com:443", "https://api.anthropic.com", ""),
        ("http://relay.example:80/x", "http://relay.example", "/x"),
        ("http://relay.example:443", "http://relay.example:443", ""),
        ("https://relay.example:8443/a/b//", "https://relay.example:8443", "/a/b"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787", ""),
        ("http://[::1]:8787/p", "http://[::1]:8787", "/p"),
        ("http://[::1]", "http://[::1]", ""),
        ("http://[2001:DB8:1:2:3:4:5:6]", "http://[2001:db8:1:2:3:4:5:6]", ""),
        ("http://[fe80::1:2]:80", "http://[fe80::1:2]", ""),
        ("http://[::]", "http://[::]", ""),
        ("http://10.0.255.1:81", "http://10.0.255.1:81", ""),
        ("http://relay.2x:81", "http://relay.2x:81", ""),
        ("https://relay.example/Path/Case", "https://relay.example", "/Path/Case"),
        // With the API's own path at the end, as other clients are configured.
        ("https://api.anthropic.com/v1", "https://api.anthropic.com", ""),
        ("https://api.anthropic.com/v1/", "https://api.anthropic.com", ""),
        ("https://relay.example/v1/messages", "https://relay.example", ""),
        (
            "https://relay.example/v1/messages/batches//",
            "https://relay.example",
            "",
        ),
        ("https://relay.example/a/v1", "https://relay.example", "/a"),
        (
            "https://relay.example/a/v1/messages/batches",
            "https://relay.example",
            "/a",
        ),
        (
            "https://relay.example/v1/messages/count_tokens/",
            "https://relay.example",
            "",
        ),
        (
            "https://relay.example/a/v1/chat/completions",
            "https://relay.example",
            "/a",
        ),
        ("https://relay.example/v1/complete", "https://relay.example", ""),
        ("https://relay.example/v1/v1", "https://relay.example", "/v1"),
        // Not that path.
        ("https://relay.example/av1", "https://relay.example", "/av1"),
        (
            "https://relay.example/v1/completes",
            "https://relay.example",
            "/v1/completes",
        ),
        ("https://relay.example/V1", "https://relay.example", "/V1"),
    ];
    for (given, origin, prefix) in cases {
        let base = BaseUrl::parse(given).unwrap();
        assert_eq!(base.origin(), origin, "{given}");
        assert_eq!(listed(base), format!("{origin}{prefix}/v1/messages/batches"), "{given}");
    }
}

#[test]
fn the_apis_host_is_the_api_however_it_is_written() {
    // The URL, whether it is the API, and whether no other server can answer.
    let cases = [
        ("https://api.anthropic.com", true, true),
        ("https://API.anthropic.com:443/proxy", true, true),
        ("https://api.anthropic.com.", true, true),
        ("https://Api.Anthropic.Com.:443/v1", true, true),
        ("https://api.anthropic.com:8443", true, true),
        ("http://api.anthropic.com", true, false),
        ("HTTP://api.anthropic.com.:80", true, false),
        ("http://api.anthropic.com:443", true, false),
        ("https://api.anthropic.com.evil.example", false, false),
        ("https://api.anthropic.com..", false, false),
        ("https://xapi.anthropic.com", false, false),
        ("https://anthropic.com", false, false),
        ("http://localhost", false, false),
    ];
    for (given, is_api, is_authentic) in cases {
        let base = BaseUrl::parse(given).unwrap();
        assert_eq!((base.is_api(), base.is_authentic()), (is_api, is_authentic), "{given}");
    }
    assert!(BaseUrl::default().is_api() && BaseUrl::default().is_authentic());
}

#[test]
fn plain_http_is_for_this_machine_unless_the_caller_insists() {
    let to = |base_url: &str, allow_insecure| {
        let settings = Settings {
            base_url: BaseUrl::parse(base_url).unwrap(),
            api_key: Some("sk-test".into()),
            allow_insecure,
            ..Settings::default()
        };
        api::list(&settings, &ListParams::default()).map(|call| call.url)
    };
    for allowed in [
        "https://relay.example",
        "http://localhost",
        "http://localhost:8787",
        "http://LOCALHOST.",
        "http://site.localhost:1",
        "http://127.0.0.1:8787",
        "http://127.1.2.3",
        "http://[::1]:8787/p",
    ] {
        assert!(to(allowed, false).is_ok(), "{allowed}");
    }
    for (refused, origin) in [
        ("http://relay.example/path", "http://relay.example"),
        ("http://api.anthropic.com", "http://api.anthropic.com"),
        ("http://192.168.0.7:8787", "http://192.168.0.7:8787"),
        ("http://10.0.0.1", "http://10.0.0.1"),
        ("http://0.0.0.0:1", "http://0.0.0.0:1"),
        ("http://localhost.example", "http://localhost.example"),
        ("http://xlocalhost", "http://xlocalhost"),
        ("http://127.0.0.1.example", "http://127.0.0.1.example"),
        ("http://127.example", "http://127.example"),
        ("http://[::2]", "http://[::2]"),
    ] {
        assert_eq!(
            to(refused, false).unwrap_err().to_string(),
            format!(
                "baseURL: expected an https URL, or http to this machine (localhost, 127.0.0.1, [::1]), found \
                 \"{origin}\": others on the network could read the key and the requests. Use https, or pass {{ \
                 allowInsecure: true }} if you trust that network."
            )
        );
        assert!(to(refused, true).is_ok(), "{refused}");
    }
}

#[test]
fn what_looks_like_a_key_is_not_quoted() {
    const KEY: &str = "sk-ant-api03-0123456789";
    const SHAPE: &str = "an absolute http or https URL such as https://relay.example.com";
    for given in [
        KEY.to_string(),
        format!("ftp://relay.example/{KEY}"),
        format!("https://{KEY}"),
        format!("https://{KEY}.example/x"),
        format!("https://relay.example:{KEY}"),
        "sk-proj-0123456789".into(),
        "ghp_0123456789".into(),
    ] {
        assert_eq!(
            BaseUrl::parse(&given).unwrap_err().to_string(),
            format!("baseURL: expected {SHAPE}, found text that seems to contain an API key")
        );
    }
    // Hosts that only start like a valid one.
    for given in [
        "https://sk-relay.example",
        "https://xoxo.example.com",
        "https://hf_relay.example",
    ] {
        assert!(BaseUrl::parse(given).is_ok(), "{given}");
    }
}

#[test]
fn what_is_not_a_base_url_is_refused_with_a_sentence() {
    const SHAPE: &str = "an absolute http or https URL such as https://relay.example.com";
    const BARE: &str = "a URL without credentials, query or fragment";
    const HIDDEN: &str = "a URL with '@' in it";
    let cases = [
        ("", SHAPE, "\"\""),
        ("relay.example", SHAPE, "\"relay.example\""),
        ("/relay", SHAPE, "\"/relay\""),
        ("//relay.example", SHAPE, "\"//relay.example\""),
        ("ftp://relay.example", SHAPE, "\"ftp://relay.example\""),
        ("javascript://relay.example", SHAPE, "\"javascript://relay.example\""),
        ("https://", SHAPE, "\"https://\""),
        ("https:///path", SHAPE, "\"https:///path\""),
        ("https://relay example", SHAPE, "\"https://relay example\""),
        ("https://relay.example\n", SHAPE, "\"https://relay.example\\n\""),
        (" https://relay.example", SHAPE, "\" https://relay.example\""),
        ("https://relay.example\\@evil", SHAPE, HIDDEN),
        ("https://relay.example\\x", SHAPE, "\"https://relay.example\\\\x\""),
        ("https://rélay.example", SHAPE, "\"https://rélay.example\""),
        ("https://relay%2eexample", SHAPE, "\"https://relay%2eexample\""),
        ("https://:8080", SHAPE, "\"https://:8080\""),
        ("https://relay.example:", SHAPE, "\"https://relay.example:\""),
        ("https://relay.example:port", SHAPE, "\"https://relay.example:port\""),
        ("https://relay.example:99999", SHAPE, "\"https://relay.example:99999\""),
        ("https://relay.example:0443", SHAPE, "\"https://relay.example:0443\""),
        ("https://::1", SHAPE, "\"https://::1\""),
        ("https://[::1", SHAPE, "\"https://[::1\""),
        ("https://::1]", SHAPE, "\"https://::1]\""),
        ("https://[::1]x", SHAPE, "\"https://[::1]x\""),
        // Not addresses: fetch rejects all of them.
        ("http://[]", SHAPE, "\"http://[]\""),
        ("http://[relay]:8080", SHAPE, "\"http://[relay]:8080\""),
        ("http://[1:2]", SHAPE, "\"http://[1:2]\""),
        ("http://[1::2::3]", SHAPE, "\"http://[1::2::3]\""),
        ("http://[1:2:3:4:5:6:7:8:9]", SHAPE, "\"http://[1:2:3:4:5:6:7:8:9]\""),
        ("http://[1:2:3:4::5:6:7:8]", SHAPE, "\"http://[1:2:3:4::5:6:7:8]\""),
        ("http://[::12345]", SHAPE, "\"http://[::12345]\""),
        ("http://[::1:]", SHAPE, "\"http://[::1:]\""),
        ("http://192.168.1.256", SHAPE, "\"http://192.168.1.256\""),
        ("http://relay.1", SHAPE, "\"http://relay.1\""),
        ("http://1.2.3.4.", SHAPE, "\"http://1.2.3.4.\""),
        // Addresses that differ from their appearance.
        ("http://127.1", SHAPE, "\"http://127.1\""),
        ("http://2130706433", SHAPE, "\"http://2130706433\""),
        ("http://0177.0.0.1", SHAPE, "\"http://0177.0.0.1\""),
        ("http://127.0.0.0x1", SHAPE, "\"http://127.0.0.0x1\""),
        ("https://user:secret@relay.example", BARE, HIDDEN),
        ("https://relay.example?x=1", BARE, "a URL with '?' in it"),
        ("https://relay.example/a?x=1", BARE, "a URL with '?' in it"),
        ("https://relay.example/#top", BARE, "a URL with '#' in it"),
    ];
    for (given, expected, found) in cases {
        let error = BaseUrl::parse(given).unwrap_err();
        assert_eq!(error.class(), "RangeError");
        assert_eq!(
            error.to_string(),
            format!("baseURL: expected {expected}, found {found}")
        );
    }
}

#[test]
fn a_long_wrong_base_url_is_shortened_in_the_message() {
    let error = BaseUrl::parse(&"x".repeat(61)).unwrap_err();
    let shown = "x".repeat(60);
    assert_eq!(
        error.to_string(),
        format!(
            "baseURL: expected an absolute http or https URL such as https://relay.example.com, found \"{shown}…\""
        )
    );
}

#[test]
fn what_cannot_be_seen_is_escaped_in_a_message() {
    // The URL, and its form in messages.
    let cases = [
        ("plain é 😀 日本 ❤\u{fe0f}", "plain é 😀 日本 ❤\u{fe0f}"),
        ("\"it's\"", "\\\"it's\\\""),
        ("tab\tline\nback\\slash", "tab\\tline\\nback\\\\slash"),
        ("nul\0 del\u{7f}", "nul\\0 del\\u{7f}"),
        ("no\u{a0}break, soft\u{ad}hyphen", "no\\u{a0}break, soft\\u{ad}hyphen"),
        ("zero\u{200b}width, \u{feff}mark", "zero\\u{200b}width, \\u{feff}mark"),
        ("right\u{202e}to\u{2066}left", "right\\u{202e}to\\u{2066}left"),
        ("wide\u{3000}space", "wide\\u{3000}space"),
        ("private \u{e000}, tag \u{e0041}", "private \\u{e000}, tag \\u{e0041}"),
    ];
    for (written, shown) in cases {
        assert_eq!(BaseUrl::parse(written).unwrap_err().found, format!("\"{shown}\""));
    }
}
