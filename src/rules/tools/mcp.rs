//! MCP servers and the toolsets that use them.

use std::borrow::Cow;

use crate::bytes::hashing::HashMap;
use crate::catalog::ApiVersion;
use crate::json::{Kind as Json, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::tools::declarations::{Declarations, Kind};
use crate::rules::tools::list::Names;
use crate::rules::tools::server::missing_beta;

const MAX_SERVERS: usize = 20;
/// The first beta with toolsets; the names of later ones have later dates.
const BETA: &str = "mcp-client-2025-11-20";
/// The earlier beta, in which servers needed no toolset.
const OLD_BETA: &str = "mcp-client-2025-04-04";

fn has_beta(cursor: &Cursor<'_, '_>) -> bool {
    let betas = &cursor.options().betas;
    betas
        .iter()
        .any(|beta| beta.starts_with("mcp-client-") && beta.as_str() >= BETA)
}

/// Checks a single server.
pub(super) fn server<'a>(cursor: &mut Cursor<'a, '_>, server: Value<'a>) {
    let rule = rule!("mcp.server.fields");
    if let Some(url) = server.get(word!("url"))
        && let Some(text) = url.text()
        && !is_https(&text.value())
    {
        let message = format_args!("expected a URL that starts with https://, found {}", describe(url));
        cursor.report_at(rule, Step::Name("url"), url.span(), message, None);
    }
    if let Some(name) = server.get(word!("name")).filter(|name| name.is("")) {
        let message = format_args!("expected a name, found an empty one");
        cursor.report_at(rule, Step::Name("name"), name.span(), message, None);
    }
    let old = server.get(word!("tool_configuration")).filter(|old| !old.is_null());
    if let Some(old) = old.filter(|_| has_beta(cursor) && !cursor.has_beta(&[OLD_BETA])) {
        let message = format_args!("expected no tool_configuration, which {BETA} does not have, found one");
        let help = format_args!("Move it into the configs of the mcp_toolset in tools.");
        cursor.report_at(rule, Step::Name("tool_configuration"), old.span(), message, Some(help));
    }
}

fn is_https(url: &str) -> bool {
    let start = url.get(.."https://".len());
    start.is_some_and(|start| start.eq_ignore_ascii_case("https://"))
}

/// Checks a single toolset.
pub(super) fn toolset<'a>(cursor: &mut Cursor<'a, '_>, toolset: Value<'a>) {
    const LONGEST: usize = 255;
    if let Some(name) = toolset.get(word!("mcp_server_name"))
        && let Some(text) = name.text()
        && !(1..=LONGEST).contains(&text.value().chars().count())
    {
        let message = format_args!("expected 1 to {LONGEST} characters, found {}", describe(name));
        let step = Step::Name("mcp_server_name");
        cursor.report_at(rule!("mcp.toolset.pairing"), step, name.span(), message, None);
    }
}

/// Returns whether the configuration of a toolset's member is an object; reports anything else.
pub(in crate::rules) fn is_member<'a>(cursor: &mut Cursor<'a, '_>, config: Value<'a>) -> bool {
    if config.kind() == Json::Object {
        return true;
    }
    let message = format_args!("expected an object, found {}", describe(config));
    cursor.report(rule!("tool.unknown_field"), config.span(), message, None);
    false
}

/// Checks servers and toolsets against each other.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>) {
    if request.servers.is_none() && !request.list.iter().any(|tool| tool.kind == Kind::Mcp) {
        return;
    }
    beta(cursor, request);
    if let Some(servers) = request.servers {
        cursor.inside(Step::Name("mcp_servers"), |cursor| count_and_names(cursor, servers));
    }
    if !cursor.has_beta(&[OLD_BETA]) || has_beta(cursor) {
        pairing(cursor, request);
    }
}

