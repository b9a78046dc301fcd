//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

mod support;

mod importing;
mod signing_in;
