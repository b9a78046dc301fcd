//! Talks (约谈) that wait for 组长 to decide, or for a named office person to be recorded. A line says that there is one, and
//! leads to it; no task, no department, no word of it.

use sqlx::PgConnection;

use super::items::{Item, State};
use crate::accounts::{CurrentUser, Role};
use crate::error::Result;
use crate::status::Light;
use crate::supervision::talks::{TalkReader, TalkRow, TalkStatus, list_talks};
use crate::web::{AppState, dates};

/// What waits for the reader; one statement for those who deal with talks, none for others.
pub(super) async fn waiting(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
) -> Result<Vec<Item>> {
    if !user.sees_talks || !(user.heads_the_group || user.role == Role::Office) {
        return Ok(Vec::new());
    }
    let reader = TalkReader::of(user, state.clocks.today())?;
    let talks = list_talks(conn, &reader, None).await?;
    Ok(talks.iter().filter_map(|talk| item((user, &reader), talk)).collect())
}

fn item((user, reader): (&CurrentUser, &TalkReader), talk: &TalkRow) -> Option<Item> {
    let (words, note, link) = match talk.status {
        TalkStatus::Proposed if user.heads_the_group => {
            ("待您决定", format!("{} 提出", dates::short(talk.proposed_on)), "去决定")
        }
        TalkStatus::Agreed if user.role == Role::Office => {
            let on = talk.decided_on.map_or_else(String::new, dates::short);
            ("待记录", format!("{on} 组长已同意，约谈后记录"), "去记录")
        }
        _ => return None,
    };
    let item = Item::new(State::new(Light::Yellow, words), talk.name(reader), talk.path(reader));
    Some(item.noted(note).leading(link))
}
