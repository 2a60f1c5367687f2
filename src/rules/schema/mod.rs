//! The request format of the API as tables: objects, their fields, and the types of these.
//!
//! A new field or a new version of a tool is a row in `params`, `blocks` or `tools`. Rules that a table cannot express (numbers
//! that depend on each other, paired blocks, models) have their own files next to this folder. Tables refer to rules by their
//! codes; a code that the catalogue lacks does not compile.

mod blocks;
mod name;
mod params;
mod row;
mod table;
mod tools;

pub use name::Name;
pub use row::Family;
pub(super) use table::FIELDS_OF_PARAMS;
pub use table::{Field, List, Shape, Type};
pub(super) use tools::TOOLS;
