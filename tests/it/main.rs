//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

mod support;

mod accounts_administration;
mod importing;
mod signing_in;
