//! What departments, people and leaders are; no SQL, no pages.

use chrono::NaiveDate;

use crate::accounts::{MembershipKind, Role};
use crate::error::{AppError, violated_constraint};
use crate::ids::{AccountId, DepartmentId};
use crate::web::{FieldErrors, dates};

/// What a department is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize, serde::Deserialize)]
#[sqlx(type_name = "department_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum DepartmentKind {
    /// 部门: files, and has people.
    Unit,
    /// 统称 (各审判执行部门): stands for its members.
    Group,
    /// 领导机构 (院党组): answers for a task, but never files, is never chased, never scored.
    Body,
}

impl DepartmentKind {
    /// All kinds, in the order of pages.
    pub const ALL: [Self; 3] = [Self::Unit, Self::Group, Self::Body];

    /// The code, in forms and exports.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Group => "group",
            Self::Body => "body",
        }
    }

    /// The kind of a code; `None` for any other word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unit => "部门",
            Self::Group => "统称",
            Self::Body => "领导机构",
        }
    }
}

/// A department as it stands on a day.
#[derive(Debug, Clone)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name; a merged or renamed one keeps its own.
    pub name: String,
    /// Unit, group or body.
    pub kind: DepartmentKind,
    /// Its place on pages: first named, first shown.
    pub position: i32,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day, when it was merged or renamed.
    pub valid_to: Option<NaiveDate>,
    /// What it was merged into or renamed to.
    pub successor_id: Option<DepartmentId>,
    /// For the check that nobody else changed it first.
    pub version: i32,
    /// Other names, by which documents mean it.
    pub aliases: Vec<String>,
    /// A group's members on the day; empty for others.
    pub members: Vec<GroupMember>,
    /// Its people on the day: heads, contacts, stand-ins.
    pub people: Vec<Person>,
}

impl Department {
    /// Its people of one kind.
    pub fn people_as(&self, kind: MembershipKind) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(move |person| person.kind == kind)
    }

    /// A unit for which nobody is named as contact: 工作联系人待明确.
    #[must_use]
    pub fn lacks_contact(&self) -> bool {
        self.kind == DepartmentKind::Unit && self.people_as(MembershipKind::Contact).next().is_none()
    }

    /// A group that stands for nobody: 待补充成员.
    #[must_use]
    pub fn lacks_members(&self) -> bool {
        self.kind == DepartmentKind::Group && self.members.is_empty()
    }
}

/// A department as a member of a group.
#[derive(Debug, Clone)]
pub struct GroupMember {
    /// The row that says so.
    pub id: i64,
    /// The group.
    pub group_id: DepartmentId,
    /// The member.
    pub department_id: DepartmentId,
    /// The member's name.
    pub name: String,
    /// Its first day in the group.
    pub from_on: NaiveDate,
    /// Its last day, once said.
    pub to_on: Option<NaiveDate>,
}

/// A person as what they are in a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The row that says so.
    pub membership_id: i64,
    /// The department.
    pub department_id: DepartmentId,
    /// The account.
    pub account_id: AccountId,
    /// The person's name on pages.
    pub name: String,
    /// Contact, stand-in or head.
    pub kind: MembershipKind,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day, once said.
    pub to_on: Option<NaiveDate>,
}

/// An account that can be named for something.
#[derive(Debug, Clone)]
pub struct PersonOfCourt {
    /// The account.
    pub account_id: AccountId,
    /// The person's name on pages.
    pub name: String,
    /// The name signed in with.
    pub sign_in_name: String,
    /// The role.
    pub role: Role,
}

/// A leader of the court (院领导).
#[derive(Debug, Clone)]
pub struct Leader {
    /// The account.
    pub account_id: AccountId,
    /// The leader's name on pages.
    pub name: String,
    /// Whether this is 组长.
    pub heads_the_group: bool,
    /// Whether the account can sign in no more: a vacant place, if there is no stand-in.
    pub is_inactive: bool,
    /// Those who stand in on the day or will, the nearest first.
    pub stand_ins: Vec<StandIn>,
}

impl Leader {
    /// Who stands in on `day`; `None` when the leader acts in person.
    #[must_use]
    pub fn stand_in_on(&self, day: NaiveDate) -> Option<&StandIn> {
        self.stand_ins.iter().find(|stand_in| stand_in.from_on <= day && stand_in.to_on >= day)
    }
}

/// Who stands in for a leader, from and to which day.
#[derive(Debug, Clone)]
pub struct StandIn {
    /// The row that says so.
    pub id: i64,
    /// The stand-in's account.
    pub account_id: AccountId,
    /// The stand-in's name.
    pub name: String,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day.
    pub to_on: NaiveDate,
}

/// What is said of a period that ends before it begins.
const END_BEFORE_START: &str = "截止日期不能早于起始日期。";

/// Why a write did not come about: sentences beside fields, or something no field can mend.
#[derive(Debug)]
pub enum NotWritten {
    /// What is wrong with which field.
    Fields(FieldErrors),
    /// A refusal or a fault.
    Other(AppError),
}

