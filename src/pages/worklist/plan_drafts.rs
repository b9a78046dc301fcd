//! 方案草稿: to be commented on by a department, on the office's hands until it is issued.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::items::{Item, State};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::pages::plan_drafts::model::DraftStatus;
use crate::pages::plan_drafts::{Consulted, WhichConsulted, list_consulted, list_on_their_way};
use crate::status::Light;
use crate::web::{dates, urls};

/// Whom drafts were put to that are not issued yet. One statement.
pub(super) async fn list_asked(conn: &mut PgConnection) -> Result<Vec<Consulted>> {
    list_consulted(conn, WhichConsulted { draft: None, open: true }).await
}

/// What a department has not answered yet, and may until a day.
pub(super) fn to_comment(
    asked: &[Consulted],
    department: DepartmentId,
    today: NaiveDate,
) -> impl Iterator<Item = Item> {
    let own = asked.iter().filter(move |of| of.department == department);
    own.filter(move |of| of.may_comment(today) && !of.has_answered()).map(|of| {
        let title = format!("对 {} 年度方案征求意见稿提意见", of.year);
        let note = format!("{}前提意见，没有意见的回复无意见", dates::plain(of.comment_by));
        let state = State::new(Light::Yellow, "请提意见");
        Item::new(state, title, urls::plan_draft(of.draft)).noted(note).leading("去看")
    })
}

/// The drafts the office has in hand, with whom they were put to. One statement.
pub(super) async fn of_office(
    conn: &mut PgConnection,
    asked: &[Consulted],
    today: NaiveDate,
) -> Result<Vec<Item>> {
    let line = |(id, year, status)| {
        let own = || asked.iter().filter(|of| of.draft == id);
        let unanswered: i64 = own().map(|of| of.unanswered).sum();
        let waiting = own().filter(|of| of.may_comment(today) && !of.has_answered()).count();
        let (state, note) = match status {
            _ if unanswered > 0 => {
                (State::new(Light::Yellow, "意见待处理"), format!("部门意见 {unanswered} 条，请答复是否采纳"))
            }
            DraftStatus::Consulting if waiting > 0 => {
                (State::new(Light::Grey, "征求意见"), format!("还有 {waiting} 个部门没有答复"))
            }
            DraftStatus::Consulting => {
                (State::new(Light::Yellow, "待审议"), "部门均已答复，或反馈期限已过，可以提交审议".to_owned())
            }
            DraftStatus::Deliberating => (State::new(Light::Yellow, "待印发"), "审议后印发".to_owned()),
            _ => (State::new(Light::Grey, "起草"), "核对后征求意见；已印发的文件直接印发施行".to_owned()),
        };
        let title = format!("{year} 年度方案草稿");
        Item::new(state, title, urls::plan_draft(id)).noted(note).leading("去办理")
    };
    let drafts = list_on_their_way(conn).await?;
    Ok(drafts.into_iter().map(|of| line((of.id, of.year, of.status))).collect())
}
