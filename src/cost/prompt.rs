//! The parts of a request that the model reads, block by block, in the order in which they are cached: tools, system,
//! messages.

use serde::Serialize;

use crate::catalog::models::Model;
use crate::cost::tokens;
use crate::cost::tokens::{Tokenizer, Tokens};
use crate::json::{Kind, Value, Word, word};
use crate::media;

/// The position of a block. Displayed as a JSON pointer relative to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockPointer {
    /// A tool.
    Tool(u32),
    /// The system prompt, if it is a string.
    SystemText,
    /// A block of the system prompt.
    System(u32),
    /// The content of a message, if it is a string.
    MessageText(u32),
    /// A block of a message.
    Message(u32, u32),
}

impl std::fmt::Display for BlockPointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BlockPointer::Tool(index) => write!(f, "/params/tools/{index}"),
            BlockPointer::SystemText => f.write_str("/params/system"),
            BlockPointer::System(index) => write!(f, "/params/system/{index}"),
            BlockPointer::MessageText(index) => write!(f, "/params/messages/{index}/content"),
            BlockPointer::Message(message, block) => write!(f, "/params/messages/{message}/content/{block}"),
        }
    }
}

impl Serialize for BlockPointer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A block with the tokens that belong to it: the first tool includes the API's own instructions for tools, and the first block
/// of a message the tokens around it.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// Its position.
    pub pointer: BlockPointer,
    /// The tool, the string or the block.
    pub value: Value<'a>,
    /// The message, if this is its first block.
    pub first_of: Option<Value<'a>>,
    /// Its tokens.
    pub tokens: Tokens,
}

/// Media that requests only reference, so their size is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ExternalMedia {
    /// Images given by URL or file id. They count as large images.
    pub images: u64,
    /// Documents given by URL or file id. They are not counted.
    pub documents: u64,
}

/// The tokens of every request in addition to its blocks: the API's count for a message of one word.
const FRAME: Tokens = Tokens::new(6.0, 7.0, 9.0);
/// The additional tokens of each further message.
const MESSAGE: Tokens = Tokens::new(2.0, 4.0, 6.0);
/// The API's own instructions for tools: 346 tokens, or 313 if one must be used (pricing page, for the 4 generation). For
/// newer models, other numbers have been reported.
const TOOLS: Tokens = Tokens::new(260.0, 346.0, 950.0);
const TOOLS_FORCED: Tokens = Tokens::new(260.0, 313.0, 950.0);
/// A tool that the API itself describes: documented are 245 to 735 tokens.
const OWN_TOOL: Tokens = Tokens::new(200.0, 500.0, 1_500.0);

