//! References: where they lead, and which of them lead back to where they stand.
//!
//! A schema is recursive if a definition, by way of what it describes and refers to, contains itself. Only the places
//! that are referred to can be part of such a circle, so the graph has a node for each of them and nothing else: an edge
//! for each reference in it, and one for each of them that stands in another.

use std::borrow::Cow;

use crate::bytes::hashing::{HashMap, HashSet};
use crate::json::{Kind, Text, Value};
use crate::rules::cursor::Step;
use crate::rules::formats::subschemas::{Entry, Place, Visitor, walk};

/// The places of one schema that are referred to.
pub(super) struct Targets<'a> {
    root: Value<'a>,
    /// What stands in the objects and arrays that pointers led through, each read once: by where it starts, and key.
    known: HashMap<usize, HashMap<Cow<'a, str>, Value<'a>>>,
    /// Where the schemas start that references lead to.
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

    /// Notes where a reference leads; says whether there is anything.
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

/// A part of a JSON pointer as a key.
fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        token.replace("~1", "/").replace("~0", "~").into()
    } else {
        token.into()
    }
}

/// References are URLs, so keys with other characters may be written with percent signs.
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

/// Where the references start that close a circle, one for each circle.
pub(super) fn circles<'a>(mut targets: Targets<'a>) -> HashSet<usize> {
    let root = targets.root;
    let mut starts: Vec<usize> = targets.starts.iter().copied().collect();
    starts.sort_unstable();
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
    /// Where the reference starts; none if the one stands in the other.
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
    fn enter(&mut self, schema: Value<'a>, place: Place, _: &[Step<'a>]) {
        let node = self.nodes.get(&schema.span().start).copied();
        let is_definition = place == Place::Definition;
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
    /// On the way from where the search began to where it is.
    Open,
    Done,
}

struct Visit {
    node: usize,
    next: usize,
    /// The last reference that was followed to get here.
    reference: Option<usize>,
}

/// Searches in depth for edges that lead back. What stands in something else is no circle by itself, so if such an edge
/// closes one, the reference that was followed last is part of it.
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
