//! Wording of messages for people.

mod invalid_option;
mod quote;
mod suggest;

pub use invalid_option::InvalidOption;
pub(crate) use quote::{Quoted, quoted};
pub(crate) use suggest::nearest;
