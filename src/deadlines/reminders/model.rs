//! By which way is reminded, and of what. Pure.

use chrono::{Days, NaiveDate};

use crate::deadlines::page_store::{DutyRow, SOON_DAYS};
use crate::web::dates;

/// By which way a department is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "reminder_way", rename_all = "snake_case")]
pub enum Way {
    /// 系统提醒: a notice to the department's contacts, stand-ins and heads of the day.
    InApp,
    /// 电话
    Telephone,
    /// 当面
    InPerson,
    /// 书面
    InWriting,
}

impl Way {
    /// All ways, in the order of forms.
    pub const ALL: [Self; 4] = [Self::InApp, Self::Telephone, Self::InPerson, Self::InWriting];

    /// The code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Telephone => "telephone",
            Self::InPerson => "in_person",
            Self::InWriting => "in_writing",
        }
    }

    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::InApp => "系统提醒",
            Self::Telephone => "电话",
            Self::InPerson => "当面",
            Self::InWriting => "书面",
        }
    }

    /// The way of a code; `None` for any other word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// Whether a department may be reminded of a duty today: it is open, late or near, owed by a unit department, not held,
/// not reminded of today already, and its year not frozen.
///
/// # Errors
/// Why not, in words that follow the duty's name.
pub(in crate::deadlines) fn may_remind(duty: &DutyRow, today: NaiveDate) -> Result<(), String> {
    if duty.met_on.is_some() || duty.waived_on.is_some() {
        return Err("已完成或已免除".to_owned());
    }
    // What was found or instructed is carried to its end when the year is frozen; all else of it is done with.
    if duty.frozen && !duty.kind.is_for_those_concerned() {
        return Err("年度方案已冻结".to_owned());
    }
    if !duty.owed_by_unit {
        return Err("没有可以催办的责任部门（领导小组办公室、院党组和待明确的不催办）".to_owned());
    }
    if let Some(until) = duty.held_until.filter(|until| *until >= today) {
        return Err(format!("暂缓催办至 {}", dates::short(until)));
    }
    if duty.reminded_on == Some(today) {
        return Err("今天已经催办过".to_owned());
    }
    if duty.due_on > today + Days::new(u64::from(SOON_DAYS.unsigned_abs())) {
        return Err(format!("{SOON_DAYS} 天以后才到期，还不催办"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::DeadlineKind;
    use crate::ids::{DeadlineId, DepartmentId, PlanId};

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn duty(due_on: &str) -> DutyRow {
        DutyRow {
            finding: None,
            instruction: None,
            milestone: None,
            id: DeadlineId(1),
            plan_id: PlanId(1),
            year: 2019,
            frozen: false,
            kind: DeadlineKind::MonthlyReport,
            name: String::new(),
            period: None,
            original_due_on: d(due_on),
            due_on: d(due_on),
            working: String::new(),
            met_on: None,
            met_note: None,
            waived_on: None,
            waived_reason: None,
            held_until: None,
            held_reason: None,
            judged_by: None,
            late_days: None,
            set_by_superior: None,
            department_id: Some(DepartmentId(1)),
            department: Some("研究室".to_owned()),
            owed_by_unit: true,
            reminded_on: None,
            task_id: None,
            task_number: None,
            task_title: None,
            restricted: false,
        }
    }

    #[test]
    fn what_is_near_or_late_and_owed_by_a_department_is_reminded_of_once_a_day() {
        let (today, day) = (d("2019-07-10"), |text| Some(d(text)));
        let why = |duty: DutyRow| may_remind(&duty, today).err();
        let table = [
            (duty("2019-06-25"), None),
            (duty("2019-08-09"), None),
            (duty("2019-08-10"), Some("30 天以后才到期，还不催办")),
            (DutyRow { met_on: day("2019-07-09"), ..duty("2019-06-25") }, Some("已完成或已免除")),
            (DutyRow { waived_on: day("2019-07-09"), ..duty("2019-06-25") }, Some("已完成或已免除")),
            (DutyRow { frozen: true, ..duty("2019-06-25") }, Some("年度方案已冻结")),
            (DutyRow { frozen: true, kind: DeadlineKind::Rectification, ..duty("2019-06-25") }, None),
            (
                DutyRow { owed_by_unit: false, ..duty("2019-06-25") },
                Some("没有可以催办的责任部门（领导小组办公室、院党组和待明确的不催办）"),
            ),
            (DutyRow { held_until: day("2019-07-10"), ..duty("2019-06-25") }, Some("暂缓催办至 2019-07-10")),
            (DutyRow { held_until: day("2019-07-09"), ..duty("2019-06-25") }, None),
            (DutyRow { reminded_on: day("2019-07-10"), ..duty("2019-06-25") }, Some("今天已经催办过")),
            (DutyRow { reminded_on: day("2019-07-09"), ..duty("2019-06-25") }, None),
        ];
        for (duty, expected) in table {
            let words = format!("{duty:?}");
            assert_eq!(why(duty).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn codes_are_read_as_they_are_written() {
        assert!(Way::ALL.into_iter().all(|way| Way::of_code(way.code()) == Some(way)));
    }
}
