//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

mod support;

mod accounts_administration;
mod history;
mod importing;
mod operation_log;
mod signing_in;
