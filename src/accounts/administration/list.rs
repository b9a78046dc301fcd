//! All accounts (`/accounts`) and the form of a new one.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::accounts::administration::store::{Account, list_accounts};
use crate::accounts::administration::{AccountState, MadeUpPasswordPage, changes, state::is_stale};
use crate::accounts::first_accounts::{NewAccount, create};
use crate::accounts::guard::{Access, Route, Routes};
use crate::accounts::{Action, CurrentUser, get_policy, passwords};
use crate::error::{AppError, Result};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, instants, urls};

/// The longest sign-in name and person's name; the store holds to the same.
const LONGEST_NAME: usize = 40;

pub(super) fn routes() -> Routes {
    vec![
        Route::get(urls::ACCOUNTS, Access::Needs(Action::ReadAccounts), show),
        Route::post(urls::ACCOUNTS, Access::Needs(Action::KeepAccounts), add),
    ]
}

#[derive(Template, WebTemplate)]
#[template(path = "accounts/list.html")]
struct ListPage {
    frame: PageFrame,
    summary: String,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    keeps_accounts: bool,
    keeps_security: bool,
    stale_after_days: i32,
    form: NewAccountForm,
    errors: FieldErrors,
}

/// One filter of the list with the count behind it.
struct Chip {
    label: String,
    path: String,
    current: bool,
}

struct Row {
    sign_in_name: String,
    display_name: String,
    role: String,
    last_sign_in: String,
    state: AccountState,
    stale: bool,
    path: String,
}

/// `?state=locked`, `?state=stale`.
#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    state: String,
}

#[derive(Deserialize, Default)]
struct NewAccountForm {
    username: String,
    name: String,
}

async fn show(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(filter): Query<Filter>,
) -> Result<Response> {
    let page = page(&state, &user, &filter.state, NewAccountForm::default(), FieldErrors::default()).await?;
    Ok(page.into_response())
}

async fn page(
    state: &AppState,
    user: &CurrentUser,
    filter: &str,
    form: NewAccountForm,
    errors: FieldErrors,
) -> Result<ListPage> {
    let mut conn = state.db.acquire().await?;
    let policy = get_policy(&mut conn).await?;
    let now = state.clocks.wall_now();
    let rows: Vec<Row> = list_accounts(&mut conn)
        .await?
        .into_iter()
        .map(|account| {
            let long_unused = is_stale(&account, policy.stale_after_days, now);
            row(account, long_unused, now)
        })
        .collect();
    Ok(ListPage {
        frame: user.frame(state, None),
        summary: format!("共 {} 个账号", rows.len()),
        chips: chips(&rows, filter),
        rows: rows.into_iter().filter(|row| matches(row, filter)).collect(),
        keeps_accounts: user.may(Action::KeepAccounts),
        keeps_security: user.may(Action::KeepSecurity),
        stale_after_days: policy.stale_after_days,
        form,
        errors,
    })
}

fn row(account: Account, stale: bool, now: chrono::DateTime<chrono::Utc>) -> Row {
    Row {
        role: changes::role_words(account.role, account.heads_the_group),
        last_sign_in: account.last_signed_in_at.map_or("从未".to_owned(), instants::minute),
        state: AccountState::of(&account, now),
        stale,
        path: urls::account(account.id),
        sign_in_name: account.sign_in_name,
        display_name: account.display_name,
    }
}

fn matches(row: &Row, filter: &str) -> bool {
    match filter {
        "" => true,
        "stale" => row.stale,
        code => row.state.code() == code,
    }
}

fn chips(rows: &[Row], filter: &str) -> Vec<Chip> {
    let words = [
        ("", "全部"),
        ("inactive", "未激活"),
        ("usable", "正常"),
        ("locked", "锁定"),
        ("disabled", "停用"),
        ("stale", "长期未用"),
    ];
    words
        .into_iter()
        .map(|(code, word)| Chip {
            label: format!("{word} {}", rows.iter().filter(|row| matches(row, code)).count()),
            path: if code.is_empty() {
                urls::ACCOUNTS.to_owned()
            } else {
                format!("{}?state={code}", urls::ACCOUNTS)
            },
            current: code == filter,
        })
        .collect()
}

async fn add(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<NewAccountForm>,
) -> Result<Response> {
    let form =
        NewAccountForm { username: form.username.trim().to_owned(), name: form.name.trim().to_owned() };
    let mut errors = name_errors(&form);
    if errors.is_empty() {
        match store_new(&state, &user, &form).await {
            Ok(page) => return Ok(page.into_response()),
            Err(AppError::Refused(sentence)) => errors.add("username", sentence),
            Err(other) => return Err(other),
        }
    }
    let page = page(&state, &user, "", form, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn name_errors(form: &NewAccountForm) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, what, value) in [("username", "登录名", &form.username), ("name", "姓名", &form.name)] {
        if value.is_empty() {
            errors.add(field, format!("请填写{what}。"));
        } else if value.chars().count() > LONGEST_NAME {
            errors.add(field, format!("{what}不超过 {LONGEST_NAME} 个字。"));
        }
    }
    if form.username.contains(char::is_whitespace) {
        errors.add("username", "登录名不能含有空格。");
    }
    errors
}

async fn store_new(
    state: &AppState,
    user: &CurrentUser,
    form: &NewAccountForm,
) -> Result<MadeUpPasswordPage> {
    let password = passwords::made_up();
    let account = NewAccount {
        sign_in_name: &form.username,
        display_name: &form.name,
        role: None,
        heads_the_group: false,
        password_hash: &passwords::hash(password.clone()).await?,
        must_change_password: true,
    };
    let mut tx = state.db.begin().await?;
    let id = create(&mut tx, &user.act(state), &account).await?;
    tx.commit().await?;
    Ok(MadeUpPasswordPage {
        frame: user.frame(state, None),
        title: "账号已建立",
        sign_in_name: form.username.clone(),
        password,
        hint: "账号尚未激活：安全管理员授予角色之后才能登录，首次登录须修改密码。",
        account_path: urls::account(id),
    })
}
