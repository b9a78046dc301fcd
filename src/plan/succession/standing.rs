//! What a change of a department hands over: what it held before, compared with what the store knows after.

use std::collections::HashSet;

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::store::{
    DutyRow, MemberRow, OpenRow, PartRow, PersonRow, list_duties, list_members_beside, list_open,
    list_parts_beside, list_people_around,
};
use crate::deadlines::DeadlineKind;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId, TaskId};
use crate::organization::{Department, DepartmentKind, get_department};
use crate::plan::tasks::AssignmentRole;
use crate::plan::tasks::handing_over::{Line, Part};
use crate::web::dates;

/// The unit to be split or closed.
///
/// # Errors
/// Refused for a group or a body, and for what is past.
pub(super) async fn get_unit_to_change(
    conn: &mut PgConnection,
    id: DepartmentId,
    today: NaiveDate,
) -> Result<Department> {
    let department = get_department(conn, id, today).await?;
    match (department.kind, department.valid_to) {
        (DepartmentKind::Unit, None) => Ok(department),
        (DepartmentKind::Unit, Some(_)) => {
            Err(AppError::Refused(format!("“{}”已合并、更名或撤销，不能再变更。", department.name)))
        }
        (kind, _) => {
            Err(AppError::Refused(format!("“{}”是{}，不分设也不撤销。", department.name, kind.word())))
        }
    }
}

/// What a department holds from a day on.
pub(super) struct Standing {
    department: DepartmentId,
    on: NaiveDate,
    parts: Vec<PartRow>,
    duties: Vec<DutyRow>,
    people: Vec<PersonRow>,
    members: Vec<MemberRow>,
    open: Vec<OpenRow>,
}

impl Standing {
    /// What `department` holds from the day `on` on.
    pub async fn read(conn: &mut PgConnection, department: DepartmentId, on: NaiveDate) -> Result<Self> {
        Ok(Self {
            department,
            on,
            parts: list_parts_beside(conn, department, on, None).await?,
            duties: list_duties(conn, department, None).await?,
            people: list_people_around(conn, department, on, None).await?,
            members: list_members_beside(conn, department, on, None).await?,
            open: list_open(conn, department).await?,
        })
    }

    /// The department's own part in each of its tasks.
    pub fn own_parts(&self) -> impl Iterator<Item = &PartRow> {
        self.parts.iter().filter(|part| part.department == self.department)
    }

    /// Its own people.
    pub fn own_people(&self) -> impl Iterator<Item = &PersonRow> {
        self.people.iter().filter(|person| person.department == self.department)
    }

    /// Whether it is the only department of a task.
    pub fn is_alone_in(&self, task: TaskId) -> bool {
        self.parts.iter().filter(|part| part.task == task).all(|part| part.department == self.department)
    }

    /// Whether it owes something on a task from the day on.
    pub fn owes(&self, task: TaskId) -> bool {
        let of_it = |duty: &&DutyRow| duty.task == Some(task) && !sets_up(duty.kind);
        self.duties.iter().filter(of_it).any(|duty| duty.due_on >= self.on)
    }

    /// Whether it owes something that is on none of its own tasks from the day on: a leader's instruction, a finding on a task it
    /// only stands in as a member of a group.
    pub fn owes_rest(&self) -> bool {
        let elsewhere =
            |duty: &DutyRow| duty.task.is_none_or(|task| self.own_parts().all(|part| part.task != task));
        let open = self.duties.iter().filter(|duty| !sets_up(duty.kind) && duty.due_on >= self.on);
        open.into_iter().any(elsewhere)
    }

    /// What the change hands over that the store knows of now; `ends`: the department does not go on.
    pub async fn compare(&self, conn: &mut PgConnection, ends: bool) -> Result<Vec<Part>> {
        let tasks: Vec<TaskId> = self.own_parts().map(|part| part.task).collect();
        let parts = list_parts_beside(conn, self.department, self.on, Some(&tasks)).await?;
        let ids: Vec<i64> = self.duties.iter().map(|duty| duty.id).collect();
        let duties = list_duties(conn, self.department, Some(&ids)).await?;
        let accounts: Vec<AccountId> = self.own_people().map(|person| person.account).collect();
        let people = list_people_around(conn, self.department, self.on, Some(&accounts)).await?;
        let groups: Vec<DepartmentId> = self.members.iter().map(|row| row.group).collect();
        let members = list_members_beside(conn, self.department, self.on, Some(&groups)).await?;
        let changed: HashSet<TaskId> =
            tasks.iter().copied().filter(|task| of(&self.parts, *task) != of(&parts, *task)).collect();
        Ok(vec![
            self.responsibilities(&parts, &changed),
            self.passing(&duties),
            self.staying(&duties, &changed, ends),
            self.people(&people),
            self.groups(&members),
            self.unfinished(&changed, ends),
        ])
    }

