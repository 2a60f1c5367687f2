//! Messages: roles and order.

mod fields;
mod list;
mod order;
mod prefill;
mod system;