impl NotWritten {
    /// One sentence beside one field.
    #[must_use]
    pub fn field(field: &str, text: impl Into<String>) -> Self {
        Self::Fields(FieldErrors::one(field, text))
    }
}

impl From<AppError> for NotWritten {
    fn from(error: AppError) -> Self {
        Self::Other(error)
    }
}

impl From<sqlx::Error> for NotWritten {
    /// The store's named constraints are sentences beside the fields they watch.
    fn from(error: sqlx::Error) -> Self {
        match violated_constraint(&error) {
            Some("department_name_taken") => Self::field("name", "已有同名的部门，请换一个名称。"),
            Some("department_name_length") => Self::field("name", "名称须为 1 至 40 个字。"),
            Some("department_alias_pkey") => Self::field("aliases", "这个别名已属于另一个部门。"),
            Some("department_alias_length") => Self::field("aliases", "每个别名须为 1 至 40 个字。"),
            Some("group_member_once") => Self::field("member", "这个部门已是成员。"),
            Some("group_member_not_itself") => Self::field("member", "统称不能是自己的成员。"),
            Some("membership_once") => Self::field("account", "这个人在本部门已有同样的身份。"),
            Some("leader_stand_in_not_oneself") => Self::field("stand_in", "代行人不能是院领导本人。"),
            Some("leader_stand_in_period") => Self::field("stand_in_to", END_BEFORE_START),
            Some("group_member_period" | "membership_period" | "department_valid_period") => {
                Self::Other(AppError::Refused(END_BEFORE_START.into()))
            }
            _ => Self::Other(error.into()),
        }
    }
}

impl From<NotWritten> for AppError {
    /// Where there is no form to refill, the first sentence is the refusal.
    fn from(not_written: NotWritten) -> Self {
        match not_written {
            NotWritten::Fields(errors) => {
                let sentence = errors.list.into_iter().next().map(|error| error.text);
                Self::Refused(sentence.unwrap_or_else(|| "内容不符合要求，未作任何保存。".into()))
            }
            NotWritten::Other(error) => error,
        }
    }
}

/// The day a form's date field says, of the years 1900 to 2100; errors go beside `field`.
pub fn parse_day(field: &str, text: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let day = dates::read(text);
    if day.is_none() {
        errors.add(field, "请填写日期（1900 年至 2100 年），如 2019-04-01。");
    }
    day
}

/// The aliases a form's field says, each once: separated by 、 commas or spaces.
#[must_use]
pub fn parse_aliases(text: &str) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    for alias in text.split(|c: char| c.is_whitespace() || "、，,；;".contains(c)) {
        if !alias.is_empty() && !aliases.iter().any(|known| known == alias) {
            aliases.push(alias.to_owned());
        }
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_separated_as_people_write_them_and_counted_once() {
        assert_eq!(parse_aliases(" 立案、立案 庭，\r\n立案 "), ["立案", "庭"]);
        assert_eq!(parse_aliases("  "), Vec::<String>::new());
    }

    fn department(kind: DepartmentKind) -> Department {
        Department {
            id: DepartmentId(1),
            name: "立案庭".into(),
            kind,
            position: 1,
            valid_from: "2019-03-28".parse().unwrap(),
            valid_to: None,
            successor_id: None,
            version: 1,
            aliases: Vec::new(),
            members: Vec::new(),
            people: Vec::new(),
        }
    }

    #[test]
    fn only_a_unit_can_lack_a_contact_and_only_a_group_members() {
        let lacks = DepartmentKind::ALL.map(|kind| {
            let department = department(kind);
            (department.lacks_contact(), department.lacks_members())
        });
        assert_eq!(lacks, [(true, false), (false, true), (false, false)]);
    }

    #[test]
    fn a_head_or_a_stand_in_is_no_contact() {
        let mut unit = department(DepartmentKind::Unit);
        let person = |kind| Person {
            membership_id: 1,
            department_id: unit.id,
            account_id: AccountId(1),
            name: "立案庭负责人".into(),
            kind,
            from_on: unit.valid_from,
            to_on: None,
        };
        let (head, stand_in, contact) =
            (person(MembershipKind::Head), person(MembershipKind::StandIn), person(MembershipKind::Contact));
        unit.people = vec![head, stand_in];
        assert!(unit.lacks_contact());
        unit.people.push(contact);
        assert!(!unit.lacks_contact());
    }

    #[test]
    fn a_stand_in_acts_through_the_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let leader = Leader {
            account_id: AccountId(1),
            name: "院领导".into(),
            heads_the_group: false,
            is_inactive: false,
            stand_ins: vec![StandIn {
                id: 1,
                account_id: AccountId(2),
                name: "另一位院领导".into(),
                from_on: day("2019-05-06"),
                to_on: day("2019-05-10"),
            }],
        };
        let stands_in = |text| leader.stand_in_on(day(text)).is_some();
        assert_eq!(
            ["2019-05-05", "2019-05-06", "2019-05-10", "2019-05-11"].map(stands_in),
            [false, true, true, false]
        );
    }
}
