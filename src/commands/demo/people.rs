//! Who takes part in the demonstration: accounts, who acts for which department, groups. Departments and offices only.

use crate::accounts::Role;

/// An account of the demonstration.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub sign_in_name: String,
    pub display_name: String,
    pub role: Role,
    pub heads_the_group: bool,
}

/// The unit departments of the plan, each with its contact.
pub(super) const UNITS: [&str; 19] = [
    "审管办",
    "干部科",
    "研究室",
    "办公室",
    "立案庭",
    "监察室",
    "考核办",
    "司法警察大队",
    "立案审判团队",
    "长白山景区法庭",
    "抚松法庭",
    "露水河法庭",
    "泉阳法庭",
    "信访办公室",
    "刑事庭",
    "行政庭",
    "民二庭",
    "民事庭",
    "执行局",
];

/// The departments whose head signs in too.
pub(super) const HEADED: [&str; 7] = ["审管办", "干部科", "研究室", "办公室", "立案庭", "监察室", "执行局"];

/// The account of a department's head.
pub(super) fn head_of(department: &str) -> String {
    format!("{department}-head")
}

/// All accounts, in the order they are printed and created.
pub(super) fn everyone() -> Vec<Person> {
    let of_court = [
        ("office", "领导小组办公室", Role::Office),
        ("leader", "院长", Role::Leader),
        ("leader-2", "分管副院长", Role::Leader),
        ("viewer", "全院各部门", Role::Viewer),
        ("system_admin", "系统管理员", Role::SystemAdmin),
        ("security_admin", "安全管理员", Role::SecurityAdmin),
        ("audit_admin", "审计管理员", Role::AuditAdmin),
    ];
    let of_court = of_court.into_iter().map(|(name, shown, role)| person(name, shown, role));
    let contacts = UNITS.iter().map(|unit| person(unit, &format!("{unit}工作联系人"), Role::Contact));
    let heads = HEADED.iter().map(|unit| person(&head_of(unit), &format!("{unit}负责人"), Role::Contact));
    of_court.chain(contacts).chain(heads).collect()
}

fn person(sign_in_name: &str, display_name: &str, role: Role) -> Person {
    Person {
        sign_in_name: sign_in_name.to_owned(),
        display_name: display_name.to_owned(),
        role,
        heads_the_group: sign_in_name == "leader",
    }
}
