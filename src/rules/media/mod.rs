//! Images, documents, search results and uploads. The room `media` reads the data itself; `image` and `document` are the
//! rules about it, `source` those about URLs and files, `citation` those about settings that must agree within a request.

mod blocks;
mod citation;
mod count;
mod data;
mod document;
mod image;
mod source;

use crate::json::Value;
use crate::rules::cursor::{Cursor, rule};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use blocks::{each_block, has_tool};

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct State<'a> {
    images: image::State<'a>,
    count: count::Count<'a>,
    citation: citation::State,
    uploads: bool,
    /// Some of it stands elsewhere, so that only the API knows how long the request is.
    pub(super) elsewhere: bool,
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ImageBlock => image::block(cursor, &mut state.images, &mut state.count, value),
        Name::DocumentBlock => {
            state.citation.document(value);
            document::block(cursor, &mut state.count, value);
        }
        Name::SearchResultBlock => state.citation.search_result(cursor, value),
        Name::ToolResultBlock => state.citation.tool_result(cursor, value),
        Name::UserMessage | Name::AssistantMessage | Name::SystemMessage => {
            state
                .citation
                .message(cursor, value, shape.name == Name::AssistantMessage)
        }
        Name::URLImageSource | Name::URLPDFSource => {
            state.elsewhere = true;
            source::url(cursor, value);
        }
        Name::FileImageSource | Name::FileDocumentSource => {
            state.elsewhere = true;
            source::file(cursor, value, rule!("file.id.shape"));
        }
        Name::ContainerUploadBlock => {
            state.uploads = true;
            state.elsewhere = true;
            source::file(cursor, value, rule!("container_upload.file_id"));
        }
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: State<'a>, params: &Params<'a>) {
    let count = state.count;
    image::finish(cursor, state.images, &count);
    document::finish(cursor, &count);
    state.citation.finish(cursor, params);
    if state.uploads && !has_tool(params, "code_execution_") {
        uploads(cursor, params);
    }
}

fn uploads<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    each_block(cursor, params, "container_upload", &mut |cursor, block| {
        let message = format_args!("expected a code execution tool for container uploads, found none");
        let help = format_args!("Add {{\"type\":\"code_execution_20260521\",\"name\":\"code_execution\"}} to tools.");
        cursor.report(
            rule!("container_upload.needs_code_execution"),
            block.span(),
            message,
            Some(help),
        );
    });
}
