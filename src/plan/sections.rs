//! Sections (板块, `section`): title as printed, and a short title the office edits.

use serde_json::json;
use sqlx::PgConnection;

use crate::audit_trail::{Act, Entry, append};
use crate::error::{AppError, Result};
use crate::ids::{PlanId, SectionId};
use crate::plan::Plan;

/// A section of a plan.
#[derive(Debug, Clone)]
pub struct Section {
    /// The section.
    pub id: SectionId,
    /// 1 for 一.
    pub number: i32,
    /// As printed, without the number.
    pub title: String,
    /// 司法责任制
    pub short_title: String,
    /// 以…为重点 as printed, where the title has it.
    pub emphasis: Option<String>,
    /// Counts its changes.
    pub version: i32,
}

impl Section {
    /// 三、司法为民
    #[must_use]
    pub fn numbered(&self) -> String {
        format!("{}、{}", numeral(self.number), self.short_title)
    }
}

/// The Chinese numeral of a small number: 三, 十二; digits beyond 19.
#[must_use]
pub fn numeral(number: i32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match usize::try_from(number) {
        Ok(small @ 1..=9) => DIGITS[small].to_owned(),
        Ok(teen @ 10..=19) => format!("十{}", DIGITS[teen - 10]),
        _ => number.to_string(),
    }
}

/// The sections of a plan in order.
pub async fn list_sections(conn: &mut PgConnection, plan: PlanId) -> Result<Vec<Section>> {
    Ok(sqlx::query_as!(
        Section,
        "select id, number, title, short_title, emphasis, version from section where plan_id = $1 order by number",
        plan.0
    )
    .fetch_all(conn)
    .await?)
}

/// Gives a section another short title.
///
/// # Errors
/// Refused unless it has 1 to 20 characters; a conflict when someone else changed it since `version`.
pub async fn rename(
    conn: &mut PgConnection,
    act: &Act,
    plan: &Plan,
    number: i32,
    short_title: &str,
    version: i32,
) -> Result<()> {
    let sections = list_sections(conn, plan.id).await?;
    let section = sections
        .iter()
        .find(|section| section.number == number)
        .ok_or_else(|| AppError::NotFound(format!("方案没有第 {number} 板块。")))?;
    if !(1..=20).contains(&short_title.chars().count()) {
        return Err(AppError::Refused("板块的简称须有 1 至 20 个字。".into()));
    }
    let done = sqlx::query!(
        "update section set short_title = $3, version = version + 1 where id = $1 and version = $2",
        section.id.0,
        version,
        short_title
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::Conflict(format!(
            "这个板块的简称刚被他人改为“{}”，您填写的是“{short_title}”。请返回方案页，决定用哪一个。",
            section.short_title
        )));
    }
    let sentence = format!("板块{}的简称由“{}”改为“{short_title}”", numeral(number), section.short_title);
    let entry = Entry::new("section_renamed", "section", sentence).on(section.id.0).of_plan(plan.year);
    let (before, after) = (json!({"title": section.short_title}), json!({"title": short_title}));
    append(conn, act, entry.with_change(Some(before), Some(after))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_read_as_in_a_document() {
        assert_eq!(numeral(6), "六");
        assert_eq!(numeral(10), "十");
        assert_eq!(numeral(12), "十二");
        assert_eq!(numeral(20), "20");
    }
}
