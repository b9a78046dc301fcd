//! Tasks named by their numbers in one field, as an office writes them: 5、6，8—12.

use std::collections::BTreeSet;

use sqlx::PgConnection;

use crate::error::Result;
use crate::ids::{PlanId, TaskId};
use crate::web::FieldErrors;

/// More tasks than any plan has: a slip of the hand makes no list of millions.
const MOST: i32 = 999;

/// A task somebody named by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedTask {
    /// The task.
    pub id: TaskId,
    /// Its number.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// 限定范围
    pub restricted: bool,
}

/// The numbers of a text in ascending order, each once. Between them stand 、 or a comma or blanks; a dash makes a span.
///
/// # Errors
/// A sentence that shows what could not be read.
pub(crate) fn read_numbers(text: &str) -> Result<Vec<i32>, String> {
    let separates = |c: char| c.is_whitespace() || "、，,；;".contains(c);
    let mut numbers = BTreeSet::new();
    for part in text.split(separates).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once(['—', '–', '-', '－', '~', '～', '至']).unwrap_or((part, part));
        let number = |text: &str| text.parse::<i32>().ok().filter(|number| (1..=MOST).contains(number));
        match (number(first), number(last.trim_start_matches('—'))) {
            (Some(first), Some(last)) if first <= last => numbers.extend(first..=last),
            _ => return Err(format!("“{part}”不是任务的序号，请填写如 5、6、8—12。")),
        }
    }
    Ok(numbers.into_iter().collect())
}

/// The tasks of a plan that a field names by number; what is wrong stands beside the field `tasks`.
pub(crate) async fn read_tasks(
    conn: &mut PgConnection,
    plan: PlanId,
    text: &str,
    errors: &mut FieldErrors,
) -> Result<Vec<NamedTask>> {
    let numbers = match read_numbers(text) {
        Ok(numbers) => numbers,
        Err(sentence) => {
            errors.add("tasks", sentence);
            return Ok(Vec::new());
        }
    };
    let tasks = list_named(conn, plan, &numbers).await?;
    if let Some(unknown) = numbers.iter().find(|number| tasks.iter().all(|task| task.number != **number)) {
        errors.add("tasks", format!("本年度的方案没有第 {unknown} 项任务。"));
    }
    Ok(tasks)
}

/// The tasks of these numbers that the plan has, in order.
pub(crate) async fn list_named(
    conn: &mut PgConnection,
    plan: PlanId,
    numbers: &[i32],
) -> Result<Vec<NamedTask>> {
    Ok(sqlx::query_as!(
        NamedTask,
        "select id, number, title, restricted from task where plan_id = $1 and number = any($2) order by number",
        plan.0,
        numbers
    )
    .fetch_all(conn)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_an_office_writes_them() {
        let table: [(&str, &[i32]); 5] = [
            ("", &[]),
            ("6", &[6]),
            ("6、5，5 20", &[5, 6, 20]),
            ("8—10、3-4", &[3, 4, 8, 9, 10]),
            ("1至3；7", &[1, 2, 3, 7]),
        ];
        for (text, expected) in table {
            assert_eq!(read_numbers(text).unwrap(), expected, "{text}");
        }
        for text in ["六", "0", "5—3", "1000", "6x", "-3", "1—2—3"] {
            assert!(read_numbers(text).is_err(), "{text}");
        }
    }
}
