//! The administrators' pages: accounts, roles, policy, and what nobody may do to themselves.

use chrono::Duration;
use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use crate::support::test_app::PASSWORD;
use crate::support::{Page, Persona, TestApp};

/// Posts one of an account's buttons with the version its page shows.
async fn press(who: &mut Persona<'_>, account: &str, button: &str, fields: &[(&str, &str)]) -> Page {
    let shown = who.get(account).await;
    shown.assert_status(200);
    let version = shown.attributes("input[name=version]", "value").into_iter().next().unwrap_or_default();
    let mut fields = fields.to_vec();
    fields.push(("version", &version));
    who.post(&format!("{account}/{button}"), &fields).await
}

/// The last entry of the log, as event and sentence.
async fn last_entry(pool: &PgPool) -> (String, String) {
    sqlx::query_as(
        "select e.event, c.sentence from ledger_entry e join ledger_content c on c.entry_id = e.id
         where e.audience = 'administrators' order by e.id desc limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_new_account_signs_in_once_it_has_a_role_and_then_must_change_its_password(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut system = app.person("system", Role::SystemAdmin).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    let made = system.post("/accounts", &[("username", " 研究室 "), ("name", "研究室联系人")]).await;
    made.assert_status(200);
    let password = made.text(".once");
    let account = made.attributes(".notice .button", "href")[0].clone();
    assert_eq!(last_entry(&pool).await.0, "account_created");
    assert!(!system.get(&account).await.body.contains(&password), "shown once");

    let mut contact = app.anonymous();
    contact.get("/login").await;
    let sign_in = [("username", "研究室"), ("password", password.as_str())];
    contact.post("/login", &sign_in).await.assert_status(401);
    press(&mut security, &account, "role", &[("role", "contact")]).await.assert_redirect(&account);
    assert_eq!(
        last_entry(&pool).await,
        ("role_given".to_owned(), "将账号 研究室 的角色定为“工作联系人”".to_owned())
    );
    contact.post("/login", &sign_in).await.assert_status(303);
    contact.get("/").await.assert_redirect("/account/password");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_taken_or_empty_name_comes_back_with_the_form_refilled(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut system = app.person("system", Role::SystemAdmin).await;
    let page = system.post("/accounts", &[("username", "system"), ("name", "又一个")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#username-error"), "登录名“system”已有人使用，请换一个。");
    assert_eq!(page.attributes("#name", "value"), ["又一个"]);
    let page = system.post("/accounts", &[("username", "a b"), ("name", "")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#username-error"), "登录名不能含有空格。");
    assert_eq!(page.text("#name-error"), "请填写姓名。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_list_shows_states_and_marks_what_is_long_unused(pool: PgPool) {
    let app = TestApp::new(pool).await;
    app.person("viewer", Role::Viewer).await;
    app.clock.advance(Duration::days(91));
    let mut system = app.person("system", Role::SystemAdmin).await;
    system.post("/accounts", &[("username", "新人"), ("name", "新人")]).await.assert_status(200);
    let page = system.get("/accounts").await;
    assert_eq!(page.texts("tbody .title"), ["新人", "viewer", "system"]);
    assert_eq!(page.texts("tbody .state"), ["○未激活", "●正常长期未用", "●正常"]);
    let page = system.get("/accounts?state=stale").await;
    assert_eq!(page.texts("tbody .title"), ["viewer"]);
    let page = system.get("/accounts?state=locked").await;
    assert!(page.text(".empty").starts_with("没有这样的账号"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_reset_ends_the_sessions_and_the_old_password(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut system = app.person("system", Role::SystemAdmin).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let account = format!("/accounts/{}", viewer.id);
    let page = press(&mut system, &account, "reset", &[]).await;
    page.assert_status(200);
    assert_eq!(viewer.get("/account/password").await.status, 303);
    viewer.get("/login").await;
    viewer.post("/login", &[("username", "viewer"), ("password", PASSWORD)]).await.assert_status(401);
    let password = page.text(".once");
    viewer.post("/login", &[("username", "viewer"), ("password", &password)]).await.assert_status(303);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_disabled_account_is_out_at_once_until_it_is_enabled(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut system = app.person("system", Role::SystemAdmin).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let account = format!("/accounts/{}", viewer.id);
    press(&mut system, &account, "disable", &[]).await.assert_redirect(&account);
    assert_eq!(last_entry(&pool).await.0, "account_disabled");
    assert_eq!(viewer.get("/account/password").await.status, 303);
    assert_eq!(system.get("/accounts?state=disabled").await.texts("tbody .title"), ["viewer"]);
    press(&mut system, &account, "enable", &[]).await.assert_redirect(&account);
    app.sign_in("viewer", viewer.id).await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_disables_resets_or_re_roles_themselves(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut system = app.person("system", Role::SystemAdmin).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    app.person("second", Role::SecurityAdmin).await;
    let account = format!("/accounts/{}", system.id);
    for button in ["disable", "reset"] {
        let page = system.post(&format!("{account}/{button}"), &[("version", "1")]).await;
        page.assert_status(422);
        assert!(page.text(".reason").contains("本人"), "{button}");
    }
    let fields = [("version", "1"), ("role", "office")];
    let page = security.post(&format!("/accounts/{}/role", security.id), &fields).await;
    page.assert_status(422);
    assert!(page.text(".reason").contains("不能调整本人的角色"));
    assert_eq!(page.text(".facts dd:nth-of-type(2)"), "安全管理员");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_last_active_system_and_security_administrator_stay(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut system = app.person("system", Role::SystemAdmin).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    let only_system = format!("/accounts/{}", system.id);
    let page = press(&mut security, &only_system, "role", &[("role", "viewer")]).await;
    page.assert_status(422);
    assert!(page.text(".reason").contains("最后一个可用的系统管理员账号"));
    let only_security = format!("/accounts/{}", security.id);
    let page = press(&mut system, &only_security, "disable", &[]).await;
    page.assert_status(422);
    assert!(page.text(".reason").contains("最后一个可用的安全管理员账号"));

    let second = app.person("second", Role::SystemAdmin).await.id;
    press(&mut security, &only_system, "role", &[("role", "viewer")]).await.assert_redirect(&only_system);
    let page = press(&mut security, &format!("/accounts/{second}"), "role", &[("role", "")]).await;
    page.assert_status(422);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn two_administrators_who_remove_each_other_at_once_leave_one(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut one = app.person("one", Role::SystemAdmin).await;
    let mut other = app.person("other", Role::SystemAdmin).await;
    let (to_one, to_other) =
        (format!("/accounts/{}/disable", one.id), format!("/accounts/{}/disable", other.id));
    let fields = [("version", "1")];
    let (a, b) = tokio::join!(one.post(&to_other, &fields), other.post(&to_one, &fields));
    assert!(a.status.as_u16() < 500 && b.status.as_u16() < 500, "{} {}", a.status, b.status);
    let active: i64 = sqlx::query_scalar("select count(*) from account where disabled_at is null")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(active, 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_one_leader_heads_the_group(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    let leader = format!("/accounts/{}", app.person("leader", Role::Leader).await.id);
    let second = format!("/accounts/{}", app.person("leader-2", Role::Leader).await.id);
    let head = [("role", "leader"), ("heads_the_group", "true")];
    press(&mut security, &leader, "role", &head).await.assert_redirect(&leader);
    let page = press(&mut security, &second, "role", &head).await;
    page.assert_status(422);
    assert!(page.text(".reason").contains("已有一位组长"));
    let no_leader = [("role", "viewer"), ("heads_the_group", "true")];
    let page = press(&mut security, &leader, "role", &no_leader).await;
    page.assert_status(422);
    assert!(page.text(".reason").contains("只有院领导可以标为组长"));
    assert_eq!(page.attributes("option[selected]", "value"), ["viewer"], "what was chosen is not lost");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn whoever_comes_second_is_told_both_roles_and_nothing_is_overwritten(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    let account = format!("/accounts/{}", app.person("viewer", Role::Viewer).await.id);
    press(&mut security, &account, "role", &[("role", "leader")]).await.assert_redirect(&account);
    let page = security.post(&format!("{account}/role"), &[("version", "1"), ("role", "office")]).await;
    page.assert_status(409);
    let sentence = page.text(".reason");
    assert!(sentence.contains("“院领导”") && sentence.contains("“领导小组办公室”"), "{sentence}");
    assert_eq!(page.attributes("option[selected]", "value"), ["office"]);
    assert_eq!(security.get(&account).await.text(".facts dd:nth-of-type(2)"), "院领导");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_security_administrator_unlocks_and_ends_sessions(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let account = format!("/accounts/{}", viewer.id);
    let mut guesser = app.anonymous();
    guesser.get("/login").await;
    for _ in 0..5 {
        guesser.post("/login", &[("username", "viewer"), ("password", "wrong")]).await.assert_status(401);
    }
    assert_eq!(security.get(&account).await.text(".light"), "◆锁定至 2019-03-29 09:15");
    press(&mut security, &account, "unlock", &[]).await.assert_redirect(&account);
    app.sign_in("viewer", viewer.id).await;
    press(&mut security, &account, "end-sessions", &[]).await.assert_redirect(&account);
    assert_eq!(security.get(&account).await.text(".flash"), "账号 viewer 的 2 个会话已结束。");
    assert_eq!(viewer.get("/account/password").await.status, 303);
}

const POLICY: [(&str, &str); 8] = [
    ("idle_minutes", "20"),
    ("absolute_hours", "12"),
    ("lock_after_failures", "5"),
    ("lock_minutes", "15"),
    ("password_min_length", "8"),
    ("password_max_age_days", "90"),
    ("stale_after_days", "90"),
    ("version", "1"),
];

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_changed_policy_holds_at_once_and_stands_in_the_log_with_both_values(pool: PgPool) {
    let app = TestApp::new(pool.clone()).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    security.post("/accounts/policy", &POLICY).await.assert_redirect("/accounts/policy");
    let (before, after): (String, String) = sqlx::query_as(
        "select c.before, c.after from ledger_content c join ledger_entry e on e.id = c.entry_id
         where e.event = 'policy_changed'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(before.contains(r#""idle_minutes":30"#) && after.contains(r#""idle_minutes":20"#));
    app.clock.advance(Duration::minutes(21));
    assert_eq!(security.get("/accounts/policy").await.status, 303, "twenty minutes are over");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn every_bound_of_the_policy_is_a_sentence_beside_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut security = app.person("security", Role::SecurityAdmin).await;
    for (field, _) in POLICY.iter().filter(|(field, _)| *field != "version") {
        let fields = POLICY.map(|(name, value)| (name, if name == *field { "99999" } else { value }));
        let page = security.post("/accounts/policy", &fields).await;
        page.assert_status(422);
        assert!(page.text(&format!("#{field}-error")).contains("须为"), "{field}");
        assert_eq!(page.attributes(&format!("#{field}"), "value"), ["99999"]);
    }
    let fields = POLICY.map(|(name, value)| (name, if name == "lock_minutes" { "一刻钟" } else { value }));
    let page = security.post("/accounts/policy", &fields).await;
    page.assert_status(422);
    assert_eq!(page.text("#lock_minutes-error"), "请填写整数。");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_policy_changed_by_another_meanwhile_shows_both_and_lets_choose(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut first = app.person("first", Role::SecurityAdmin).await;
    let mut second = app.person("second", Role::SecurityAdmin).await;
    first.post("/accounts/policy", &POLICY).await.assert_status(303);
    let mine = POLICY.map(|(name, value)| (name, if name == "idle_minutes" { "45" } else { value }));
    let page = second.post("/accounts/policy", &mine).await;
    page.assert_status(409);
    assert_eq!(page.attributes("#idle_minutes", "value"), ["45"]);
    assert_eq!(page.texts(".stored"), ["现在保存的是 20"]);
    let again = mine.map(|(name, value)| (name, if name == "version" { "2" } else { value }));
    second.post("/accounts/policy", &again).await.assert_redirect("/accounts/policy");
}
