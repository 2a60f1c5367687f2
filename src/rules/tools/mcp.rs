//! MCP servers and the toolsets that use them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::json::{Value, word};
use crate::rules::check::{Check, Step, found, rule};
use crate::rules::schema::MCP_TOOL_DEFAULT_CONFIG;
use crate::rules::tools::declared::{Kind, Request};
use crate::rules::tools::list::Names;
use crate::rules::tools::server::missing_beta;
use crate::rules::walk;

const MAX_SERVERS: usize = 20;
/// The first beta with toolsets; later ones have later days in their names.
const BETA: &str = "mcp-client-2025-11-20";
/// The form before it, where servers needed no toolset.
const OLD_BETA: &str = "mcp-client-2025-04-04";

fn has_beta(check: &Check<'_, '_>) -> bool {
    let betas = &check.options().betas;
    betas
        .iter()
        .any(|beta| beta.starts_with("mcp-client-") && beta.as_str() >= BETA)
}

/// Checks a server by itself.
pub(super) fn server<'a>(check: &mut Check<'a, '_>, server: Value<'a>) {
    let rule = rule!("mcp.server.fields");
    if let Some(url) = server.get(word!("url"))
        && let Some(text) = url.text()
        && !is_https(&text.value())
    {
        let message = format!("expected a URL that starts with https://, found {}", found(url));
        check.report_at(rule, Step::Name("url"), url.span(), message, None);
    }
    if let Some(name) = server.get(word!("name")).filter(|name| name.is("")) {
        let message = "expected a name, found an empty one".into();
        check.report_at(rule, Step::Name("name"), name.span(), message, None);
    }
    let old = server.get(word!("tool_configuration")).filter(|old| !old.is_null());
    if let Some(old) = old.filter(|_| has_beta(check) && !check.has_beta(&[OLD_BETA])) {
        let message = format!("expected no tool_configuration, which {BETA} does not have, found one");
        let help = "Move it into the configs of the mcp_toolset in tools.";
        check.report_at(rule, Step::Name("tool_configuration"), old.span(), message, Some(help));
    }
}

fn is_https(url: &str) -> bool {
    let start = url.get(.."https://".len());
    start.is_some_and(|start| start.eq_ignore_ascii_case("https://"))
}

/// Checks a toolset by itself.
pub(super) fn toolset<'a>(check: &mut Check<'a, '_>, toolset: Value<'a>) {
    const LONGEST: usize = 255;
    if let Some(name) = toolset.get(word!("mcp_server_name"))
        && let Some(text) = name.text()
        && !(1..=LONGEST).contains(&text.value().chars().count())
    {
        let message = format!("expected 1 to {LONGEST} characters, found {}", found(name));
        let step = Step::Name("mcp_server_name");
        check.report_at(rule!("mcp.toolset.pairing"), step, name.span(), message, None);
    }
    let Some(configs) = toolset.get(word!("configs")) else {
        return;
    };
    check.inside(Step::Name("configs"), |check| {
        for (key, config) in configs.entries() {
            let Some(name) = key.text() else { continue };
            check.inside(Step::Key(name), |check| member(check, config));
        }
    });
}

fn member<'a>(check: &mut Check<'a, '_>, config: Value<'a>) {
    if config.kind() == crate::json::Kind::Object {
        return walk::object(check, config, &MCP_TOOL_DEFAULT_CONFIG);
    }
    let message = format!("expected an object, found {}", found(config));
    check.report(rule!("tool.unknown_field"), config.span(), message, None);
}

/// Checks servers and toolsets against each other.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, request: &Request<'a>) {
    if request.servers.is_none() && !request.list.iter().any(|tool| tool.kind == Kind::Mcp) {
        return;
    }
    beta(check, request);
    if let Some(servers) = request.servers {
        check.inside(Step::Name("mcp_servers"), |check| count_and_names(check, servers));
    }
    if !check.has_beta(&[OLD_BETA]) || has_beta(check) {
        pairing(check, request);
    }
}

fn beta<'a>(check: &mut Check<'a, '_>, request: &Request<'a>) {
    if has_beta(check) {
        return;
    }
    if let Some(servers) = request.servers {
        let message = format!("expected the beta {BETA} or later among the betas of the call, found no such beta");
        let help = format!("Add {BETA} to the betas of the call.");
        check.report_at(
            rule!("mcp.beta_header"),
            Step::Name("mcp_servers"),
            servers.span(),
            message,
            Some(&help),
        );
        return;
    }
    check.inside(Step::Name("tools"), |check| {
        for (index, tool) in request.list.iter().enumerate() {
            if tool.kind == Kind::Mcp {
                check.inside(Step::Index(index), |check| missing_beta(check, tool.value, BETA, BETA));
            }
        }
    });
}

fn count_and_names<'a>(check: &mut Check<'a, '_>, servers: Value<'a>) {
    let count = servers.items().count();
    if count > MAX_SERVERS {
        let message = format!("expected at most {MAX_SERVERS} MCP servers, found {count}");
        check.report(rule!("mcp.servers.count"), servers.span(), message, None);
    }
    let mut names = Names::default();
    for (index, server) in servers.items().enumerate() {
        let Some(name) = server.get(word!("name")) else {
            continue;
        };
        let Some(text) = name.text() else { continue };
        if !names.add(text.value()) {
            let message = format!("expected a name that no other server has, found {}", found(name));
            check.inside(Step::Index(index), |check| {
                check.report_at(
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

fn pairing<'a>(check: &mut Check<'a, '_>, request: &Request<'a>) {
    let servers = request.servers.iter().flat_map(Value::items);
    // Toolsets that name each server.
    let mut named: HashMap<Cow<'a, str>, usize> = servers
        .filter_map(|server| Some((server.get(word!("name"))?.text()?.value(), 0)))
        .collect();
    check.inside(Step::Name("tools"), |check| {
        for (index, tool) in request.list.iter().enumerate() {
            let Some(name) = tool.server.filter(|name| tool.kind == Kind::Mcp && !name.is("")) else {
                continue;
            };
            let Some(text) = name.text() else { continue };
            let message = match named.get_mut(&text.value()) {
                None => format!("expected the name of a server in mcp_servers, found {}", found(name)),
                Some(count) => {
                    *count += 1;
                    if *count == 1 {
                        continue;
                    }
                    format!(
                        "expected a server that no other mcp_toolset names, found {}",
                        found(name)
                    )
                }
            };
            check.inside(Step::Index(index), |check| {
                let step = Step::Name("mcp_server_name");
                check.report_at(rule!("mcp.toolset.pairing"), step, name.span(), message, None);
            });
        }
    });
    let partial = check.tools.changes || request.list.iter().any(|tool| tool.kind == Kind::Unknown);
    if !partial {
        unused(check, request, &named);
    }
}

fn unused<'a>(check: &mut Check<'a, '_>, request: &Request<'a>, named: &HashMap<Cow<'a, str>, usize>) {
    check.inside(Step::Name("mcp_servers"), |check| {
        let servers = request.servers.iter().flat_map(Value::items);
        for (index, server) in servers.enumerate() {
            let Some(name) = server.get(word!("name")) else {
                continue;
            };
            let Some(text) = name.text() else { continue };
            if named.get(&text.value()) == Some(&0) {
                let message = format!(
                    "expected an mcp_toolset in tools for this server, found none for {}",
                    found(name)
                );
                let help = "Add {\"type\":\"mcp_toolset\",\"mcp_server_name\":…} to tools.";
                check.report_at(
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
