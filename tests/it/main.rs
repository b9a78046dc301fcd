//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

mod importing;
mod signing_in;
