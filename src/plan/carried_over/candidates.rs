//! Which tasks of a plan are offered to be carried over into the next one.

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::PlanId;
use crate::plan::tasks::TaskStatus;

/// A task that may be carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub number: i32,
    /// The number of its section.
    pub section: i32,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: TaskStatus,
    /// 限定范围
    pub restricted: bool,
}

impl TaskStatus {
    /// Whether a task goes on in the next year unless a person decides otherwise: its work is not finished.
    #[must_use]
    pub fn is_unfinished(self) -> bool {
        !self.is_closed()
    }

    /// Whether it is offered to be carried over: what is unfinished, and what became standing work (转入常态).
    #[must_use]
    pub fn may_be_carried_over(self) -> bool {
        self.is_unfinished() || self == Self::Standing
    }
}

/// The tasks of a plan that are offered, by number.
pub async fn list_candidates(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Candidate>> {
    let mut all = sqlx::query_as!(
        Candidate,
        r#"select t.number, s.number as section, t.title, t.status as "status: TaskStatus", t.restricted
           from task t join section s on s.id = t.section_id where t.plan_id = $1 order by t.number"#,
        plan.0
    )
    .fetch_all(conn)
    .await?;
    all.retain(|of| of.status.may_be_carried_over());
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_merged_or_ended_is_not_offered_and_standing_work_waits_for_a_person() {
        let table: Vec<_> = TaskStatus::ALL
            .into_iter()
            .map(|status| (status.word(), status.may_be_carried_over(), status.is_unfinished()))
            .collect();
        assert_eq!(
            table,
            [
                ("未启动", true, true),
                ("进行中", true, true),
                ("申请办结", true, true),
                ("已办结", false, false),
                ("暂缓", true, true),
                ("待上级", true, true),
                ("转入常态", true, false),
                ("并入", false, false),
                ("终止", false, false),
            ]
        );
    }
}
