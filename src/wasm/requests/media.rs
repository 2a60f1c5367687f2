//! Reads images and documents: returns their type and their base64.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::requests::media;
use crate::requests::media::{Document, Scale};
use crate::wasm::options::{Fields, OptionError};
use crate::wasm::throw::{throw, to_js};

#[derive(Serialize)]
struct ImageFacts {
    media_type: &'static str,
    data: String,
    fit: Option<Size>,
    notes: Vec<Note>,
}

#[derive(Serialize)]
struct Size {
    width: u32,
    height: u32,
}

#[derive(Serialize)]
struct Note {
    code: &'static str,
    message: String,
}

impl From<media::Note> for Note {
    fn from(media::Note { code, message }: media::Note) -> Note {
        Note { code, message }
    }
}

/// Reads an image. If the result has `fit`, scale the image to that size and read it again.
#[wasm_bindgen(js_name = readImage, unchecked_return_type = "ImageFacts")]
pub fn read_image(
    bytes: &[u8],
    label: Option<String>,
    #[wasm_bindgen(unchecked_param_type = "{ scale?: boolean | number | undefined }")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let scale = scale(&options).map_err(throw)?;
    let image = media::image(bytes, label.as_deref(), scale).map_err(throw)?;
    Ok(to_js(&ImageFacts {
        media_type: image.media_type,
        data: image.data,
        fit: image.fit.map(|(width, height)| Size { width, height }),
        notes: image.notes.into_iter().map(Note::from).collect(),
    }))
}

fn scale(options: &JsValue) -> Result<Scale, OptionError> {
    let fields = Fields::new(&[options])?;
    match fields.get("scale") {
        None => Ok(Scale::Never),
        Some(value) if value.as_bool() == Some(false) => Ok(Scale::Never),
        Some(value) if value.as_bool() == Some(true) => Ok(Scale::TooLarge),
        Some(_) => {
            let whole = |edge: f64| (1.0..=65_535.0).contains(&edge) && edge.fract() == 0.0;
            let edge = fields.number(
                "scale",
                "true, false or a whole number of pixels from 1 to 65535",
                whole,
            )?;
            Ok(edge.map_or(Scale::Never, |edge| Scale::Edge(edge as u32)))
        }
    }
}

#[derive(Serialize)]
struct DocumentFacts {
    kind: &'static str,
    notes: Vec<Note>,
}

/// Identifies a document by its first and last bytes and its length.
#[wasm_bindgen(js_name = readDocument, unchecked_return_type = "DocumentFacts")]
pub fn read_document(head: &[u8], tail: &[u8], length: f64, label: Option<String>) -> Result<JsValue, JsValue> {
    let found = media::document(head, tail, length as u64).map_err(throw)?;
    let note = media::document_note(found, label.as_deref());
    Ok(to_js(&DocumentFacts {
        kind: match found {
            Document::Pdf => "pdf",
            Document::Text => "text",
        },
        notes: note.into_iter().map(Note::from).collect(),
    }))
}

/// Encodes bytes as base64.
#[wasm_bindgen]
pub fn base64(bytes: &[u8]) -> String {
    media::base64(bytes)
}