    fn responsibilities(&self, after: &[PartRow], changed: &HashSet<TaskId>) -> Part {
        let line = |own: &PartRow| {
            let old: Vec<&PartRow> = of(&self.parts, own.task);
            let new: Vec<String> = of(after, own.task)
                .into_iter()
                .filter(|part| !old.contains(part))
                .map(|part| format!("{}（{}）", part.name, role_words(part)))
                .collect();
            let to = if new.is_empty() { "不再参加".to_owned() } else { new.join("、") };
            Line {
                title: own.named(),
                day: self.on,
                what: format!("{}（{}）→ {to}", own.name, role_words(own)),
            }
        };
        let lines = self.own_parts().filter(|own| changed.contains(&own.task)).map(line).collect();
        let note = "从所列日期起；以前的分工和月报仍用原名。".to_owned();
        Part { heading: "任务分工", note, lines }
    }

    fn passing(&self, after: &[DutyRow]) -> Part {
        let moved =
            self.duties.iter().zip(after).filter(|(old, new)| old.holder != new.holder || new.is_waived);
        let lines = gathered(moved.map(|(old, new)| {
            let to = match (&new.holder, new.is_waived) {
                (_, true) => "不再要求".to_owned(),
                (holder, false) => {
                    let name =
                        |holder: &Option<String>| holder.clone().unwrap_or_else(|| "待明确".to_owned());
                    format!("{} → {}", name(&old.holder), name(holder))
                }
            };
            (old, to)
        }));
        let note =
            format!("应于 {} 及以后完成、尚未完成的，随任务移交；日期是最早一项的。", dates::short(self.on));
        Part { heading: "移交的时限", note, lines }
    }

    fn staying(&self, after: &[DutyRow], changed: &HashSet<TaskId>, ends: bool) -> Part {
        let stays = self.duties.iter().zip(after).filter(|(old, new)| {
            let concerned = old.task.map_or(ends, |task| changed.contains(&task));
            concerned && old.due_on < self.on && old.holder == new.holder && !new.is_waived
        });
        let lines = gathered(
            stays.map(|(old, _)| (old, format!("仍由{}承担", old.holder.as_deref().unwrap_or("原部门")))),
        );
        let note =
            "变更日以前已到期而没有完成的，留在原部门名下；要移交的，在各任务的责任分工页办理。".to_owned();
        Part { heading: "留在原部门的逾期时限", note, lines }
    }

    fn people(&self, after: &[PersonRow]) -> Part {
        let stands_alone = |own: &PersonRow| after.iter().all(|row| row.account != own.account);
        let line = |own: &PersonRow| {
            let here = after.contains(own);
            let went = after.iter().find(|row| {
                row.account == own.account
                    && row.kind == own.kind
                    && row.department != self.department
                    && !self.people.contains(row)
            });
            let what = match went {
                Some(row) => format!("转到{}", row.department_name),
                None if here => return None,
                None if stands_alone(own) => "任职到前一天为止，此后不属于任何部门".to_owned(),
                None => "任职到前一天为止".to_owned(),
            };
            Some(Line { title: format!("{} {}", own.name, own.kind.word()), day: self.on, what })
        };
        let lines = self.own_people().filter_map(line).collect();
        let note = if self.own_people().any(stands_alone) {
            "账号不变；此后不属于任何部门的，请另定所属部门或停用账号。"
        } else {
            "账号不变，所属部门随之变更；本人在其他部门的身份不受影响。"
        };
        Part { heading: "人员", note: note.to_owned(), lines }
    }

    fn groups(&self, after: &[MemberRow]) -> Part {
        let mut lines: Vec<Line> = Vec::new();
        let mut seen = HashSet::new();
        for row in self.members.iter().filter(|row| seen.insert(row.group)) {
            let names = |rows: &[MemberRow]| -> Vec<String> {
                rows.iter()
                    .filter(|other| other.group == row.group)
                    .map(|other| other.member.clone())
                    .collect()
            };
            let (old, new) = (names(&self.members), names(after));
            let left = old.iter().filter(|name| !new.contains(name)).map(|name| format!("{name}退出"));
            let joined = new.iter().filter(|name| !old.contains(name)).map(|name| format!("{name}加入"));
            let what: Vec<String> = left.chain(joined).collect();
            if !what.is_empty() {
                lines.push(Line { title: row.group_name.clone(), day: self.on, what: what.join("，") });
            }
        }
        let note = "统称所包含的部门随之变化。".to_owned();
        Part { heading: "所属统称", note, lines }
    }

