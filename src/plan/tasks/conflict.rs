//! The second of two who edit one task: both versions side by side, and the choice. Nothing typed is lost.

use askama::Template;
use askama_web::WebTemplate;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;

use super::store::{Task, find_last_change};
use crate::accounts::CurrentUser;
use crate::clock::beijing_day;
use crate::error::Result;
use crate::web::{AppState, PageFrame, dates, urls};

/// One field in both versions.
pub(in crate::plan) struct Both {
    label: &'static str,
    name: &'static str,
    theirs: String,
    ours: String,
    /// Ours in words, where the form posts something else; such a field is chosen whole.
    ours_words: Option<String>,
}

impl Both {
    /// A field in which people write.
    pub fn text(label: &'static str, name: &'static str, theirs: &str, ours: &str) -> Self {
        Self { label, name, theirs: theirs.to_owned(), ours: ours.to_owned(), ours_words: None }
    }

    /// A field in which people choose: `ours` is posted, `ours_words` shown.
    pub fn choice(
        label: &'static str,
        name: &'static str,
        theirs: String,
        ours: &str,
        ours_words: String,
    ) -> Self {
        Self { label, name, theirs, ours: ours.to_owned(), ours_words: Some(ours_words) }
    }

    fn differs(&self) -> bool {
        self.theirs != *self.ours_words.as_ref().unwrap_or(&self.ours)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "plan/task_conflict.html")]
struct ConflictPage {
    frame: PageFrame,
    back: String,
    task: String,
    action: String,
    /// Who saved first, and when.
    theirs_by: String,
    ours_by: String,
    version: i32,
    fields: Vec<Both>,
    hidden: Vec<(String, String)>,
}

/// The page (409): what is stored now beside what `user` tried to save at `action`. `hidden` goes along unseen, as do
/// fields in which both agree.
pub(in crate::plan) async fn page(
    conn: &mut PgConnection,
    state: &AppState,
    user: &CurrentUser,
    (year, task): (i32, &Task),
    action: String,
    both: Vec<Both>,
    mut hidden: Vec<(String, String)>,
) -> Result<Response> {
    let last = find_last_change(conn, task.id).await?;
    let theirs_by = last.map_or_else(String::new, |(who, at)| {
        let time = at.with_timezone(&crate::clock::BEIJING).format("%H:%M");
        format!("{who} · {} {time}", dates::plain(beijing_day(at)))
    });
    let (fields, same): (Vec<Both>, Vec<Both>) = both.into_iter().partition(Both::differs);
    hidden.extend(same.into_iter().map(|field| (field.name.to_owned(), field.ours)));
    let page = ConflictPage {
        frame: user.frame(state, Some(year)),
        back: urls::task(year, task.number),
        task: format!("{} {}", task.number, task.title),
        action,
        theirs_by,
        ours_by: user.name.clone(),
        version: task.version,
        fields,
        hidden,
    };
    Ok((StatusCode::CONFLICT, page).into_response())
}
