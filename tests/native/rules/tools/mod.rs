//! Tools, MCP servers, tool choice.

use super::{Call, Example, NEW, OLD, Refused, check, prove};

/// `params` with these fields in addition to the three required ones.
macro_rules! params {
    ($($part:expr),* $(,)?) => {
        concat!(
            r#"{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}],"#,
            $($part,)*
            "}"
        )
    };
}

/// `params` with these tools.
macro_rules! tools {
    ($($part:expr),* $(,)?) => { params!(r#""tools":["#, $($part,)* "]") };
}

/// A custom tool with this name and more fields.
macro_rules! own {
    ($name:literal) => {
        own!($name, "")
    };
    ($name:literal, $more:literal) => {
        concat!(
            r#"{"name":""#,
            $name,
            r#"","description":"Does it.","input_schema":{"type":"object","additionalProperties":false}"#,
            $more,
            "}"
        )
    };
}

/// `params` with a custom tool of this schema.
macro_rules! schema {
    ($($part:expr),* $(,)?) => {
        tools!(r#"{"name":"a","description":"Does it.","input_schema":{"type":"object","#, $($part,)* "}}")
    };
}

mod choice;
mod custom;
mod kinds;
mod list;
mod mcp;
mod real;
mod schema;
mod strict;
mod toolset;
mod web;

const fn refused(params: &'static str, path: &'static str, covers: &'static str, message: &'static str) -> Refused {
    Refused {
        params,
        path,
        covers,
        message,
        help: None,
    }
}

impl Refused {
    const fn help(self, help: &'static str) -> Refused {
        Refused {
            help: Some(help),
            ..self
        }
    }
}

const fn example(rule: &'static str, accepted: &'static [&'static str], refused: &'static [Refused]) -> Example {
    Example {
        rule,
        call: NEW,
        accepted,
        refused,
    }
}

/// Returns a list of `count` custom tools with these fields.
fn many(count: usize, more: &str) -> String {
    let tool = |index| {
        format!(
            r#"{{"name":"t{index}","description":"Does it.","input_schema":{{"type":"object","additionalProperties":false}}{more}}}"#
        )
    };
    let tools: Vec<String> = (0..count).map(tool).collect();
    format!("[{}]", tools.join(","))
}

/// Returns `params` with this list of tools.
fn with_tools(tools: &str) -> &'static str {
    let start = r#"{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}],"tools":"#;
    format!("{start}{tools}}}").leak()
}

/// Returns the codes of the findings, in order.
fn codes(call: Call, params: &str) -> Vec<String> {
    let report = check(call, params);
    report.issues.iter().map(|issue| issue.code.to_string()).collect()
}