    fn unfinished(&self, changed: &HashSet<TaskId>, ends: bool) -> Part {
        let concerned = |row: &&OpenRow| row.task.map_or(ends, |task| changed.contains(&task));
        let line = |row: &OpenRow| Line {
            title: row.title.clone(),
            day: row.on,
            what: match row.what.as_str() {
                "draft" => "草稿由接续填报的部门续写",
                "request" => "照常由院领导决定",
                _ => "仍记在原部门名下，请办公室收回后另请接续部门办理，或代为登记",
            }
            .to_owned(),
        };
        let lines = self.open.iter().filter(concerned).map(line).collect();
        let note = "已经开始、还没有办完的。".to_owned();
        Part { heading: "未办完的事项", note, lines }
    }
}

/// Whether a duty is one of setting up the plan, which ends with the department.
fn sets_up(kind: DeadlineKind) -> bool {
    matches!(kind, DeadlineKind::Acknowledgement | DeadlineKind::Appointment | DeadlineKind::Timeline)
}

/// The parts of a task.
fn of(parts: &[PartRow], task: TaskId) -> Vec<&PartRow> {
    parts.iter().filter(|part| part.task == task).collect()
}

/// 牵头、填报
pub(super) fn role_words(part: &PartRow) -> String {
    let role = match part.role {
        AssignmentRole::Lead => "牵头",
        AssignmentRole::Support => "责任部门",
    };
    if part.files_report { format!("{role}、填报") } else { role.to_owned() }
}

/// Duties that go the same way, one line for all of a task: 任务 6：月报 6 项、任务完成 1 项.
fn gathered<'a>(duties: impl Iterator<Item = (&'a DutyRow, String)>) -> Vec<Line> {
    struct Gathered {
        of: (i32, Option<i32>, String),
        first: NaiveDate,
        kinds: Vec<(&'static str, usize)>,
    }
    let mut lines: Vec<Gathered> = Vec::new();
    for (duty, what) in duties {
        let of = (duty.year, duty.number, what);
        let index = lines.iter().position(|line| line.of == of).unwrap_or_else(|| {
            lines.push(Gathered { of, first: duty.due_on, kinds: Vec::new() });
            lines.len() - 1
        });
        let line = &mut lines[index];
        line.first = line.first.min(duty.due_on);
        match line.kinds.iter_mut().find(|(kind, _)| *kind == duty.kind.word()) {
            Some((_, count)) => *count += 1,
            None => line.kinds.push((duty.kind.word(), 1)),
        }
    }
    let said = |line: Gathered| {
        let kinds: Vec<String> =
            line.kinds.iter().map(|(kind, count)| format!("{kind} {count} 项")).collect();
        let (year, number, what) = line.of;
        let of = number.map_or_else(|| "全年方案".to_owned(), |number| format!("任务 {number}"));
        Line { title: format!("{year} 年{of}：{}", kinds.join("、")), day: line.first, what }
    };
    lines.into_iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duties_of_one_task_that_go_the_same_way_are_one_line() {
        let duty = |id, kind, number, due_on: &str| DutyRow {
            id,
            kind,
            task: None,
            year: 2019,
            number,
            due_on: due_on.parse().unwrap(),
            holder: None,
            is_waived: false,
        };
        let duties = [
            duty(1, DeadlineKind::MonthlyReport, Some(6), "2019-07-25"),
            duty(2, DeadlineKind::MonthlyReport, Some(6), "2019-06-25"),
            duty(3, DeadlineKind::TaskCompletion, Some(6), "2019-12-31"),
            duty(4, DeadlineKind::Timeline, None, "2019-04-26"),
        ];
        let lines = gathered(duties.iter().map(|duty| (duty, "甲 → 乙".to_owned())));
        let said: Vec<_> = lines.iter().map(|line| (line.title.as_str(), line.day.to_string())).collect();
        assert_eq!(
            said,
            [
                ("2019 年任务 6：月报 2 项、任务完成 1 项", "2019-06-25".to_owned()),
                ("2019 年全年方案：倒排工期 1 项", "2019-04-26".to_owned())
            ]
        );
    }
}
