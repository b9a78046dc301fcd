//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

mod support;

mod importing;
mod ledger_page;
mod page_costs;
mod plans_page;
mod signing_in;
mod wall_page;
