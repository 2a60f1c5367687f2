//! References in a schema: their targets, and those that make it recursive.
//!
//! A schema is recursive if a definition contains itself, through subschemas and references. Only referenced positions can be
//! part of such a cycle, so the graph has a node for each of them, an edge for each reference in it, and an edge for each
//! referenced position inside another.

use std::borrow::Cow;

use crate::bytes::hashing::{HashMap, HashSet};
use crate::json::{Kind, Text, Value};
use crate::rules::cursor::Step;
use crate::rules::formats::subschemas::{Entry, Nesting, Visitor, walk};
use crate::sorting::sort_by_rank;

/// The referenced positions of one schema.
pub(super) struct Targets<'a> {
    root: Value<'a>,
    /// The entries of the objects and arrays on the paths of pointers, each read once: by start, and key.
    known: HashMap<usize, HashMap<Cow<'a, str>, Value<'a>>>,
    /// The starts of the referenced schemas.
    starts: HashSet<usize>,
}

impl<'a> Targets<'a> {
    pub(super) fn new(root: Value<'a>) -> Targets<'a> {
        Targets {
            root,
            known: HashMap::default(),
            starts: HashSet::default(),
        }
    }

    /// Adds the target of a reference. Returns whether it exists.
    pub(super) fn add(&mut self, reference: &str) -> bool {
        match self.resolve(reference) {
            Some(target) => {
                self.starts.insert(target.span().start);
                true
            }
            None => false,
        }
    }

    fn resolve(&mut self, reference: &str) -> Option<Value<'a>> {
        let mut here = self.root;
        let pointer = reference.strip_prefix('#')?;
        if pointer.is_empty() {
            return Some(here);
        }
        for token in pointer.strip_prefix('/')?.split('/') {
            let inside = self.known.entry(here.span().start).or_insert_with(|| contents(here));
            here = *inside
                .get(unescape(&percent(token)).as_ref())
                .or_else(|| inside.get(unescape(token).as_ref()))?;
        }
        Some(here)
    }
}

fn contents(value: Value<'_>) -> HashMap<Cow<'_, str>, Value<'_>> {
    match value.kind() {
        Kind::Array => {
            let items = value.items().enumerate();
            items.map(|(index, item)| (index.to_string().into(), item)).collect()
        }
        _ => {
            let entries = value.entries();
            entries
                .filter_map(|(key, value)| Some((key.text()?.value(), value)))
                .collect()
        }
    }
}

/// Converts a part of a JSON pointer to a key.
fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        let mut parts = token.split('~');
        let mut key = String::from(parts.next().unwrap_or_default());
        for part in parts {
            // ~1 is a slash, ~0 a tilde.
            match (part.strip_prefix('1'), part.strip_prefix('0')) {
                (Some(rest), _) => key.extend(["/", rest]),
                (_, Some(rest)) => key.extend(["~", rest]),
                _ => key.extend(["~", part]),
            }
        }
        key.into()
    } else {
        token.into()
    }
}

/// Resolves percent signs: references are URLs, so special characters of keys may be percent-encoded.
fn percent(token: &str) -> Cow<'_, str> {
    if !token.contains('%') {
        return token.into();
    }
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let mut digit = || ahead.next().and_then(|digit| char::from(digit).to_digit(16));
        match (byte, digit(), digit()) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// Returns the starts of the references that close a cycle, one for each cycle.
pub(super) fn circles<'a>(mut targets: Targets<'a>) -> HashSet<usize> {
    let root = targets.root;
    let mut starts: Vec<usize> = targets.starts.iter().copied().collect();
    sort_by_rank(&mut starts, |start| *start as u64);
    let mut graph = Graph {
        nodes: starts.iter().enumerate().map(|(node, start)| (*start, node)).collect(),
        edges: vec![Vec::new(); starts.len()],
        owners: Vec::new(),
        targets: &mut targets,
    };
    walk(root, &mut graph);
    closing(&graph.edges)
}

struct Graph<'a, 'r> {
    nodes: HashMap<usize, usize>,
    edges: Vec<Vec<Edge>>,
    /// The nodes that the open schemas belong to.
    owners: Vec<Option<usize>>,
    targets: &'r mut Targets<'a>,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    to: usize,
    /// The start of the reference; `None` if one position is inside the other.
    reference: Option<usize>,
}

impl Graph<'_, '_> {
    fn owner(&self) -> Option<usize> {
        self.owners.last().copied().flatten()
    }

    fn edge(&mut self, to: usize, reference: Option<usize>) {
        if let Some(edges) = self.owner().and_then(|from| self.edges.get_mut(from)) {
            edges.push(Edge { to, reference });
        }
    }
}

impl<'a> Visitor<'a> for Graph<'a, '_> {
    fn enter(&mut self, schema: Value<'a>, nesting: Nesting, _: &[Step<'a>]) {
        let node = self.nodes.get(&schema.span().start).copied();
        let is_definition = nesting == Nesting::Definition;
        if let Some(node) = node.filter(|_| !is_definition) {
            self.edge(node, None);
        }
        let outer = self.owner().filter(|_| !is_definition);
        self.owners.push(node.or(outer));
    }

    fn keyword(&mut self, word: Text<'a>, entry: Entry<'a>, _: &[Step<'a>]) {
        if !word.is("$ref") {
            return;
        }
        let Some(reference) = entry.value.text() else { return };
        let target = self.targets.resolve(&reference.value());
        let node = target.and_then(|target| self.nodes.get(&target.span().start).copied());
        if let Some(node) = node {
            self.edge(node, Some(entry.value.span().start));
        }
    }

    fn leave(&mut self) {
        self.owners.pop();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the path from the start of the search to the current node.
    Open,
    Done,
}

struct Visit {
    node: usize,
    next: usize,
    /// The last reference that was followed to reach this node.
    reference: Option<usize>,
}

/// Searches depth-first for back edges. Nesting alone is not a cycle, so if such an edge closes one, the last reference followed
/// is part of it.
fn closing(edges: &[Vec<Edge>]) -> HashSet<usize> {
    let mut found = HashSet::default();
    let mut states = vec![State::New; edges.len()];
    let mut way = Vec::new();
    for node in 0..edges.len() {
        if states.get(node) != Some(&State::New) {
            continue;
        }
        set(&mut states, node, State::Open);
        way.push(Visit {
            node,
            next: 0,
            reference: None,
        });
        while let Some(visit) = way.last_mut() {
            let Some(edge) = edges.get(visit.node).and_then(|edges| edges.get(visit.next)) else {
                set(&mut states, visit.node, State::Done);
                way.pop();
                continue;
            };
            visit.next += 1;
            let reference = edge.reference.or(visit.reference);
            match states.get(edge.to) {
                Some(State::New) => {
                    set(&mut states, edge.to, State::Open);
                    way.push(Visit {
                        node: edge.to,
                        next: 0,
                        reference,
                    });
                }
                Some(State::Open) => found.extend(reference),
                _ => {}
            }
        }
    }
    found
}

fn set(states: &mut [State], node: usize, state: State) {
    if let Some(slot) = states.get_mut(node) {
        *slot = state;
    }
}
