//! Checks one request's `params`: a walk through its fields in the order in which the API reads them, the state of each subject,
//! and the final check of each.

use crate::bytes::Position;
use crate::json::{Value, Word, word, words};
use crate::rules::cursor::{Cursor, Step};
use crate::rules::findings::Findings;
use crate::rules::params::Params;
use crate::rules::schema::{Field, Name, Shape};
use crate::rules::shortcuts::accepted_tools::AcceptedTools;
use crate::rules::walk::{self, UnknownField, Visitor};
use crate::rules::{
    cache, content, context, fields, foreign, formats, length, max_tokens, media, messages, model, sampling, settings,
    system, thinking, tool_use, tools, unsupported,
};
use crate::wording;

/// The fields that are checked first, in this order, because later fields depend on earlier ones.
const FIRST: &[Word] = words!["model", "max_tokens", "thinking", "tools", "system", "messages"];

/// State that is kept between requests, to avoid repeated checks.
#[derive(Debug, Default)]
pub(super) struct Caches {
    model: model::LastModel,
    schemas: formats::KnownSchemas,
    tools: Option<AcceptedTools>,
}

/// A request that is being checked, with the state of each subject until its end.
#[derive(Debug)]
pub(super) struct Request<'a, 'f> {
    pub(super) cursor: Cursor<'a, 'f>,
    caches: &'f mut Caches,
    cache: cache::State<'a>,
    media: media::State<'a>,
    messages: messages::State,
    thinking: thinking::State,
    tool_use: tool_use::State<'a>,
    tools: tools::State,
    /// Fields of `params` that are present under another name.
    aliases: Vec<Word>,
}

impl<'a, 'f> Request<'a, 'f> {
    pub(super) fn new(findings: &'f mut Findings, caches: &'f mut Caches, request: u64, position: Position) -> Self {
        Request {
            cursor: Cursor::new(findings, request, position),
            caches,
            cache: cache::State::default(),
            media: media::State::default(),
            messages: messages::State::default(),
            thinking: thinking::State::default(),
            tool_use: tool_use::State::default(),
            tools: tools::State::default(),
            aliases: Vec::new(),
        }
    }

    /// Checks the `params` object.
    pub(super) fn params(&mut self, params: Value<'a>) {
        let params = &Params::new(params);
        for name in FIRST {
            if let (Some(value), Some(field)) = (params.get(*name), find(*name)) {
                self.field(value, field);
            }
        }
        // A bit for each field that is present.
        let mut present = 0_u32;
        for (key, value) in params.entries() {
            let field = find(key.word());
            if let Some(bit) = field.and_then(|field| 1_u32.checked_shl(field.name.number() as u32)) {
                if present & bit != 0 {
                    walk::repeated(&mut self.cursor, key);
                }
                present |= bit;
            }
            match field {
                Some(field) if FIRST.contains(&field.name) => {}
                Some(field) => self.field(value, field),
                None => self.other_field(key, value),
            }
        }
        self.finish(params);
    }

    /// Checks a field of `params` that is in the table.
    fn field(&mut self, value: Value<'a>, field: &'static Field) {
        let name = field.name;
        self.inside(Step::Word(name), |request| {
            let cursor = &mut request.cursor;
            if unsupported::field(cursor, value, name) || fields::is_null(cursor, value, field) {
                return;
            }
            fields::needs_beta(cursor, value, name);
            if name == word!("model") {
                model::check(cursor, &mut request.caches.model, value);
            } else if name == word!("max_tokens") {
                max_tokens::check(cursor, value);
            } else if name == word!("system") {
                request.system(value);
            } else if name == word!("tools") {
                request.tools(value, field);
            } else {
                walk::field(request, value, value, field, params_shape());
                let cursor = &mut request.cursor;
                if name == word!("billing_policy") {
                    unsupported::billing_policy(cursor, value);
                } else if name == word!("user_profile_id") {
                    unsupported::user_profile_id(cursor, value);
                } else {
                    settings::check(cursor, value, name);
                }
            }
        });
    }

    /// Checks a field of `params` that is not in the table.
    fn other_field(&mut self, key: Value<'a>, value: Value<'a>) {
        let cursor = &mut self.cursor;
        if key.is(word!("output_format")) {
            let config = Shape::of(Name::OutputConfig);
            if formats::takes_old_name(cursor, key)
                && let Some(field) = config.field(word!("format"))
            {
                self.inside(Step::Name("output_format"), |request| {
                    walk::field(request, value, value, field, config);
                });
            }
        } else if !sampling::NAMES.iter().any(|name| key.is(*name)) && !unsupported::unlisted_field(cursor, key, value)
        {
            self.aliases.extend(fields::unknown(cursor, key));
        }
    }

    fn system(&mut self, system: Value<'a>) {
        system::check(&mut self.cursor, system);
        for (index, item) in system.items().enumerate() {
            self.inside(Step::Index(index), |request| {
                if system::is_text_block(&mut request.cursor, item) {
                    walk::object(request, item, Shape::of(Name::TextBlock));
                    system::block(&mut request.cursor, item);
                }
            });
        }
    }

    /// Checks tools, unless they equal those of the previous request, which had no findings.
    fn tools(&mut self, tools: Value<'a>, field: &'static Field) {
        let Some(version) = tools.tools_version() else {
            return walk::field(self, tools, tools, field, params_shape());
        };
        let model = self.cursor.model;
        if version.is_known
            && let Some(accepted) = self.caches.tools.as_ref().filter(|tools| tools.are(version, model))
        {
            return self.cache.restore(accepted.points(), tools.span());
        }
        let before = self.cursor.total();
        walk::field(self, tools, tools, field, params_shape());
        let is_clean = self.cursor.total() == before;
        let points = self.cache.save(tools.span()).filter(|_| is_clean);
        self.caches.tools = points.map(|points| AcceptedTools::new(version, model, points));
    }

