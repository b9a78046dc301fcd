//! Who may do what, and who may use which address: reviewed snapshots, so that no right changes unseen.

use std::fmt::Write;

use reform_ledger::accounts::{Access, Action, Role};
use reform_ledger::app;

#[test]
fn the_table_of_roles_and_actions_is_the_reviewed_one() {
    let mut table = String::new();
    for &action in Action::ALL {
        let roles: Vec<&str> =
            Role::ALL.into_iter().filter(|role| action.allowed_to(*role)).map(Role::code).collect();
        writeln!(table, "{:<18} {}", format!("{action:?}"), roles.join(" ")).unwrap();
    }
    insta::assert_snapshot!("roles_and_actions", table);
}

#[test]
fn the_addresses_and_who_may_use_them_are_the_reviewed_ones() {
    let mut routes: Vec<String> = app::routes()
        .iter()
        .map(|route| {
            let access = match route.access {
                Access::Open => "open".to_owned(),
                Access::SignedIn => "signed in".to_owned(),
                Access::Needs(action) => format!("{action:?}"),
            };
            format!("{:<4} {:<44} {access}", route.method.as_str(), route.path)
        })
        .collect();
    routes.sort_by(|a, b| a[5..].cmp(&b[5..]).then(a.cmp(b)));
    insta::assert_snapshot!("addresses", routes.join("\n"));
}

#[test]
fn the_three_administrators_do_nothing_in_the_ledger_and_nobody_else_does_theirs() {
    let administrators = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    let theirs = [Action::ReadAccounts, Action::KeepAccounts, Action::KeepSecurity, Action::ReadOperationLog];
    for &action in Action::ALL {
        let reserved = theirs.contains(&action);
        for role in Role::ALL {
            assert!(
                !action.allowed_to(role) || administrators.contains(&role) == reserved,
                "{action:?} {role:?}"
            );
        }
    }
}

#[test]
fn a_refusal_says_what_the_person_is_in_words_that_fit_a_person() {
    let said = |role| Action::KeepPlan.require(role).unwrap_err().to_string();
    assert!(said(Role::Contact).ends_with("，您的角色是工作联系人。"), "{}", said(Role::Contact));
    assert!(
        said(Role::Viewer).ends_with("，您的账号只供查看。"),
        "a person is not 全院各部门: {}",
        said(Role::Viewer)
    );
}
