//! How we say things to people.

mod quote;
mod suggest;

pub(crate) use quote::quoted;
pub(crate) use suggest::nearest;
