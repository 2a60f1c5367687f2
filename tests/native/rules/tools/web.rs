use super::*;

/// `params` with a web search tool with these fields.
macro_rules! search {
    ($($more:expr),*) => { tools!(r#"{"type":"web_search_20250305","name":"web_search","#, $($more,)* "}") };
}

/// `params` with a web search tool at this location.
macro_rules! located {
    ($($more:expr),*) => { search!(r#""user_location":{"type":"approximate","#, $($more,)* "}") };
}

/// `params` with a web fetch tool with these fields.
macro_rules! fetch {
    ($more:literal) => {
        tools!(r#"{"type":"web_fetch_20260318","name":"web_fetch","#, $more, "}")
    };
}

const SCHEME: &str = "Write \"example.com\" or \"example.com/blog\", without https://.";
const APART: &str = "Make each domain a string of its own.";
const ZONE: &str = "Write, for example, \"Europe/Berlin\" or \"UTC\".";

const EXAMPLES: &[Example] = &[
    example(
        "tool.web.domains_both",
        &[
            search!(r#""allowed_domains":["a.com"]"#),
            search!(r#""allowed_domains":["a.com"],"blocked_domains":null"#),
            search!(r#""blocked_domains":["a.com"],"allowed_domains":[]"#),
        ],
        &[refused(
            search!(r#""allowed_domains":["a.com"],"blocked_domains":["b.com"]"#),
            "tools.0.blocked_domains",
            r#"["b.com"]"#,
            "expected either allowed_domains or blocked_domains, found both",
        )
        .help("Keep the one you need.")],
    ),
    example(
        "tool.web.domain_form",
        &[
            search!(
                r#""allowed_domains":["a.com","docs.a.com","a.com/blog","a.com/*/news","a.com/x:y","a.com/@me","a.com/a,b","a.com/a b/"]"#
            ),
            fetch!(r#""blocked_domains":["münchen.de"]"#),
        ],
        &[
            refused(
                search!(r#""allowed_domains":["a.com","https://b.com/x"]"#),
                "tools.0.allowed_domains.1",
                r#""https://b.com/x""#,
                "expected a bare domain, found one with a scheme",
            )
            .help(SCHEME),
            refused(
                fetch!(r#""blocked_domains":["a.com:8080/x"]"#),
                "tools.0.blocked_domains.0",
                r#""a.com:8080/x""#,
                "expected a bare domain, found one with a port",
            )
            .help("Leave out the port."),
            refused(
                search!(r#""blocked_domains":["*.a.com"]"#),
                "tools.0.blocked_domains.0",
                r#""*.a.com""#,
                "expected a bare domain, found one with a wildcard",
            )
            .help("Write out each domain; only paths may have wildcards."),
            refused(
                search!(r#""allowed_domains":["a.org,b.org"]"#),
                "tools.0.allowed_domains.0",
                r#""a.org,b.org""#,
                "expected a bare domain, found several in one string",
            )
            .help(APART),
            refused(
                search!(r#""allowed_domains":["a.org; b.org"]"#),
                "tools.0.allowed_domains.0",
                r#""a.org; b.org""#,
                "expected a bare domain, found several in one string",
            )
            .help(APART),
            refused(
                search!(r#""blocked_domains":["a.org "]"#),
                "tools.0.blocked_domains.0",
                r#""a.org ""#,
                "expected a bare domain, found one with white space",
            )
            .help("Remove the white space."),
            refused(
                search!(r#""allowed_domains":["a.org b.org"]"#),
                "tools.0.allowed_domains.0",
                r#""a.org b.org""#,
                "expected a bare domain, found one with white space",
            )
            .help("Remove the white space."),
            refused(
                search!(r#""allowed_domains":["a.org/x\n"]"#),
                "tools.0.allowed_domains.0",
                r#""a.org/x\n""#,
                "expected a bare domain, found one with white space",
            )
            .help("Remove the white space."),
            refused(
                fetch!(r#""allowed_domains":[""]"#),
                "tools.0.allowed_domains.0",
                r#""""#,
                "expected a bare domain, found none",
            )
            .help("Write, for example, \"example.com\"."),
            refused(
                fetch!(r#""allowed_domains":["me@a.org"]"#),
                "tools.0.allowed_domains.0",
                r#""me@a.org""#,
                "expected a bare domain, found one with a name before it",
            )
            .help("Write only what is after the @."),
            refused(
                search!(r#""allowed_domains":"a.com""#),
                "tools.0.allowed_domains",
                r#""a.com""#,
                "expected an array, found \"a.com\"",
            ),
        ],
    ),
    example(
        "tool.web.max_uses",
        &[
            search!(r#""max_uses":1"#),
            fetch!(r#""max_uses":null,"max_content_tokens":1"#),
        ],
        &[
            refused(
                search!(r#""max_uses":0"#),
                "tools.0.max_uses",
                "0",
                "expected at least 1, found 0",
            ),
            refused(
                fetch!(r#""max_content_tokens":-5"#),
                "tools.0.max_content_tokens",
                "-5",
                "expected at least 1, found -5",
            ),
            refused(
                search!(r#""max_uses":1.5"#),
                "tools.0.max_uses",
                "1.5",
                "expected a whole number, found 1.5",
            ),
        ],
    ),
    example(
        "tool.web.user_location",
        &[
            search!(r#""user_location":null"#),
            located!(r#""city":"San Francisco","region":"California","country":"US","timezone":"America/Los_Angeles""#),
            located!(r#""timezone":"America/Argentina/Buenos_Aires""#),
            located!(r#""timezone":"UTC""#),
            located!(r#""timezone":"Etc/GMT+5""#),
            located!(r#""timezone":"GMT+0""#),
            located!(r#""timezone":"Zulu""#),
            located!(r#""timezone":"W-SU""#),
            located!(r#""timezone":"US/East-Indiana""#),
            located!(r#""timezone":"posix/Europe/Berlin""#),
            located!(r#""timezone":"europe/berlin""#),
            located!(r#""timezone":"America/Port-au-Prince","city":null"#),
            located!(r#""country":"ÖÄ""#),
        ],
        &[
            refused(
                search!(r#""user_location":{"type":"exact","city":"Rom"}"#),
                "tools.0.user_location.type",
                r#""exact""#,
                "expected \"approximate\", found \"exact\"",
            ),
            refused(
                search!(r#""user_location":{"city":"Rom"}"#),
                "tools.0.user_location.type",
                r#"{"city":"Rom"}"#,
                "expected a type (\"approximate\"), found none",
            ),
            refused(
                search!(r#""user_location":{"type":"approximate","city":null}"#),
                "tools.0.user_location",
                r#"{"type":"approximate","city":null}"#,
                "expected city, country, region or timezone next to the type, found none",
            ),
            refused(
                located!(r#""city":"""#),
                "tools.0.user_location.city",
                "\"\"",
                "expected 1 to 255 characters, found \"\"",
            ),
            refused(
                located!(r#""country":"USA""#),
                "tools.0.user_location.country",
                r#""USA""#,
                "expected exactly 2 characters, found \"USA\"",
            )
            .help("Write the country as two letters, such as \"DE\"."),
            refused(
                located!(r#""timezone":"UTC+2""#),
                "tools.0.user_location.timezone",
                r#""UTC+2""#,
                "expected an IANA time zone name, found \"UTC+2\"",
            )
            .help(ZONE),
            refused(
                located!(r#""timezone":"GMT+1""#),
                "tools.0.user_location.timezone",
                r#""GMT+1""#,
                "expected an IANA time zone name, found \"GMT+1\"",
            )
            .help(ZONE),
            refused(
                located!(r#""timezone":"CEST""#),
                "tools.0.user_location.timezone",
                r#""CEST""#,
                "expected an IANA time zone name, found \"CEST\"",
            )
            .help(ZONE),
            refused(
                located!(r#""timezone":"Germany/Berlin""#),
                "tools.0.user_location.timezone",
                r#""Germany/Berlin""#,
                "expected an IANA time zone name, found \"Germany/Berlin\"",
            )
            .help(ZONE),
            refused(
                located!(r#""timezone":"America/Los Angeles""#),
                "tools.0.user_location.timezone",
                r#""America/Los Angeles""#,
                "expected an IANA time zone name, found \"America/Los Angeles\"",
            )
            .help(ZONE),
            refused(
                located!(r#""town":"Rom""#),
                "tools.0.user_location.town",
                r#""town""#,
                "expected a field of UserLocation, found \"town\"",
            ),
        ],
    ),
    example(
        "tool.web.dynamic_filtering",
        &[
            tools!(r#"{"type":"web_search_20260209","name":"web_search"}"#),
            concat!(
                r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
                r#"{"type":"web_search_20260209","name":"web_search","allowed_callers":["direct"]},"#,
                r#"{"type":"web_fetch_20250910","name":"web_fetch"}]}"#
            ),
        ],
        &[refused(
            concat!(
                r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
                r#"{"type":"web_fetch_20260318","name":"web_fetch"}]}"#
            ),
            "tools.0.type",
            r#""web_fetch_20260318""#,
            "expected \"allowed_callers\":[\"direct\"], since claude-haiku-4-5-20251001 runs no programs that call \
             tools, found \"web_fetch_20260318\" without",
        )
        .help("Add \"allowed_callers\":[\"direct\"] to the tool.")],
    ),
    example(
        "tool.web_fetch.url_sources",
        &[
            fetch!(r#""url_sources":null"#),
            fetch!(r#""url_sources":{"user_input":{"type":"none"},"client_tool_results":{"type":"all"}}"#),
            fetch!(
                r#""url_sources":{"server_tool_results":{"type":"only","tools":[{"type":"tool_reference","name":"web_search"}]}}"#
            ),
        ],
        &[
            refused(
                fetch!(r#""url_sources":{"tool_results":{"type":"all"}}"#),
                "tools.0.url_sources.tool_results",
                r#""tool_results""#,
                "expected a field of WebFetchURLSources, found \"tool_results\"",
            ),
            refused(
                fetch!(r#""url_sources":{"user_input":{"type":"only","tools":[]}}"#),
                "tools.0.url_sources.user_input.type",
                r#""only""#,
                "expected \"all\" or \"none\", found \"only\"",
            ),
            refused(
                fetch!(r#""url_sources":{"server_tool_results":{"type":"except"}}"#),
                "tools.0.url_sources.server_tool_results.tools",
                r#"{"type":"except"}"#,
                "expected tools, found none",
            ),
            refused(
                fetch!(r#""url_sources":{"user_input":"all"}"#),
                "tools.0.url_sources.user_input",
                r#""all""#,
                "expected an object, found \"all\"",
            ),
        ],
    ),
    example(
        "tool.web.response_inclusion",
        &[
            fetch!(r#""response_inclusion":"excluded","use_cache":false"#),
            tools!(r#"{"type":"web_search_20260318","name":"web_search","response_inclusion":"full"}"#),
            tools!(r#"{"type":"web_fetch_20260309","name":"web_fetch","use_cache":true}"#),
        ],
        &[
            refused(
                fetch!(r#""response_inclusion":"none""#),
                "tools.0.response_inclusion",
                r#""none""#,
                "expected \"full\" or \"excluded\", found \"none\"",
            ),
            refused(
                tools!(r#"{"type":"web_search_20260209","name":"web_search","response_inclusion":"full"}"#),
                "tools.0.response_inclusion",
                r#""response_inclusion""#,
                "expected a field of WebSearchTool20260209, found \"response_inclusion\"",
            )
            .help("The web tools support it from their 20260318 versions on."),
            refused(
                tools!(r#"{"type":"web_fetch_20260209","name":"web_fetch","use_cache":true}"#),
                "tools.0.use_cache",
                r#""use_cache""#,
                "expected a field of WebFetchTool20260209, found \"use_cache\"",
            )
            .help("web_fetch supports it from web_fetch_20260309 on."),
        ],
    ),
];

#[test]
fn web_tools_have_bare_domains_valid_locations_and_limits() {
    prove(EXAMPLES);
}