/// Reads the blocks of a request. Returns the tokens that belong to no block.
pub fn read<'a>(
    params: Value<'a>,
    model: Option<&Model>,
    external: &mut ExternalMedia,
    blocks: &mut Vec<Block<'a>>,
) -> Tokens {
    blocks.clear();
    let mut reader = Reader {
        tokenizer: Tokenizer::of(model),
        model,
        external,
    };
    let items = |key: Word| params.get(key).into_iter().flat_map(|list: Value<'a>| list.items());
    for (index, value) in (0..).zip(items(word!("tools"))) {
        let mut tokens = reader.tool(value);
        if index == 0 {
            let choice = params
                .get(word!("tool_choice"))
                .and_then(|choice| choice.get(word!("type")));
            let forced = choice.is_some_and(|kind| kind.is(word!("any")) || kind.is(word!("tool")));
            tokens += if forced { TOOLS_FORCED } else { TOOLS };
        }
        blocks.push(Block {
            pointer: BlockPointer::Tool(index),
            value,
            first_of: None,
            tokens,
        });
    }
    if let Some(system) = params.get(word!("system")) {
        reader.content(system, BlockPointer::SystemText, BlockPointer::System, blocks);
    }
    for (index, message) in (0..).zip(items(word!("messages"))) {
        let Some(content) = message.get(word!("content")) else {
            continue;
        };
        let first = blocks.len();
        let block = |block| BlockPointer::Message(index, block);
        reader.content(content, BlockPointer::MessageText(index), block, blocks);
        if let Some(block) = blocks.get_mut(first) {
            block.first_of = Some(message);
            if index > 0 {
                block.tokens += MESSAGE;
            }
        }
    }
    // The schema of the output is part of the prompt.
    let format = params
        .get(word!("output_config"))
        .and_then(|output| output.get(word!("format")));
    let schema = format.map_or(Tokens::default(), |format| tokens::json(format.raw(), reader.tokenizer));
    FRAME + schema
}

struct Reader<'m, 'e> {
    tokenizer: Tokenizer,
    model: Option<&'m Model>,
    external: &'e mut ExternalMedia,
}

impl Reader<'_, '_> {
    fn content<'a>(
        &mut self,
        content: Value<'a>,
        text: BlockPointer,
        block: impl Fn(u32) -> BlockPointer,
        blocks: &mut Vec<Block<'a>>,
    ) {
        let mut add = |pointer, value, tokens| {
            blocks.push(Block {
                pointer,
                value,
                first_of: None,
                tokens,
            });
        };
        if content.kind() == Kind::String {
            add(text, content, tokens::text(content, self.tokenizer));
        }
        for (index, value) in (0..).zip(content.items()) {
            add(block(index), value, self.block(value));
        }
    }

    fn tool(&mut self, tool: Value<'_>) -> Tokens {
        let is_own = tool.get(word!("type")).is_some_and(|kind| !kind.is(word!("custom")));
        let tokens = tokens::json(tool.raw(), self.tokenizer);
        if is_own { tokens + OWN_TOOL } else { tokens }
    }

    fn block(&mut self, block: Value<'_>) -> Tokens {
        let kind = block.get(word!("type"));
        let is = |word: Word| kind.is_some_and(|kind| kind.is(word));
        match () {
            () if is(word!("text")) => self.text(block, word!("text")),
            () if is(word!("image")) => self.image(block),
            () if is(word!("document")) => {
                self.text(block, word!("title")) + self.text(block, word!("context")) + self.document(block)
            }
            () if is(word!("tool_use")) => {
                let input = block.get(word!("input")).map_or(&b""[..], |input| input.raw());
                self.text(block, word!("name")) + tokens::json(input, self.tokenizer)
            }
            () if is(word!("tool_result")) => self.inner(block),
            () if is(word!("search_result")) => {
                self.text(block, word!("source")) + self.text(block, word!("title")) + self.inner(block)
            }
            // Depending on the model, thinking of earlier turns is read or left out.
            () if is(word!("thinking")) => Tokens {
                low: 0.0,
                ..self.text(block, word!("thinking"))
            },
            () if is(word!("redacted_thinking")) => Tokens {
                low: 0.0,
                ..self.text(block, word!("data"))
            },
            () => tokens::json(block.raw(), self.tokenizer),
        }
    }

    fn text(&self, block: Value<'_>, field: Word) -> Tokens {
        let value = block.get(field);
        value.map_or(Tokens::default(), |value| tokens::text(value, self.tokenizer))
    }

    fn inner(&mut self, block: Value<'_>) -> Tokens {
        let Some(content) = block.get(word!("content")) else {
            return Tokens::default();
        };
        let text = tokens::text(content, self.tokenizer);
        content.items().fold(text, |tokens, inner| tokens + self.block(inner))
    }

    fn image(&mut self, block: Value<'_>) -> Tokens {
        let data = block.get(word!("source")).and_then(|source| source.get(word!("data")));
        let picture = data.and_then(media::of_value).and_then(media::picture);
        match picture {
            Some(picture) => tokens::image(picture.width, picture.height, self.model),
            None => {
                self.external.images += u64::from(data.is_none());
                tokens::unknown_image(self.model)
            }
        }
    }

    fn document(&mut self, block: Value<'_>) -> Tokens {
        let Some(source) = block.get(word!("source")) else {
            return Tokens::default();
        };
        let is = |kind: Word| source.get(word!("type")).is_some_and(|it| it.is(kind));
        if is(word!("text")) {
            return self.text(source, word!("data"));
        }
        if is(word!("content")) {
            return self.inner(source);
        }
        match source
            .get(word!("data"))
            .filter(|_| is(word!("base64")))
            .and_then(media::of_value)
        {
            Some(data) => tokens::pages(pages(data), self.model),
            None => {
                self.external.documents += 1;
                Tokens::default()
            }
        }
    }
}

/// Estimates the number of pages of a PDF. Pages in compressed parts cannot be counted; then only the size gives a hint.
fn pages(data: media::Encoded<'_>) -> Tokens {
    const LARGE_PAGE: f64 = 500_000.0;
    const USUAL_PAGE: f64 = 75_000.0;
    const SMALL_PAGE: f64 = 4_000.0;
    let pages = media::pages(data) as f64;
    if pages > 0.0 {
        return Tokens::new(pages, pages, pages);
    }
    let bytes = data.length() as f64 * 0.75;
    let at_least_one = |pages: f64| pages.ceil().max(1.0);
    Tokens::new(
        at_least_one(bytes / LARGE_PAGE),
        at_least_one(bytes / USUAL_PAGE),
        at_least_one(bytes / SMALL_PAGE),
    )
}
