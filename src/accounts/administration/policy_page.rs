//! The security policy (密码与会话策略, `/accounts/policy`).

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::accounts::administration::store;
use crate::accounts::guard::{Access, Route, Routes};
use crate::accounts::{Action, CurrentUser, Policy, get_policy};
use crate::audit_trail::{Audience, Entry, append};
use crate::error::{Result, violated_constraint};
use crate::web::{AppState, FieldErrors, PageFrame, ProtectedForm, flash, urls};

pub(super) fn routes() -> Routes {
    let access = Access::Needs(Action::KeepSecurity);
    vec![Route::get(urls::SECURITY_POLICY, access, show), Route::post(urls::SECURITY_POLICY, access, save)]
}

/// One number of the policy on its page.
struct Setting {
    name: &'static str,
    label: &'static str,
    unit: &'static str,
    /// Its bounds in words; the store's constraint decides.
    bounds: &'static str,
    constraint: &'static str,
    /// As the form shows it.
    value: String,
    /// After a conflict: what is stored, where it differs.
    stored: Option<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "accounts/policy.html")]
struct PolicyPage {
    frame: PageFrame,
    settings: Vec<Setting>,
    version: i32,
    conflict: bool,
    errors: FieldErrors,
}

/// The form as typed.
#[derive(Deserialize)]
struct PolicyForm {
    idle_minutes: String,
    absolute_hours: String,
    lock_after_failures: String,
    lock_minutes: String,
    password_min_length: String,
    password_max_age_days: String,
    stale_after_days: String,
    version: i32,
}

impl PolicyForm {
    fn of(policy: &Policy) -> Self {
        Self {
            idle_minutes: policy.idle_minutes.to_string(),
            absolute_hours: policy.absolute_hours.to_string(),
            lock_after_failures: policy.lock_after_failures.to_string(),
            lock_minutes: policy.lock_minutes.to_string(),
            password_min_length: policy.password_min_length.to_string(),
            password_max_age_days: policy.password_max_age_days.to_string(),
            stale_after_days: policy.stale_after_days.to_string(),
            version: policy.version,
        }
    }

    /// The settings in the order of the page.
    fn settings(self) -> Vec<Setting> {
        let setting = |name, label, unit, bounds, constraint, value| Setting {
            name,
            label,
            unit,
            bounds,
            constraint,
            value,
            stored: None,
        };
        vec![
            setting(
                "idle_minutes",
                "无操作退出",
                "分钟",
                "5 至 480",
                "security_policy_idle",
                self.idle_minutes,
            ),
            setting(
                "absolute_hours",
                "登录最长",
                "小时",
                "1 至 72",
                "security_policy_absolute",
                self.absolute_hours,
            ),
            setting(
                "lock_after_failures",
                "连续失败即锁定",
                "次",
                "3 至 20",
                "security_policy_lock_after",
                self.lock_after_failures,
            ),
            setting(
                "lock_minutes",
                "锁定时长",
                "分钟",
                "1 至 1440",
                "security_policy_lock_minutes",
                self.lock_minutes,
            ),
            setting(
                "password_min_length",
                "密码最短",
                "个字符",
                "8 至 64",
                "security_policy_min_length",
                self.password_min_length,
            ),
            setting(
                "password_max_age_days",
                "密码有效期",
                "天（0 为不限）",
                "0 至 3650",
                "security_policy_max_age",
                self.password_max_age_days,
            ),
            setting(
                "stale_after_days",
                "长期未用",
                "天未登录",
                "7 至 3650",
                "security_policy_stale",
                self.stale_after_days,
            ),
        ]
    }

