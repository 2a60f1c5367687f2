//! The request surface of the API as tables: which objects there are, which fields they have, and what stands in them.
//!
//! A new field or a new version of a tool is a row in `params`, `blocks` or `tools`. What no table can say (numbers that
//! depend on each other, blocks that must be paired, models) is a file of its own beside this folder. Rules are named by
//! their codes; one that the catalogue lacks does not compile.

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
