//! Departments, groups, aliases, people, leaders and their stand-ins.

use reform_ledger::accounts::{MembershipKind, Role};
use reform_ledger::audit_trail::verify;
use reform_ledger::database::MIGRATOR;
use reform_ledger::ids::DepartmentId;
use reform_ledger::organization::{
    DepartmentKind, NewDepartment, add_membership, contacts_of, find_by_name, insert_department,
    insert_group_member, list_departments, members_of_groups, merge_department, rename_department,
};
use sqlx::PgPool;

use crate::support::TestApp;
use crate::support::test_app::day;

/// A department as the import stores it.
async fn department(app: &TestApp, name: &str, kind: DepartmentKind) -> DepartmentId {
    let mut conn = app.state.db.acquire().await.unwrap();
    let new = NewDepartment { name, kind, valid_from: day("2019-03-28") };
    insert_department(&mut conn, &app.act(), &new).await.unwrap()
}

fn path(id: DepartmentId) -> String {
    format!("/departments/{id}")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_departments_the_page_says_where_they_come_from(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/departments").await;
    page.assert_status(200);
    assert!(page.text(".empty b").contains("还没有部门"));
    assert_eq!(page.count("form.card"), 0, "only the office changes departments");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_adds_a_department_and_everyone_sees_what_it_lacks(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let fields = |name, kind| [("name", name), ("kind", kind), ("aliases", ""), ("valid_from", "2019-03-28")];
    let fields_of_unit =
        [("name", "立案庭"), ("kind", "unit"), ("aliases", "立案"), ("valid_from", "2019-03-28")];
    office.post("/departments", &fields_of_unit).await.assert_redirect("/departments");
    office.post("/departments", &fields("各民事庭", "group")).await.assert_redirect("/departments");
    office.post("/departments", &fields("院党组", "body")).await.assert_redirect("/departments");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/departments").await;
    assert_eq!(page.text(".page-head .sub"), "1 个部门 · 1 个统称 · 1 个领导机构");
    assert_eq!(page.texts(".units td"), ["立案庭", "立案", "—", "待明确", "—", "2019-03-28 起"]);
    assert_eq!(page.text(".groups .owed"), "待补充成员");
    let mut conn = app.state.db.acquire().await.unwrap();
    assert_eq!(
        find_by_name(&mut conn, "立案").await.unwrap(),
        find_by_name(&mut conn, "立案庭").await.unwrap()
    );
    assert!(verify(&app.state.db).await.unwrap().findings.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_wrong_with_a_new_department_stands_beside_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    department(&app, "立案庭", DepartmentKind::Unit).await;
    let mut office = app.person("office", Role::Office).await;
    let taken = [("name", "立案庭"), ("kind", "unit"), ("aliases", "收案"), ("valid_from", "2019-03-28")];
    let page = office.post("/departments", &taken).await;
    page.assert_status(422);
    assert_eq!(page.text("#name-error"), "已有同名的部门，请换一个名称。");
    assert_eq!(page.attributes("#aliases", "value"), ["收案"], "the form comes back as it was filled");
    let bad = [("name", " "), ("kind", "team"), ("aliases", ""), ("valid_from", "soon")];
    let page = office.post("/departments", &bad).await;
    assert_eq!(page.count(".errors li"), 3);
    let borne = [("name", "法警队"), ("kind", "unit"), ("aliases", "立案庭"), ("valid_from", "2019-03-28")];
    let page = office.post("/departments", &borne).await;
    assert_eq!(page.text("#aliases-error"), "“立案庭”是另一个部门的名称，不能用作别名。");
    let mut conn = app.state.db.acquire().await.unwrap();
    assert_eq!(list_departments(&mut conn, day("2019-03-29")).await.unwrap().len(), 1, "nothing was stored");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn nobody_but_the_office_changes_departments(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let id = department(&app, "立案庭", DepartmentKind::Unit).await;
    let group = department(&app, "各民事庭", DepartmentKind::Group).await;
    for (name, role) in [("立案庭", Role::Contact), ("leader", Role::Leader), ("audit", Role::AuditAdmin)]
    {
        let mut person = app.person(name, role).await;
        for path in [
            "/departments".to_owned(),
            "/departments/stand-ins".to_owned(),
            "/departments/stand-ins/1".to_owned(),
            path(id),
            format!("{}/members", path(group)),
            format!("{}/members/1/end", path(group)),
        ] {
            person.post(&path, &[]).await.assert_status(403);
        }
        let may_read = role != Role::AuditAdmin;
        for path in ["/departments".to_owned(), path(id)] {
            person.get(&path).await.assert_status(if may_read { 200 } else { 403 });
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_second_of_two_editors_sees_both_versions_and_chooses(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let id = department(&app, "审管办", DepartmentKind::Unit).await;
    let mut office = app.person("office", Role::Office).await;
    let shown = office.get(&path(id)).await.attributes("input[name=version]", "value")[0].clone();
    let first = [("version", shown.as_str()), ("name", "审判管理办公室"), ("aliases", "审管办")];
    office.post(&path(id), &first).await.assert_redirect(&path(id));
    let second = [("version", shown.as_str()), ("name", "审管办公室"), ("aliases", "")];
    let page = office.post(&path(id), &second).await;
    page.assert_status(409);
    assert_eq!(page.texts(".stored dd"), ["审判管理办公室", "审管办"]);
    assert_eq!(page.attributes("#name", "value"), ["审管办公室"]);
    let now = page.attributes("input[name=version]", "value")[0].clone();
    let chosen = [("version", now.as_str()), ("name", "审管办公室"), ("aliases", "审管办")];
    office.post(&path(id), &chosen).await.assert_redirect(&path(id));
    assert_eq!(office.get(&path(id)).await.text("h1"), "审管办公室");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_no_calendar_of_the_court_knows_is_refused_beside_its_field(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let unit = department(&app, "审管办", DepartmentKind::Unit).await;
    let account = app.person("审管办", Role::Contact).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    let fields =
        [("account", account.as_str()), ("membership_kind", "contact"), ("membership_from", "-262143-01-01")];
    let page = office.post(&format!("{}/memberships", path(unit)), &fields).await;
    page.assert_status(422);
    assert!(page.text("#membership_from-error").contains("1900 年至 2100 年"), "{}", page.body);
    app.person("分管副院长", Role::Leader).await;
    let fields = [("stand_in_from", "2019-06-03"), ("stand_in_to", "+262142-12-31")];
    let page = office.post("/departments/stand-ins", &fields).await;
    page.assert_status(422);
    assert!(page.body.contains("1900 年至 2100 年"), "{}", page.body);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_group_has_its_members_of_the_day(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let group = department(&app, "各民事庭", DepartmentKind::Group).await;
    let unit = department(&app, "民二庭", DepartmentKind::Unit).await;
    let mut office = app.person("office", Role::Office).await;
    let target = format!("{}/members", path(group));
    let number = unit.to_string();
    let fields = [("member", number.as_str()), ("member_from", "2019-04-01")];
    office.post(&target, &fields).await.assert_redirect(&path(group));
    let page = office.post(&target, &fields).await;
    page.assert_status(422);
    assert_eq!(page.text("#member-error"), "“民二庭”那时已是成员。");
    let action = office.get(&path(group)).await.attributes(".members form", "action")[0].clone();
    office.post(&action, &[("to_on", "2019-06-30")]).await.assert_redirect(&path(group));
    let mut conn = app.state.db.acquire().await.unwrap();
    for (on, members) in [("2019-03-31", 0), ("2019-04-01", 1), ("2019-06-30", 1), ("2019-07-01", 0)] {
        let groups = members_of_groups(&mut conn, day(on)).await.unwrap();
        assert_eq!(groups.get(&group).map_or(0, Vec::len), members, "{on}");
    }
    let itself = insert_group_member(&mut conn, &app.act(), group, group, day("2019-04-01")).await;
    assert!(itself.is_err(), "a group is no member");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_renamed_department_keeps_its_old_name_in_the_past_and_its_people_go_on(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let old = department(&app, "审管办", DepartmentKind::Unit).await;
    let group = department(&app, "各成员单位", DepartmentKind::Group).await;
    let contact = app.person("审管办", Role::Contact).await.id;
    let mut conn = app.state.db.acquire().await.unwrap();
    let act = app.act();
    insert_group_member(&mut conn, &act, group, old, day("2019-03-28")).await.unwrap();
    add_membership(&mut conn, &act, contact, old, MembershipKind::Contact, day("2019-03-29")).await.unwrap();
    app.set_day("2019-06-03");
    let new = rename_department(&mut conn, &app.act(), old, 1, ("审务管理办公室", day("2019-06-01")))
        .await
        .unwrap();
    let may = list_departments(&mut conn, day("2019-05-31")).await.unwrap();
    let june = list_departments(&mut conn, day("2019-06-01")).await.unwrap();
    let names = |list: &[reform_ledger::organization::Department]| {
        list.iter().map(|department| department.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&may), ["审管办", "各成员单位"]);
    assert_eq!(names(&june), ["审务管理办公室", "各成员单位"], "the new name stands in the old place");
    let members = |list: &[reform_ledger::organization::Department]| {
        list[1].members.iter().map(|m| m.name.clone()).collect()
    };
    assert_eq!(
        (members(&may), members(&june)),
        (vec!["审管办".to_owned()], vec!["审务管理办公室".to_owned()])
    );
    for (id, on, people) in [(old, "2019-05-31", 1), (old, "2019-06-01", 0), (new, "2019-06-01", 1)] {
        let found = contacts_of(&mut conn, &[id], day(on)).await.unwrap();
        assert_eq!(found.get(&id).map_or(0, Vec::len), people, "{id} {on}");
    }
    assert_eq!(find_by_name(&mut conn, "审管办").await.unwrap(), Some(new), "the old name is understood");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_merged_department_ends_and_leaves_names_and_groups_to_its_successor(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let old = department(&app, "民事庭", DepartmentKind::Unit).await;
    let into = department(&app, "民二庭", DepartmentKind::Unit).await;
    let group = department(&app, "各民事庭", DepartmentKind::Group).await;
    let contact = app.person("民事庭", Role::Contact).await.id;
    let mut conn = app.state.db.acquire().await.unwrap();
    for unit in [old, into] {
        insert_group_member(&mut conn, &app.act(), group, unit, day("2019-03-28")).await.unwrap();
    }
    add_membership(&mut conn, &app.act(), contact, old, MembershipKind::Contact, day("2019-03-28"))
        .await
        .unwrap();
    app.set_day("2019-06-03");
    let too_late = merge_department(&mut conn, &app.act(), old, 1, (into, day("2019-06-04"))).await;
    assert!(too_late.is_err(), "a change of tomorrow is entered tomorrow");
    merge_department(&mut conn, &app.act(), old, 1, (into, day("2019-06-03"))).await.unwrap();
    assert!(contacts_of(&mut conn, &[old, into], day("2019-06-03")).await.unwrap().is_empty());
    let groups = members_of_groups(&mut conn, day("2019-06-03")).await.unwrap();
    assert_eq!(groups[&group], [into], "the successor stands in the group once");
    assert_eq!(find_by_name(&mut conn, "民事庭").await.unwrap(), Some(into));
    let again = merge_department(&mut conn, &app.act(), old, 2, (into, day("2019-06-03"))).await;
    assert!(again.is_err(), "what is past is not merged again");
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let page = viewer.get("/departments").await;
    assert_eq!(page.texts(".former td"), ["民事庭", "2019-03-28 至 2019-06-02", "民二庭"]);
    assert_eq!(viewer.get(&path(into)).await.texts(".facts dd")[2], "民事庭", "前身");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_leader_has_one_stand_in_at_a_time(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let leader = app.person("leader", Role::Leader).await.id.to_string();
    let other = app.person("leader-2", Role::Leader).await.id.to_string();
    let mut office = app.person("office", Role::Office).await;
    let fields = |from, to| {
        [
            ("leader", leader.as_str()),
            ("stand_in", other.as_str()),
            ("stand_in_from", from),
            ("stand_in_to", to),
        ]
    };
    let target = "/departments/stand-ins";
    office.post(target, &fields("2019-03-29", "2019-04-12")).await.assert_redirect("/departments");
    let page = office.post(target, &fields("2019-04-12", "2019-04-30")).await;
    page.assert_status(422);
    assert!(page.text("#stand_in_from-error").contains("已明确了代行人"));
    let page = office.post(target, &fields("2019-05-10", "2019-05-06")).await;
    assert_eq!(page.text("#stand_in_to-error"), "截止日期不能早于起始日期。");
    let page = office.get("/departments").await;
    assert!(page.text(".leaders li").contains("现由其代行"));
    let action = page.attributes(".leaders form", "action")[0].clone();
    office.post(&action, &[("to_on", "2019-03-29")]).await.assert_redirect("/departments");
    office.post(target, &fields("2019-04-12", "2019-04-30")).await.assert_redirect("/departments");
}

/// The form of a new unit.
fn unit<'a>(name: &'a str, aliases: &'a str) -> [(&'a str, &'a str); 4] {
    [("name", name), ("kind", "unit"), ("aliases", aliases), ("valid_from", "2019-03-28")]
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_name_or_alias_too_long_is_said_beside_its_field_and_stays_there(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let mut office = app.person("office", Role::Office).await;
    let (fits, long) = ("庭".repeat(40), "庭".repeat(41));
    let page = office.post("/departments", &unit(&long, "")).await;
    page.assert_status(422);
    assert_eq!(page.text("#name-error"), "名称须为 1 至 40 个字。");
    assert_eq!(page.attributes("#name", "value"), [long.as_str()]);
    let aliases = format!("立案、{long}");
    let page = office.post("/departments", &unit("立案庭", &aliases)).await;
    page.assert_status(422);
    assert_eq!(page.text("#aliases-error"), "每个别名须为 1 至 40 个字。");
    assert_eq!(page.attributes("#aliases", "value"), [aliases.as_str()]);
    office.post("/departments", &unit("立案庭", &fits)).await.assert_redirect("/departments");

    // The same on the department's own page.
    let path = format!("/departments/{}", app.department("立案庭").await);
    let page = office.get(&path).await;
    let version = page.attributes("input[name=version]", "value")[0].clone();
    let page = office.post(&path, &[("version", &version), ("name", &long), ("aliases", "")]).await;
    page.assert_status(422);
    assert_eq!(page.text("#name-error"), "名称须为 1 至 40 个字。");
    assert_eq!(page.attributes("#name", "value"), [long.as_str()]);
    let page = office.post(&path, &[("version", &version), ("name", "立案庭"), ("aliases", &long)]).await;
    page.assert_status(422);
    assert_eq!(page.text("#aliases-error"), "每个别名须为 1 至 40 个字。");
    assert_eq!(page.attributes("#aliases", "value"), [long]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_last_day_that_cannot_be_stands_beside_its_field_with_why(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let unit = department(&app, "立案庭", DepartmentKind::Unit).await;
    let group = department(&app, "各民事庭", DepartmentKind::Group).await;
    let mut office = app.person("office", Role::Office).await;
    let contact = app.person("contact", Role::Contact).await.id.to_string();
    let named =
        [("account", contact.as_str()), ("membership_kind", "contact"), ("membership_from", "2019-03-28")];
    office.post(&format!("{}/memberships", path(unit)), &named).await.assert_status(303);
    let member = unit.to_string();
    let joined = [("member", member.as_str()), ("member_from", "2019-03-28")];
    office.post(&format!("{}/members", path(group)), &joined).await.assert_status(303);
    let person: i64 = app.value("select id from membership").await;
    let row: i64 = app.value("select id from group_member").await;
    for (target, field) in [
        (format!("{}/memberships/{person}/end", path(unit)), format!("#person-to-{person}")),
        (format!("{}/members/{row}/end", path(group)), format!("#member-to-{row}")),
    ] {
        for (typed, sentence) in [("", "请填写日期"), ("去年", "请填写日期"), ("2019-03-01", "不能早于")]
        {
            let page = office.post(&target, &[("to_on", typed)]).await;
            page.assert_status(422);
            assert!(
                page.text(&format!("{field}-error")).contains(sentence),
                "{target} {typed}: {}",
                page.text(".errors")
            );
            assert_eq!(page.attributes(&field, "value"), [typed], "what was typed stands there");
        }
        office.post(&target, &[("to_on", "2019-12-31")]).await.assert_status(303);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_day_that_was_emptied_stays_empty(pool: PgPool) {
    let app = TestApp::new(pool).await;
    let unit = department(&app, "立案庭", DepartmentKind::Unit).await;
    let mut office = app.person("office", Role::Office).await;
    let fields = [("version", "1"), ("new_name", "诉讼服务中心"), ("renamed_on", "")];
    let page = office.post(&format!("{}/rename", path(unit)), &fields).await;
    page.assert_status(422);
    assert_eq!(page.attributes("#renamed_on", "value"), [""]);
    assert_eq!(page.attributes("#membership_from", "value").len(), 1);
}
