//! What the operation log says of a talk: that No. N was proposed, decided, held or withdrawn, by whom and when; no task,
//! no department, no word. A digest of all the talk holds then stands with it, so that a later change would be found.

use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::store::{TalkReader, TalkRow, get_talk};
use crate::audit_trail::{Act, Audience, Entry, append};
use crate::error::Result;

/// The digest of what a talk holds, with its own secret before it: what is short could be found by trying, else.
pub(super) fn digest(talk: &TalkRow) -> String {
    let content = json!([
        talk.secret,
        [talk.year, talk.number, talk.task_number],
        talk.department.0,
        talk.matter,
        [talk.proposed_on.to_string(), talk.proposed_by.0.to_string()],
        [talk.decided_on.map(|day| day.to_string()), talk.remark.clone(), talk.evidence.clone()],
        talk.leader_id.map(|leader| leader.0),
        [talk.held_on.map(|day| day.to_string()), talk.present.clone(), talk.follow_up.clone()],
        [talk.withdrawn_on.map(|day| day.to_string()), talk.withdrawn_because.clone()],
        talk.status.word(),
    ]);
    hex::encode(Sha256::digest(content.to_string()))
}

/// Appends that a step was taken; the talk is read again, as it stands now. The entry names no plan either: the year's
/// history and open pages do not stir.
pub(super) async fn append_step(
    conn: &mut PgConnection,
    act: &Act,
    (year, number): (i32, i32),
    (event, words): (&'static str, &str),
) -> Result<TalkRow> {
    let account = act.person()?;
    let talk = get_talk(conn, &TalkReader::of_all(account, act.today()), year, number).await?;
    // The log is for administrators, who see no talk: to them the number is the only name.
    let sentence = format!("{year} 年度第 {number} 号约谈：{words}");
    let entry = Entry::new(event, "accountability_talk", sentence)
        .on(talk.id.0)
        .for_audience(Audience::Administrators)
        .with_change(None, Some(json!({"content_sha256": digest(&talk)})));
    append(conn, act, entry).await?;
    Ok(talk)
}