    /// The policy typed, or what is no whole number.
    fn policy(&self) -> Result<Policy, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut number = |name: &str, text: &str| {
            text.trim().parse::<i32>().unwrap_or_else(|_| {
                errors.add(name, "请填写整数。");
                0
            })
        };
        let policy = Policy {
            idle_minutes: number("idle_minutes", &self.idle_minutes),
            absolute_hours: number("absolute_hours", &self.absolute_hours),
            lock_after_failures: number("lock_after_failures", &self.lock_after_failures),
            lock_minutes: number("lock_minutes", &self.lock_minutes),
            password_min_length: number("password_min_length", &self.password_min_length),
            password_max_age_days: number("password_max_age_days", &self.password_max_age_days),
            stale_after_days: number("stale_after_days", &self.stale_after_days),
            version: self.version,
        };
        if errors.is_empty() { Ok(policy) } else { Err(errors) }
    }
}

async fn show(State(state): State<AppState>, user: CurrentUser) -> Result<Response> {
    let policy = get_policy(&mut *state.db.acquire().await?).await?;
    Ok(page(&state, &user, PolicyForm::of(&policy), FieldErrors::default()).into_response())
}

fn page(state: &AppState, user: &CurrentUser, form: PolicyForm, errors: FieldErrors) -> PolicyPage {
    PolicyPage {
        frame: user.frame(state, None),
        version: form.version,
        settings: form.settings(),
        conflict: false,
        errors,
    }
}

async fn save(
    State(state): State<AppState>,
    user: CurrentUser,
    ProtectedForm(form): ProtectedForm<PolicyForm>,
) -> Result<Response> {
    let errors = match form.policy() {
        Ok(policy) => match store_policy(&state, &user, &policy).await? {
            Outcome::Stored => {
                return Ok(flash::done(urls::SECURITY_POLICY, "安全策略已保存，立即生效。"));
            }
            Outcome::ChangedMeanwhile(stored) => return Ok(conflict(&state, &user, form, &stored)),
            Outcome::OutOfBounds(errors) => errors,
        },
        Err(errors) => errors,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&state, &user, form, errors)).into_response())
}

enum Outcome {
    Stored,
    ChangedMeanwhile(Policy),
    OutOfBounds(FieldErrors),
}

async fn store_policy(state: &AppState, user: &CurrentUser, policy: &Policy) -> Result<Outcome> {
    let mut tx = state.db.begin().await?;
    let before = get_policy(&mut tx).await?;
    match store::update_policy(&mut tx, policy).await {
        Ok(true) => {}
        Ok(false) => return Ok(Outcome::ChangedMeanwhile(get_policy(&mut tx).await?)),
        Err(error) => {
            let settings = PolicyForm::of(policy).settings();
            let beyond =
                settings.iter().find(|setting| violated_constraint(&error) == Some(setting.constraint));
            let Some(setting) = beyond else { return Err(error.into()) };
            let sentence = format!("{}须为 {}。", setting.label, setting.bounds);
            return Ok(Outcome::OutOfBounds(FieldErrors::one(setting.name, sentence)));
        }
    }
    let entry = Entry::new("policy_changed", "security_policy", "修改安全策略")
        .for_audience(Audience::Administrators)
        .with_change(Some(values(&before)), Some(values(policy)));
    append(&mut tx, &user.act(state), entry).await?;
    tx.commit().await?;
    Ok(Outcome::Stored)
}

/// The page with both: what was typed in the fields, what is stored beside them; saving again overwrites it.
fn conflict(state: &AppState, user: &CurrentUser, form: PolicyForm, stored: &Policy) -> Response {
    let mut page = page(state, user, form, FieldErrors::default());
    page.conflict = true;
    page.version = stored.version;
    for (typed, stored) in page.settings.iter_mut().zip(PolicyForm::of(stored).settings()) {
        typed.stored = (typed.value.trim() != stored.value).then_some(stored.value);
    }
    (StatusCode::CONFLICT, page).into_response()
}

fn values(policy: &Policy) -> Value {
    json!({
        "idle_minutes": policy.idle_minutes,
        "absolute_hours": policy.absolute_hours,
        "lock_after_failures": policy.lock_after_failures,
        "lock_minutes": policy.lock_minutes,
        "password_min_length": policy.password_min_length,
        "password_max_age_days": policy.password_max_age_days,
        "stale_after_days": policy.stale_after_days,
    })
}
