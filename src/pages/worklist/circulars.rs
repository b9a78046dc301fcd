//! 通报: to be explained by a department, to be signed by a leader, on the office's hands.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::items::{Group, Item, State};
use crate::error::Result;
use crate::ids::DepartmentId;
use crate::pages::circulars::{
    CircularRow, CircularStatus, PassageRow, Which, list_circulars, list_passages,
};
use crate::status::Light;
use crate::web::{dates, urls};

/// The circulars on their way, each with what it says of departments. Two statements, where there are any.
pub(super) struct Circulars(Vec<(CircularRow, Vec<PassageRow>)>);

/// Reads all that are neither released nor withdrawn.
pub(super) async fn list_open(conn: &mut PgConnection) -> Result<Circulars> {
    let rows = list_circulars(conn, Which { open: true, ..Which::default() }).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let passages = if ids.is_empty() { Vec::new() } else { list_passages(conn, &ids).await? };
    let with = |row: CircularRow| {
        let own = passages.iter().filter(|passage| passage.circular == row.id).cloned().collect();
        (row, own)
    };
    Ok(Circulars(rows.into_iter().map(with).collect()))
}

fn item(row: &CircularRow, state: State, title: String) -> Item {
    Item::new(state, title, urls::circular(row.year, &row.period))
}

impl Circulars {
    fn all(&self, status: CircularStatus) -> impl Iterator<Item = &(CircularRow, Vec<PassageRow>)> {
        self.0.iter().filter(move |(row, _)| row.status == status)
    }

    /// What a department has not explained yet, and may until a day.
    pub(super) fn to_explain(
        &self,
        department: DepartmentId,
        today: NaiveDate,
    ) -> impl Iterator<Item = Item> {
        self.all(CircularStatus::Explaining).filter_map(move |(row, passages)| {
            let own = passages.iter().find(|of| of.department == department && !of.is_explained())?;
            let by = own.explain_by.filter(|by| *by >= today)?;
            let state = State::new(Light::Yellow, "请说明");
            let note = format!("{}前可以说明，也可以不说明；说明与情况一并列出", dates::plain(by));
            Some(item(row, state, format!("对{}作出说明", row.name())).noted(note).leading("去说明"))
        })
    }

    /// What waits for the signature of these leaders; `None` where nothing does.
    pub(super) fn to_sign(&self, leaders: &[i64]) -> Option<Group> {
        let theirs = self
            .all(CircularStatus::ForSignature)
            .filter(|(row, _)| row.signer_id.is_some_and(|signer| leaders.contains(&signer.0)));
        let items: Vec<Item> = theirs
            .map(|(row, passages)| {
                let explained = passages.iter().filter(|of| of.explanation.is_some()).count();
                let note = format!("点名部门 {} 个，作出说明 {explained} 个", passages.len());
                let state = State::new(Light::Yellow, "待签发");
                item(row, state, row.name()).noted(note).leading("去签发")
            })
            .collect();
        (!items.is_empty()).then(|| Group {
            title: "请您签发通报".to_owned(),
            beside: format!("{} 份", items.len()),
            items,
            empty: "",
            empty_how: "",
        })
    }

    /// Of these years only.
    pub(super) fn of_years(mut self, these: impl Fn(i32) -> bool) -> Self {
        self.0.retain(|(row, _)| these(row.year));
        self
    }

    /// What the office has in hand: what came back, what can be submitted, what waits for a signature.
    pub(super) fn of_office(&self, today: NaiveDate) -> Vec<Item> {
        let line = |(row, passages): &(CircularRow, Vec<PassageRow>)| {
            let waiting = passages.iter().filter(|of| !of.is_settled(row.status, today)).count();
            let (state, note, link) = match row.status {
                CircularStatus::Draft if row.returned_because.is_some() => {
                    let because = row.returned_because.clone().unwrap_or_default();
                    (State::returned(), format!("退回原因：{because}"), "去修改")
                }
                CircularStatus::Draft => {
                    (State::new(Light::Grey, "草稿"), format!("点名部门 {} 个", passages.len()), "去办理")
                }
                CircularStatus::Explaining if waiting == 0 => {
                    let note = "部门均已说明，或说明期限已过，可以送签".to_owned();
                    (State::new(Light::Yellow, "待送签"), note, "去送签")
                }
                CircularStatus::Explaining => {
                    (State::new(Light::Grey, "征求说明"), format!("还有 {waiting} 个部门可以说明"), "查看")
                }
                _ => {
                    let signer = row.signer.as_deref().unwrap_or_default();
                    (
                        State::new(Light::Yellow, "待签发"),
                        format!("等待{signer}签发，可代录其书面签发"),
                        "查看",
                    )
                }
            };
            item(row, state, row.name()).noted(note).leading(link)
        };
        self.0.iter().map(line).collect()
    }
}
