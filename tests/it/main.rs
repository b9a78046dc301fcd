//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

mod command_line;
mod deadlines;
mod importing;
mod migrations;
mod private_postgres;
mod responsibilities;
mod signing_in;
mod store;
mod sweep;
mod tasks;
