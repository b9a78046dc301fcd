//! 组长's forms on the list: an office person is named for talks, and is not any more.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::list_page::page;
use super::readers::{end_naming, name_reader};
use super::store::list_office_to_name;
use crate::accounts::{Access, Action, CurrentUser, Route, Routes};
use crate::error::{AppError, Result};
use crate::plan::get_plan;
use crate::plan::tasks::fields::choice;
use crate::web::form::NoFields;
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let names = Access::Needs(Action::NameTalkReaders);
    vec![
        Route::post("/{year}/talks/readers", names, submit),
        Route::post("/{year}/talks/readers/{reader}/end", names, submit_end),
    ]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NamingForm {
    account: String,
}

fn require_head(user: &CurrentUser) -> Result<()> {
    if user.heads_the_group {
        return Ok(());
    }
    Err(AppError::Forbidden("办理约谈的办公室人员由组长指定。".into()))
}

async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path(year): Path<i32>,
    ProtectedForm(form): ProtectedForm<NamingForm>,
) -> Result<Response> {
    require_head(&user)?;
    let mut tx = state.db.begin().await?;
    get_plan(&mut tx, year).await?;
    let office = list_office_to_name(&mut tx).await?;
    let mut errors = FieldErrors::default();
    let chosen = choice(&form.account, &office, |(id, _)| id.0, "account", &mut errors);
    let Some((account, name)) = chosen else {
        if errors.is_empty() {
            errors.add("account", "请选择要指定的办公室人员。");
        }
        return page(&mut tx, &state, &user, year, errors).await;
    };
    name_reader(&mut tx, &user.act(&state), *account).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::talks(year), &format!("已指定{name}办理约谈。")))
}

async fn submit_end(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, reader)): Path<(i32, i64)>,
    ProtectedForm(_): ProtectedForm<NoFields>,
) -> Result<Response> {
    require_head(&user)?;
    let mut tx = state.db.begin().await?;
    let name = end_naming(&mut tx, &user.act(&state), reader).await?;
    tx.commit().await?;
    Ok(flash::done(&urls::talks(year), &format!("已停止，{name}不再查看约谈。")))
}
