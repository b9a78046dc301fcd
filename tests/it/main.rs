//! The behaviour of the whole program, through its router, against a real Postgres, with the clock in hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

mod accounts_administration;
mod acknowledging;
mod administration_commands;
mod awkward_input;
mod baselines;
mod calendar_feed;
mod calendar_page;
mod calendar_revisions;
mod changes_page;
mod checks;
mod command_line;
mod commands;
mod completion;
mod deadlines;
mod demo;
mod departments;
mod estimates;
mod evidence;
mod export;
mod extensions;
mod findings;
mod gantt_page;
mod handing_over;
mod history;
mod importing;
mod instructions;
mod kiosk;
mod ledger_page;
mod look_backs;
mod migrations;
mod milestones;
mod monthly_reports;
mod official_document;
mod operation_log;
mod page_costs;
mod permissions_table;
mod plan_page;
mod plans_page;
mod private_postgres;
mod reminders;
mod responsibilities;
mod routes_covered;
mod signing_in;
mod store;
mod supervision_notices;
mod sweep;
mod talks;
mod tasks;
mod timeline;
mod waits;
mod wall_page;
mod worklist_page;
