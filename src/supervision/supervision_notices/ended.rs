//! A notice ends with its finding; where that was withdrawn, the leader who approved the notice is told.

use sqlx::PgConnection;

use super::model::number_in_words;
use crate::audit_trail::Act;
use crate::error::Result;
use crate::ids::{AccountId, FindingId};
use crate::supervision::telling::tell_persons;
use crate::web::urls;

/// Tells the leaders who approved the notices of a finding that they ended, the finding being withdrawn for this reason.
pub async fn tell_approvers(
    conn: &mut PgConnection,
    act: &Act,
    finding: FindingId,
    because: &str,
) -> Result<()> {
    let ended = sqlx::query!(
        r#"select p.year, n.number, n.leader_id as "leader!: AccountId"
           from supervision_notice n join plan p on p.id = n.plan_id
           where n.finding_id = $1 and n.leader_id is not null order by n.number"#,
        finding.0
    )
    .fetch_all(&mut *conn)
    .await?;
    for notice in ended {
        let words = number_in_words(notice.year, notice.number);
        let message = format!("您批准的{words}随所立问题撤销：{because}");
        let path = urls::supervision_notice(notice.year, notice.number);
        tell_persons(conn, act, &[notice.leader], (notice.year, &path), &message).await?;
    }
    Ok(())
}
