use super::*;

const MCP: Call = Call {
    version: NEW.version,
    betas: &["mcp-client-2025-11-20"],
};
const LATER: Call = Call {
    version: OLD.version,
    betas: &["mcp-client-2026-09-15"],
};

/// `params` with these servers and tools.
macro_rules! served {
    ($servers:expr, $tools:expr) => {
        params!(r#""mcp_servers":["#, $servers, r#"],"tools":["#, $tools, "]")
    };
}

/// An MCP server.
macro_rules! server {
    ($name:literal) => {
        concat!(
            r#"{"type":"url","url":"https://mcp.example.com/sse","name":""#,
            $name,
            r#""}"#
        )
    };
}

/// The toolset of an MCP server.
macro_rules! toolset {
    ($name:literal) => {
        concat!(r#"{"type":"mcp_toolset","mcp_server_name":""#, $name, r#""}"#)
    };
}

const GOOD: &[&str] = &[
    served!(server!("a"), toolset!("a")),
    served!(
        concat!(server!("a"), ",", server!("b")),
        concat!(toolset!("b"), ",", toolset!("a"))
    ),
];

const EXAMPLES: &[Example] = &[
    Example {
        rule: "mcp.server.fields",
        call: MCP,
        accepted: GOOD,
        refused: &[
            refused(
                served!(r#"{"type":"stdio","url":"https://e.com","name":"a"}"#, toolset!("a")),
                "mcp_servers.0.type",
                r#""stdio""#,
                "expected \"url\", found \"stdio\"",
            ),
            refused(
                served!(r#"{"type":"url","url":"http://e.com","name":"a"}"#, toolset!("a")),
                "mcp_servers.0.url",
                r#""http://e.com""#,
                "expected a URL that starts with https://, found \"http://e.com\"",
            ),
            refused(
                served!(r#"{"type":"url","url":"https://e.com"}"#, own!("x")),
                "mcp_servers.0.name",
                r#"{"type":"url","url":"https://e.com"}"#,
                "expected name, found none",
            ),
            refused(
                served!(concat!(server!("a"), ",", server!("a")), toolset!("a")),
                "mcp_servers.1.name",
                r#""a""#,
                "expected a name that no other server uses, found \"a\"",
            ),
            refused(
                served!(
                    r#"{"type":"url","url":"https://e.com","name":"a","headers":{}}"#,
                    toolset!("a")
                ),
                "mcp_servers.0.headers",
                r#""headers""#,
                "expected a field of MCPServerURLDefinition, found \"headers\"",
            ),
            refused(
                served!(
                    r#"{"type":"url","url":"https://e.com","name":"a","tool_configuration":{"enabled":true}}"#,
                    toolset!("a")
                ),
                "mcp_servers.0.tool_configuration",
                r#"{"enabled":true}"#,
                "expected no tool_configuration, which mcp-client-2025-11-20 does not have, found one",
            )
            .help("Move it into the configs of the mcp_toolset in tools."),
        ],
    },
    Example {
        rule: "mcp.toolset.pairing",
        call: LATER,
        accepted: GOOD,
        refused: &[
            refused(
                served!(concat!(server!("a"), ",", server!("b")), toolset!("b")),
                "mcp_servers.0",
                server!("a"),
                "expected an mcp_toolset in tools for this server, found none for \"a\"",
            )
            .help("Add {\"type\":\"mcp_toolset\",\"mcp_server_name\":…} to tools."),
            refused(
                served!(server!("a"), concat!(toolset!("a"), ",", toolset!("a"))),
                "tools.1.mcp_server_name",
                r#""a""#,
                "expected a server that no other mcp_toolset uses, found \"a\"",
            ),
            refused(
                served!(server!("a"), concat!(toolset!("a"), ",", toolset!("b"))),
                "tools.1.mcp_server_name",
                r#""b""#,
                "expected the name of a server in mcp_servers, found \"b\"",
            ),
            refused(
                tools!(toolset!("b")),
                "tools.0.mcp_server_name",
                r#""b""#,
                "expected the name of a server in mcp_servers, found \"b\"",
            ),
            refused(
                tools!(toolset!("")),
                "tools.0.mcp_server_name",
                "\"\"",
                "expected 1 to 255 characters, found \"\"",
            ),
            refused(
                tools!(r#"{"type":"mcp_toolset"}"#),
                "tools.0.mcp_server_name",
                r#"{"type":"mcp_toolset"}"#,
                "expected mcp_server_name, found none",
            ),
        ],
    },
    Example {
        rule: "tool.unknown_field",
        call: MCP,
        accepted: &[served!(
            server!("a"),
            concat!(
                r#"{"type":"mcp_toolset","mcp_server_name":"a","default_config":{"enabled":false,"defer_loading":true},"#,
                r#""configs":{"find":{"enabled":true}}}"#
            )
        )],
        refused: &[
            refused(
                served!(
                    server!("a"),
                    r#"{"type":"mcp_toolset","mcp_server_name":"a","configs":{"find":{"enable":true}}}"#
                ),
                "tools.0.configs.find.enable",
                r#""enable""#,
                "expected a field of MCPToolDefaultConfig, found \"enable\"",
            )
            .help("Did you mean enabled?"),
            refused(
                served!(
                    server!("a"),
                    r#"{"type":"mcp_toolset","mcp_server_name":"a","configs":{"find":true}}"#
                ),
                "tools.0.configs.find",
                "true",
                "expected an object, found true",
            ),
        ],
    },
];

#[test]
fn every_server_has_one_toolset() {
    prove(EXAMPLES);
}

#[test]
fn servers_need_a_beta() {
    for params in GOOD {
        assert_eq!(codes(MCP, params), [""; 0]);
        assert_eq!(codes(LATER, params), [""; 0]);
    }
    prove(&[Example {
        rule: "mcp.beta_header",
        call: NEW,
        accepted: &[tools!(own!("a"))],
        refused: vec![
            refused(
                GOOD[0],
                "mcp_servers",
                concat!("[", server!("a"), "]"),
                "expected the beta mcp-client-2025-11-20 or later on the call, found none",
            )
            .help("Add mcp-client-2025-11-20 to the betas of the call."),
        ]
        .leak(),
    }]);
}

#[test]
fn the_first_version_accepts_the_first_form_of_servers() {
    let first = Call {
        version: OLD.version,
        betas: &["mcp-client-2025-04-04"],
    };
    let params = params!(
        r#""mcp_servers":[{"type":"url","url":"https://e.com","name":"a","tool_configuration":{"allowed_tools":["x"]}}]"#
    );
    assert_eq!(codes(first, params), [""; 0]);
    let newer = Call {
        version: NEW.version,
        ..first
    };
    assert_eq!(codes(newer, params), ["mcp.beta_header"]);
}

#[test]
fn twenty_servers_are_enough() {
    let list = |make: fn(usize) -> String, count| (0..count).map(make).collect::<Vec<String>>().join(",");
    let server = |index| format!(r#"{{"type":"url","url":"https://e.com","name":"s{index}"}}"#);
    let toolset = |index| format!(r#"{{"type":"mcp_toolset","mcp_server_name":"s{index}"}}"#);
    let params = |count| -> &'static str {
        let tools = format!(r#"[{}],"mcp_servers":[{}]"#, list(toolset, count), list(server, count));
        with_tools(&tools)
    };
    prove(&[Example {
        rule: "mcp.servers.count",
        call: MCP,
        accepted: vec![params(20)].leak(),
        refused: vec![refused(
            params(21),
            "mcp_servers",
            format!("[{}]", list(server, 21)).leak(),
            "expected at most 20 MCP servers, found 21",
        )]
        .leak(),
    }]);
}
