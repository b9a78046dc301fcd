//! A talk is decided, recorded as held, or withdrawn. Of two who do it at once one wins, the other is told.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::log::append_step;
use super::model::{Step, TalkStatus};
use super::store::TalkRow;
use super::writes::{Held, Ruling, WAITS, tell, update_decided, update_held, update_withdrawn};
use crate::accounts::{CurrentUser, Role, find_head_of_group};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::supervision::telling::settle;
use crate::web::dates;

/// Whether the person may decide, or record the decision: 组长; an office person, who is named where they read it at
/// all, what they did not propose themselves.
///
/// # Errors
/// With who does.
pub(super) fn may_decide(user: &CurrentUser, talk: &TalkRow) -> Result<(), String> {
    if user.heads_the_group || (user.role == Role::Office && user.account_id != talk.proposed_by) {
        return Ok(());
    }
    Err(format!("约谈事项由{}决定。", Step::Agree.who()))
}

/// Whether the person may withdraw it: who proposed it; 组长 what they agreed to. What waits for them, they decline.
pub(super) fn may_withdraw(user: &CurrentUser, talk: &TalkRow) -> bool {
    if user.heads_the_group {
        return talk.status != TalkStatus::Proposed;
    }
    user.account_id == talk.proposed_by
}

/// Decides a talk held by this transaction and tells who proposed it; `act` says on whose behalf (代录).
///
/// # Errors
/// Refused in any other state than 拟约谈, for a day before it was proposed or to come, for anybody else's decision than
/// 组长's, and where it is declined without a reason; a conflict when somebody was first.
pub async fn decide(conn: &mut PgConnection, act: &Act, talk: &TalkRow, ruling: &Ruling) -> Result<()> {
    let step = if ruling.agreed { Step::Agree } else { Step::Decline };
    let to = talk.status.after(step).map_err(AppError::Refused)?;
    require_between(ruling.on, talk.proposed_on, act.today(), "决定日期须在提出之日")?;
    if find_head_of_group(conn).await?.is_none_or(|(id, _)| id != ruling.leader) {
        return Err(AppError::Refused("约谈事项由组长决定。".into()));
    }
    if !ruling.agreed && ruling.remark.is_empty() {
        return Err(AppError::Refused("不予约谈的，请写明理由。".into()));
    }
    update_decided(conn, act, (talk, to), ruling).await?;
    // Whether it was agreed to is a word of the talk.
    append_step(conn, act, (talk.year, talk.number), ("talk_decided", "作出决定")).await?;
    settle(conn, act, &talk.path_by_number(), WAITS).await?;
    let path = talk.path_by_key();
    tell(conn, act, &[talk.proposed_by.0], (talk.year, &path), "您提出的约谈事项已有决定。").await
}

/// Records that a talk held by this transaction took place.
///
/// # Errors
/// Refused in any other state than 同意约谈 and for a day before the decision or to come; a conflict when somebody was
/// first.
pub async fn hold(conn: &mut PgConnection, act: &Act, talk: &TalkRow, held: &Held) -> Result<()> {
    let to = talk.status.after(Step::Hold).map_err(AppError::Refused)?;
    let decided_on = talk.decided_on.unwrap_or(talk.proposed_on);
    require_between(held.on, decided_on, act.today(), "约谈日期须在决定之日")?;
    update_held(conn, act, (talk, to), held).await?;
    append_step(conn, act, (talk.year, talk.number), ("talk_held", "已约谈并记录")).await?;
    Ok(())
}

/// Withdraws a talk held by this transaction; number and reason stay.
///
/// # Errors
/// Refused once it was held or declined; a conflict when somebody was first.
pub async fn withdraw(conn: &mut PgConnection, act: &Act, talk: &TalkRow, because: &str) -> Result<()> {
    let to = talk.status.after(Step::Withdraw).map_err(AppError::Refused)?;
    update_withdrawn(conn, act, (talk, to), because).await?;
    settle(conn, act, &talk.path_by_number(), WAITS).await?;
    append_step(conn, act, (talk.year, talk.number), ("talk_withdrawn", "撤回")).await?;
    Ok(())
}

fn require_between(on: NaiveDate, from: NaiveDate, today: NaiveDate, words: &str) -> Result<()> {
    if on < from || on > today {
        return Err(AppError::Refused(format!("{words} {} 与今天之间。", dates::short(from))));
    }
    Ok(())
}
