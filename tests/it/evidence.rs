//! Evidence: uploaded with a report or to a task, sent back as it was, withdrawn with a reason.

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use reform_ledger::reporting::evidence::MAX_FILE_BYTES;
use sqlx::PgPool;

use crate::support::court::Form;
use crate::support::{Persona, TestApp};

const JUNE: &str = "/2019/reports/2019-06";
const FILES: &str = "/2019/tasks/1/files";
const NAME: &str = "试运行情况说明.docx";

async fn contact(app: &TestApp) -> Persona<'_> {
    app.set_day("2019-06-24");
    app.member("联系人", "审管办", "contact").await
}

/// Uploads to task 1 and returns the file's address.
async fn upload(app: &TestApp, person: &mut Persona<'_>, name: &str, bytes: &[u8]) -> String {
    person.post_files(FILES, &[], &[("file", name, bytes)]).await.assert_redirect(FILES);
    let id: i64 = app.value("select max(id) from evidence_file").await;
    format!("/2019/files/{id}")
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_given_with_a_report_is_kept_and_comes_back_under_its_chinese_name(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let form = Form::of(&contact.get(JUNE).await, "form[data-autosave]").with("progress_1", "已试运行。");
    let save = form.with("action", "save");
    let page = contact
        .post_files(JUNE, &save.fields(), &[("file_1", NAME, b"PK content"), ("file_2", "", b"")])
        .await;
    page.assert_status(303);
    let page = contact.get(JUNE).await;
    assert_eq!(page.text(".flash"), "已暂存 1 份草稿，上传 1 个文件。");
    assert_eq!(page.text("#progress_1"), "已试运行。");
    assert!(page.text("#task-1 .now ul").contains(NAME));
    let path = page.attributes("#task-1 .now ul a", "href").remove(0);
    let file = contact.get(&path).await;
    assert_eq!((file.status.as_u16(), file.body.as_str()), (200, "PK content"));
    let disposition = file.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert!(
        disposition.ends_with(
            "filename*=UTF-8''%E8%AF%95%E8%BF%90%E8%A1%8C%E6%83%85%E5%86%B5%E8%AF%B4%E6%98%8E.docx"
        )
    );
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    let media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    assert_eq!(file.headers["content-type"], media_type);
    let digest: String = app.value("select encode(digest, 'hex') from evidence_file").await;
    assert!(app.state.settings.data_dir.join("files").join(&digest[..2]).join(&digest).is_file());
    assert!(std::fs::read_dir(app.state.settings.data_dir.join("files/incoming")).unwrap().next().is_none());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_of_a_wrong_type_or_too_large_is_refused_beside_its_field_and_the_text_is_kept(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let form = Form::of(&contact.get(JUNE).await, "form[data-autosave]").with("progress_1", "已试运行。");
    let page = contact.post_files(JUNE, &form.fields(), &[("file_1", "程序.exe", b"MZ")]).await;
    page.assert_status(422);
    assert!(page.text("#file_1-error").contains("《程序.exe》不是可以上传的文件类型"));
    assert_eq!(page.text("#progress_1"), "已试运行。");
    let large = vec![b'x'; usize::try_from(MAX_FILE_BYTES).unwrap() + 1];
    let page = contact.post_files(FILES, &[], &[("file", "大.pdf", &large)]).await;
    page.assert_status(422);
    assert_eq!(page.text("#file-error"), "《大.pdf》超过 50 MB，没有保存。");
    let page = contact.post_files(FILES, &[], &[("file", "空.pdf", b"")]).await;
    assert_eq!(page.text("#file-error"), "《空.pdf》是空文件，没有保存。");
    assert_eq!(contact.post_files(FILES, &[], &[]).await.text("#file-error"), "请选择一个文件。");
    assert_eq!(app.value::<i64>("select count(*) from evidence_file").await, 0);
    assert!(std::fs::read_dir(app.state.settings.data_dir.join("files/incoming")).unwrap().next().is_none());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_form_with_files_needs_its_token_before_the_first_of_them(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let body =
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx\r\n--XX--\r\n";
    let request = axum::http::Request::post(FILES)
        .header("content-type", "multipart/form-data; boundary=XX")
        .body(axum::body::Body::from(body))
        .unwrap();
    contact.send(request).await.assert_status(403);
    assert!(!app.state.settings.data_dir.join("files").exists());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_tampered_with_is_not_sent(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let path = upload(&app, &mut contact, "说明.txt", "原件".as_bytes()).await;
    contact.get(&path).await.assert_status(200);
    let digest: String = app.value("select encode(digest, 'hex') from evidence_file").await;
    let stored = app.state.settings.data_dir.join("files").join(&digest[..2]).join(&digest);
    std::fs::write(&stored, "改件").unwrap();
    let page = contact.get(&path).await;
    page.assert_status(422);
    assert!(page.body.contains("与上传时的数字摘要不一致"));
    std::fs::remove_file(&stored).unwrap();
    contact.get(&path).await.assert_status(422);
    upload(&app, &mut contact, "说明.txt", "原件".as_bytes()).await;
    assert_eq!(contact.get(&path).await.body, "原件", "the same bytes again mend it");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_is_withdrawn_with_a_reason_and_its_line_stays(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let path = upload(&app, &mut contact, "说明.txt", b"text").await;
    let mut other = app.member("他部门", "研究室", "contact").await;
    other.get(&format!("{path}/withdraw")).await.assert_status(403);
    let withdraw = format!("{path}/withdraw");
    let page = contact.post(&withdraw, &[("reason", "")]).await;
    page.assert_status(422);
    assert!(page.text("#reason-error").contains("请写明撤回的原因"));
    contact.post(&withdraw, &[("reason", "传错文件")]).await.assert_redirect(FILES);
    let page = contact.get(FILES).await;
    assert_eq!(page.text("table del"), "说明.txt");
    assert!(page.text("tbody").contains("6月24日撤回：传错文件"));
    let gone = contact.get(&path).await;
    gone.assert_status(404);
    assert!(gone.body.contains("传错文件"));
    let events =
        "select string_agg(event, ',' order by id) from ledger_entry where subject = 'evidence_file'";
    assert_eq!(app.value::<String>(events).await, "evidence_uploaded,evidence_withdrawn");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_tasks_departments_and_the_office_upload_and_a_restricted_tasks_files_are_theirs(
    pool: PgPool,
) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let path = upload(&app, &mut contact, "说明.txt", b"text").await;
    let mut stranger = app.member("民二庭联系人", "民二庭", "contact").await;
    stranger.post_files(FILES, &[], &[("file", "a.txt", b"x")]).await.assert_status(403);
    let mut viewer = app.person("全院", Role::Viewer).await;
    viewer.post_files(FILES, &[], &[("file", "a.txt", b"x")]).await.assert_status(403);
    let page = viewer.get(FILES).await;
    assert_eq!((page.status.as_u16(), page.count("form[enctype]")), (200, 0));
    sqlx::query("update task set restricted = true where number = 1").execute(&app.state.db).await.unwrap();
    for person in [&mut stranger, &mut viewer] {
        person.get(FILES).await.assert_status(403);
        person.get(&path).await.assert_status(403);
    }
    contact.get(&path).await.assert_status(200);
    let mut leader = app.person("院领导", Role::Leader).await;
    leader.get(&path).await.assert_status(200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_reports_file_is_for_those_concerned_until_the_report_is_accepted(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut contact = contact(&app).await;
    let of_task = upload(&app, &mut contact, "方案.txt", b"plan").await;
    let form = Form::of(&contact.get(JUNE).await, "form[data-autosave]").with("progress_1", "已试运行。");
    let save = form.with("action", "save");
    contact.post_files(JUNE, &save.fields(), &[("file_1", NAME, b"PK content")]).await.assert_status(303);
    let id: i64 = app.value("select max(id) from evidence_file").await;
    let of_report = format!("/2019/files/{id}");
    let mut viewer = app.person("全院", Role::Viewer).await;
    let mut stranger = app.member("民二庭联系人", "民二庭", "contact").await;
    for status in ["draft", "submitted", "returned"] {
        set_report(&app, status).await;
        for person in [&mut viewer, &mut stranger] {
            let refused = person.get(&of_report).await;
            refused.assert_status(403);
            assert!(refused.body.contains("尚未审核通过"), "{status}");
            person.get(&of_task).await.assert_status(200);
            for page in [FILES, "/2019/tasks/1"] {
                let body = person.get(page).await.body;
                assert!(!body.contains(NAME) && body.contains("方案.txt"), "{status} {page}");
            }
        }
        contact.get(&of_report).await.assert_status(200);
        assert!(contact.get(FILES).await.body.contains(NAME));
        assert!(contact.get("/2019/tasks/1").await.body.contains(NAME));
    }
    set_report(&app, "accepted").await;
    viewer.get(&of_report).await.assert_status(200);
    assert!(viewer.get(FILES).await.body.contains(NAME));
    assert!(viewer.get("/2019/tasks/1").await.body.contains(NAME));
}

/// The only report stands at `status`.
async fn set_report(app: &TestApp, status: &str) {
    let sql = "update monthly_report set status = $1::text::report_status";
    sqlx::query(sql).bind(status).execute(&app.state.db).await.unwrap();
}