fn beta<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>) {
    if has_beta(cursor) {
        return;
    }
    // The first API version still accepts the older form, in which servers have no toolset.
    let has_toolset = || request.list.iter().any(|tool| tool.kind == Kind::Mcp);
    if cursor.options().version == ApiVersion::V2023_06_01 && cursor.has_beta(&[OLD_BETA]) && !has_toolset() {
        return;
    }
    if let Some(servers) = request.servers {
        let message = format_args!("expected the beta {BETA} or later on the call, found none");
        let help = cursor.beta_help(BETA, format_args!("Add {BETA} to the betas of the call."));
        cursor.report_at(
            rule!("mcp.beta_header"),
            Step::Name("mcp_servers"),
            servers.span(),
            message,
            Some(format_args!("{help}")),
        );
        return;
    }
    cursor.inside(Step::Name("tools"), |cursor| {
        for (index, tool) in request.list.iter().enumerate() {
            if tool.kind == Kind::Mcp {
                cursor.inside(Step::Index(index), |cursor| {
                    missing_beta(cursor, tool.value, BETA, BETA)
                });
            }
        }
    });
}

fn count_and_names<'a>(cursor: &mut Cursor<'a, '_>, servers: Value<'a>) {
    let count = servers.items().count();
    if count > MAX_SERVERS {
        let message = format_args!("expected at most {MAX_SERVERS} MCP servers, found {count}");
        cursor.report(rule!("mcp.servers.count"), servers.span(), message, None);
    }
    let mut names = Names::default();
    for (index, server) in servers.items().enumerate() {
        let Some(name) = server.get(word!("name")) else {
            continue;
        };
        let Some(text) = name.text() else { continue };
        if !names.add(text.value()) {
            let message = format_args!("expected a name that no other server uses, found {}", describe(name));
            cursor.inside(Step::Index(index), |cursor| {
                cursor.report_at(
                    rule!("mcp.server.fields"),
                    Step::Name("name"),
                    name.span(),
                    message,
                    None,
                );
            });
        }
    }
}

fn pairing<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>) {
    let servers = request.servers.iter().flat_map(Value::items);
    // Number of toolsets that name each server.
    let mut named: HashMap<Cow<'a, str>, usize> = servers
        .filter_map(|server| Some((server.get(word!("name"))?.text()?.value(), 0)))
        .collect();
    cursor.inside(Step::Name("tools"), |cursor| {
        for (index, tool) in request.list.iter().enumerate() {
            let Some(name) = tool.server.filter(|name| tool.kind == Kind::Mcp && !name.is("")) else {
                continue;
            };
            let Some(text) = name.text() else { continue };
            let count = named.get_mut(&text.value()).map(|count| {
                *count += 1;
                *count
            });
            let message = match count {
                Some(1) => continue,
                Some(_) => format_args!(
                    "expected a server that no other mcp_toolset uses, found {}",
                    describe(name)
                ),
                None => format_args!("expected the name of a server in mcp_servers, found {}", describe(name)),
            };
            cursor.inside(Step::Index(index), |cursor| {
                let step = Step::Name("mcp_server_name");
                cursor.report_at(rule!("mcp.toolset.pairing"), step, name.span(), message, None);
            });
        }
    });
    let partial = request.changes || request.list.iter().any(|tool| tool.kind == Kind::Unknown);
    if !partial {
        unused(cursor, request, &named);
    }
}

fn unused<'a>(cursor: &mut Cursor<'a, '_>, request: &Declarations<'a>, named: &HashMap<Cow<'a, str>, usize>) {
    cursor.inside(Step::Name("mcp_servers"), |cursor| {
        let servers = request.servers.iter().flat_map(Value::items);
        for (index, server) in servers.enumerate() {
            let Some(name) = server.get(word!("name")) else {
                continue;
            };
            let Some(text) = name.text() else { continue };
            if named.get(&text.value()) == Some(&0) {
                let message = format_args!(
                    "expected an mcp_toolset in tools for this server, found none for {}",
                    describe(name)
                );
                let help = format_args!("Add {{\"type\":\"mcp_toolset\",\"mcp_server_name\":…}} to tools.");
                cursor.report_at(
                    rule!("mcp.toolset.pairing"),
                    Step::Index(index),
                    server.span(),
                    message,
                    Some(help),
                );
            }
        }
    });
}