    /// Checks the configurations of an MCP toolset's members, whose names the caller chooses.
    fn mcp_members(&mut self, toolset: Value<'a>) {
        let Some(configs) = toolset.get(word!("configs")) else {
            return;
        };
        self.inside(Step::Name("configs"), |request| {
            for (key, config) in configs.entries() {
                let Some(name) = key.text() else { continue };
                request.inside(Step::Key(name), |request| {
                    if tools::is_member(&mut request.cursor, config) {
                        walk::object(request, config, Shape::of(Name::MCPToolDefaultConfig));
                    }
                });
            }
        });
    }

    /// Runs the final check of each subject, at the end of the request.
    fn finish(&mut self, params: &Params<'a>) {
        let cursor = &mut self.cursor;
        let inline_tools = self.messages.inline_tools;
        let has_external_media = self.media.has_external_media;
        fields::required(cursor, params, &self.aliases);
        sampling::check(cursor, params);
        settings::finish(cursor, params);
        system::finish(cursor, params);
        tools::finish(cursor, &self.tools, params);
        messages::finish(cursor, &self.messages, params);
        media::finish(cursor, std::mem::take(&mut self.media), params);
        tool_use::finish(cursor, std::mem::take(&mut self.tool_use), params, inline_tools);
        thinking::finish(cursor, params);
        cache::finish(cursor, std::mem::take(&mut self.cache), has_external_media, params);
        formats::finish(cursor, params);
        context::finish(cursor, params);
        length::finish(cursor, params);
    }
}

fn params_shape() -> &'static Shape {
    Shape::of(Name::CreateParams)
}

/// Returns the field of `params` with this name, whose number is its index in the table.
fn find(name: Word) -> Option<&'static Field> {
    params_shape().fields().get(name.number().checked_sub(1)?)
}

impl<'a, 'f> Visitor<'a, 'f> for Request<'a, 'f> {
    #[inline]
    fn cursor(&mut self) -> &mut Cursor<'a, 'f> {
        &mut self.cursor
    }

    fn enter(&mut self, shape: &'static Shape) {
        messages::enter(&mut self.cursor, shape);
    }

    fn leave(&mut self, value: Value<'a>, shape: &'static Shape) {
        let cursor = &mut self.cursor;
        messages::leave(cursor, &mut self.messages, value, shape);
        content::leave(cursor, value, shape);
        media::leave(cursor, &mut self.media, value, shape);
        tool_use::leave(cursor, &mut self.tool_use, value, shape);
        thinking::leave(cursor, &mut self.thinking, value, shape);
        cache::leave(cursor, &mut self.cache, value, shape);
        tools::leave(cursor, &mut self.tools, value, shape);
        formats::leave(cursor, &mut self.caches.schemas, value, shape);
        context::leave(cursor, value, shape);
        if shape.name == Name::MCPToolset {
            self.mcp_members(value);
        }
    }

    fn is_foreign(&mut self, value: Value<'a>, first: &'static Shape) -> bool {
        tools::is_foreign(&mut self.cursor, value, first)
    }

    fn unknown_role(&mut self, message: Value<'a>) {
        messages::unknown_role(&mut self.cursor, message);
    }

    #[cold]
    #[inline(never)]
    fn unknown_field(&mut self, key: Value<'a>, shape: &'static Shape) -> UnknownField {
        let cursor = &mut self.cursor;
        let Some(name) = key.text() else {
            return UnknownField::Extra;
        };
        if thinking::unknown(cursor, key, shape) || formats::unknown(cursor, key, shape) {
            return UnknownField::Extra;
        }
        let value = name.value();
        let hint = messages::field_hint(&value, shape);
        let message = format_args!("expected a field of {}, found {}", shape.name, wording::Quoted(&value));
        if let Some((rule, help)) = tools::misplaced_field(shape, name) {
            cursor.report_at(rule, Step::Key(name), key.span(), message, Some(help));
            return UnknownField::Extra;
        }
        let foreign = foreign::key(&value, shape);
        let names = shape.fields().iter().map(|field| field.name.as_str());
        let suggestion = wording::nearest(&value, names).filter(|_| foreign.is_none());
        let word = suggestion.unwrap_or_default();
        let words = foreign.map_or("", |foreign| foreign.help);
        let help = match (suggestion, foreign) {
            (Some(_), _) => Some(format_args!("Did you mean {word}?")),
            (None, Some(_)) => Some(format_args!("{words}")),
            (None, None) => hint.map(|hint| hint.help),
        };
        let rule = hint
            .and_then(|hint| hint.rule)
            .or_else(|| cache::misplaced_rule(&value, shape))
            .or_else(|| tools::foreign_format_rule(&value, shape))
            .unwrap_or(shape.family.unknown.rule());
        cursor.report_at(rule, Step::Key(name), key.span(), message, help);
        match (suggestion, foreign) {
            (Some(suggestion), _) => UnknownField::AliasOf(Word::find(suggestion.as_bytes())),
            (None, Some(foreign)) if foreign.is_foreign => {
                cursor.role = None;
                UnknownField::Foreign
            }
            (None, Some(foreign)) => UnknownField::AliasOf(foreign.field),
            (None, None) => UnknownField::Extra,
        }
    }
}
