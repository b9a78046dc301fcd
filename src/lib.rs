//! Reform Ledger (司改台账): the ledger of a court's yearly judicial-reform tasks.
//!
//! The house has few wings, each a sentence of the domain; a wing imports only from the floors below it:
//!
//! | floor | wings |
//! | --- | --- |
//! | 8 | [`commands`]: serve, demo, sweep, import, export, account, verify, database |
//! | 7 | [`app`]: the router of all wings and its layers |
//! | 6 | [`pages`]: what reads across: wall, kiosk, ledger, Gantt, task, worklist, baselines, history |
//! | 5 | [`supervision`]: findings, instructions, notices, extensions, completions, look-backs, talks, tasks that wait |
//! | 4 | [`reporting`]: monthly reports, milestones done, evidence; [`status`]: lights and marks, pure |
//! | 3 | [`plan`]: the document reader, import, tasks, milestones, responsibilities, work points, acknowledgement |
//! | 2 | [`deadlines`]: periods, due dates, the sweep, notices |
//! | 1 | [`organization`], [`accounts`], [`calendar`] |
//! | 0 | [`audit_trail`], [`web`], [`office_file`], [`workbook`], [`database`], [`clock`], [`error`], [`ids`] |

pub mod accounts;
pub mod app;
pub mod audit_trail;
pub mod calendar;
pub mod clock;
pub mod commands;
pub mod database;
pub mod deadlines;
pub mod error;
pub mod ids;
pub mod office_file;
pub mod official_document;
pub mod organization;
pub mod pages;
pub mod plan;
pub mod reporting;
pub mod status;
pub mod supervision;
pub mod web;
pub mod workbook;
