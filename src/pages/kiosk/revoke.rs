//! The office revokes a link: its screen goes dark at once.

use axum::extract::{Path, State};
use axum::response::Response;

use super::store;
use crate::accounts::CurrentUser;
use crate::audit_trail::{Entry, append};
use crate::error::Result;
use crate::ids::KioskLinkId;
use crate::plan::get_plan;
use crate::web::form::NoFields;
use crate::web::{AppState, ProtectedForm, flash, urls};

pub(super) async fn revoke(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(NoFields {}): ProtectedForm<NoFields>,
) -> Result<Response> {
    let act = user.act(&state);
    let page = urls::kiosk_links(year);
    let mut tx = state.db.begin().await?;
    let plan = get_plan(&mut tx, year).await?;
    let Some(name) = store::revoke(&mut tx, plan.id, KioskLinkId(id), act.wall_at).await? else {
        return Ok(flash::refused(&page, "没有这个大屏链接，或它此前已经撤销。"));
    };
    // News of the year: the open screen looks again, and is refused.
    let entry = Entry::new("kiosk_link_revoked", "kiosk_link", format!("撤销大屏链接“{name}”"));
    append(&mut tx, &act, entry.on(id).of_plan(year)).await?;
    tx.commit().await?;
    Ok(flash::done(&page, &format!("已撤销大屏链接“{name}”，正在显示的大屏随即停止显示。")))
}
