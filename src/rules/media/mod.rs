//! Images, documents, search results and uploads. The room `media` reads the data itself. `image` and `document` contain the
//! rules about data, `source` those about URLs and files, `citation` those about settings that must agree within a request.

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

/// The state of this subject until the end of the request.
#[derive(Debug, Default)]
pub(super) struct State<'a> {
    images: image::State<'a>,
    count: count::Count<'a>,
    citation: citation::State,
    uploads: bool,
    /// Whether a part is given by URL or file id, so that only the API knows the length of the request.
    pub(super) has_external_media: bool,
}

/// Checks an object after its fields.
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
            state.has_external_media = true;
            source::url(cursor, value);
        }
        Name::FileImageSource | Name::FileDocumentSource => {
            state.has_external_media = true;
            source::file(cursor, value, rule!("file.id.shape"));
        }
        Name::ContainerUploadBlock => {
            state.uploads = true;
            state.has_external_media = true;
            source::file(cursor, value, rule!("container_upload.file_id"));
        }
        _ => {}
    }
}

/// Checks the request as a whole, at its end.
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
