//! Structured outputs and their schemas.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "output_format.deprecated",
        ErrorSwitchable,
        "The output format is in `output_config.format`, not at the top level.",
        "SDK; anthropics/anthropic-sdk-python#1118",
    ),
    row(
        "format.shape",
        Error,
        "A format has the type `json_schema`, a schema, and no other field.",
        "SDK; SPEC",
    ),
    row(
        "format.model",
        Model,
        "The model supports structured outputs.",
        "docs: Structured outputs",
    ),
    row(
        "schema.valid",
        Error,
        "A schema is a valid JSON Schema: its keywords have values of the right kinds.",
        "meta-schema of the draft; inferred",
    ),
    row(
        "schema.type",
        Warning,
        "A schema with `properties` has the type `object`.",
        "inferred",
    ),
    row(
        "schema.additional_properties",
        Error,
        "Every object in a schema sets `additionalProperties` to `false`.",
        "docs: Structured outputs",
    ),
    row(
        "schema.recursive",
        Error,
        "No schema refers back to itself.",
        "docs: Structured outputs",
    ),
    row(
        "schema.external_ref",
        Error,
        "Every reference resolves within the same schema.",
        "docs: Structured outputs",
    ),
    row(
        "schema.numeric_constraints",
        Error,
        "A schema sets no bounds on numbers.",
        "docs: Structured outputs",
    ),
    row(
        "schema.string_constraints",
        Error,
        "A schema sets no bounds on the length of strings.",
        "docs: Structured outputs",
    ),
    row(
        "schema.array_constraints",
        Error,
        "A schema sets no bounds on arrays, except that they are not empty.",
        "docs: Structured outputs",
    ),
    row(
        "schema.enum_types",
        Error,
        "An enum lists only strings, numbers, booleans and `null`, all of the one type declared beside it.",
        "docs: Structured outputs; BerriAI/litellm#37881 (2026-08-21)",
    ),
    row(
        "schema.allof_ref",
        Error,
        "`allOf` contains no references.",
        "docs: Structured outputs",
    ),
    row(
        "schema.format",
        Error,
        "The format of a string is one that can be enforced.",
        "docs: Structured outputs",
    ),
    row(
        "schema.pattern",
        Error,
        "A pattern has no back-references, look-around, word boundaries or long repetitions.",
        "docs: Structured outputs",
    ),
    row(
        "schema.other_keywords",
        Warning,
        "A schema uses only keywords that structured outputs are known to support.",
        "docs: Structured outputs",
    ),
    row(
        "schema.complexity",
        Warning,
        "A schema is small enough to be compiled.",
        "docs: Structured outputs",
    ),
];
