//! Wording of messages for people.

mod invalid_option;
mod lower_case;
mod quote;
mod suggest;

pub use invalid_option::InvalidOption;
pub use lower_case::lower_case;
pub(crate) use quote::{Quoted, quoted};
pub(crate) use suggest::nearest;
