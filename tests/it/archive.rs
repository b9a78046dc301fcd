//! 归档: a year's documents, files and data as one package, with its catalogue and checksums.

use std::io::{Cursor, Read};

use calamine::DataType;
use reform_ledger::accounts::Role;
use reform_ledger::audit_trail::{Act, Entry, append};
use reform_ledger::database::MIGRATOR;
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use crate::support::activity::run;
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};
use crate::workbooks::{cells, rows};

const ARCHIVE: &str = "/2019/archive";
const H1: &str = "/2019/summaries/2019-H1";

/// A year with a frozen summary, two files on task 1, one of them withdrawn.
async fn court(pool: &PgPool) -> TestApp {
    let app = TestApp::with_plan(pool.clone()).await;
    app.set_day("2019-07-09");
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let files = [("file", "证明.pdf", b"%PDF-1.4 one".as_slice())];
    contact.post_files("/2019/tasks/1/files", &[], &files).await.assert_redirect("/2019/tasks/1/files");
    let files = [("file", "照片.png", b"\x89PNG two".as_slice())];
    contact.post_files("/2019/tasks/1/files", &[], &files).await.assert_redirect("/2019/tasks/1/files");
    let files = [("file", "传错.pdf", b"%PDF-1.4 three".as_slice())];
    contact.post_files("/2019/tasks/1/files", &[], &files).await.assert_redirect("/2019/tasks/1/files");
    let withdrawn = "update evidence_file set withdrawn_on = '2019-07-09', withdrawn_reason = '传错' where original_name = '传错.pdf'";
    run(pool, &[withdrawn]).await;
    let mut office = app.person("办公室", Role::Office).await;
    freeze(&mut office).await;
    app
}

async fn freeze(office: &mut Persona<'_>) {
    let begin = Form::of(&office.get(H1).await, "form[action$='/begin']");
    office.post(&format!("{H1}/begin"), &begin.fields()).await.assert_status(303);
    let edit = format!("{H1}/edit");
    let form = Form::of(&office.get(&edit).await, "form[action$='/edit']");
    let text = form.value("text").replace("【待补】", "另行补充");
    office.post(&edit, &form.with("text", &text).with("go", "save").fields()).await.assert_redirect(H1);
    for step in ["send", "freeze"] {
        let form = Form::of(&office.get(H1).await, &format!("form[action$='/{step}']"));
        office.post(&format!("{H1}/{step}"), &form.fields()).await.assert_redirect(H1);
    }
}

async fn package(office: &mut Persona<'_>) -> Page {
    let page = office.get(&format!("{ARCHIVE}/zip")).await;
    page.assert_status(200);
    page
}

fn names(page: &Page) -> Vec<String> {
    zip::ZipArchive::new(Cursor::new(page.bytes.to_vec()))
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

fn file(page: &Page, name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(page.bytes.to_vec())).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap_or_else(|_| panic!("{name}")).read_to_end(&mut bytes).unwrap();
    bytes
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_package_holds_documents_files_and_data_with_a_catalogue_and_checksums(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let page = package(&mut office).await;
    assert!(page.headers["content-disposition"].to_str().unwrap().contains("archive-2019.zip"));
    let names = names(&page);
    let sheet = cells(&file(&page, "归档文件目录.xlsx"));
    let catalogue = rows(&sheet);
    let text = |row: usize, column: usize| catalogue[row][column].get_string().unwrap_or_default().to_owned();
    assert_eq!(sheet[2].len(), 9);
    assert_eq!(catalogue.len(), 9, "plan, ledger, findings, three months, summary, two files: {names:?}");
    assert_eq!(
        (text(0, 1), text(0, 2), text(0, 6)),
        ("抚松县人民法院".to_owned(), "抚法〔2019〕第5号".to_owned(), "永久".to_owned())
    );
    assert_eq!(catalogue[0][4].as_date().unwrap().to_string(), "2019-03-28", "a real date");
    assert_eq!(catalogue[1][0].get_float(), Some(1.0), "numbered from one within each retention");
    let picture = (0..9).find(|row| text(*row, 3).ends_with("照片")).unwrap();
    assert_eq!(text(picture, 3), "任务1 完成证明：照片");
    assert_eq!(catalogue[picture][5].get_float(), Some(1.0), "a picture is one page");
    for row in 0..9 {
        assert!(names.contains(&text(row, 7)), "{}", text(row, 7));
    }
    assert_eq!(file(&page, &text(picture, 7)), b"\x89PNG two");
    assert!(!names.iter().any(|name| name.contains("传错")), "what was withdrawn is not archived");
    assert!(String::from_utf8(file(&page, "说明.txt")).unwrap().contains("年度尚未冻结，本包为试归档"));
    let data: serde_json::Value = serde_json::from_slice(&file(&page, "数据/2019年度.json")).unwrap();
    assert_eq!(data["tasks"].as_array().unwrap().len(), 39);

    let sums = String::from_utf8(file(&page, "SHA256SUMS.txt")).unwrap();
    assert_eq!(sums.lines().count(), names.len() - 1, "of everything but itself");
    for line in sums.lines() {
        let (digest, name) = line.split_once("  ").unwrap();
        assert_eq!(hex::encode(Sha256::digest(file(&page, name))), digest, "{name}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn made_again_it_is_the_same_until_something_is_entered(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let first = package(&mut office).await.bytes;
    office.get("/2019/ledger.xlsx").await.assert_status(200);
    assert!(package(&mut office).await.bytes == first, "an export changes nothing");
    let page = office.get(ARCHIVE).await;
    assert!(page.text("main").contains("与后一次相同"));
    let digest = hex::encode(Sha256::digest(&first));
    assert!(page.body.contains(&digest));
    let mut contact = app.member("另一联系人", "审管办", "contact").await;
    let files = [("file", "补充.pdf", b"%PDF-1.4 four".as_slice())];
    contact.post_files("/2019/tasks/1/files", &[], &files).await.assert_redirect("/2019/tasks/1/files");
    assert!(package(&mut office).await.bytes != first);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_that_is_damaged_is_named_in_the_catalogue_and_the_rest_is_archived(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let digest: String =
        app.value("select encode(digest, 'hex') from evidence_file where original_name = '证明.pdf'").await;
    std::fs::write(app.state.settings.data_dir.join("files").join(&digest[..2]).join(&digest), b"other")
        .unwrap();
    let page = package(&mut office).await;
    assert!(!names(&page).iter().any(|name| name.ends_with("证明.pdf")));
    let sheet = cells(&file(&page, "归档文件目录.xlsx"));
    let row = rows(&sheet).iter().find(|row| row[3].get_string().unwrap().ends_with("：证明")).unwrap();
    assert_eq!(row[8].get_string(), Some("服务器上的文件缺失或已损坏，没有装入"));
    assert!(String::from_utf8(file(&page, "说明.txt")).unwrap().contains("没有装入"));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_office_sets_how_long_a_kind_is_kept_and_two_at_once_lose_nothing(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let mut other = app.person("办公室乙", Role::Office).await;
    let seen = Form::of(&other.get(ARCHIVE).await, "#retentions");
    let page = office.get(ARCHIVE).await;
    assert!(page.text(".reason.yellow").contains("试归档"));
    assert!(page.body.contains("没有登记正本的扫描件"));
    let fields = Form::of(&page, "#retentions");
    let change = |form: &Form, to: &str| -> Vec<(String, String)> {
        let mut kinds = 0;
        let field = |(name, value): (&str, &str)| {
            kinds += usize::from(name == "kind");
            let value = if name == "retention" && kinds == 1 { to } else { value };
            (name.to_owned(), value.to_owned())
        };
        form.fields().into_iter().map(field).collect()
    };
    let post = change(&fields, "thirty_years");
    let borrowed: Vec<(&str, &str)> = post.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    office.post(ARCHIVE, &borrowed).await.assert_redirect(ARCHIVE);
    let sheet = cells(&file(&package(&mut office).await, "归档文件目录.xlsx"));
    let plan = rows(&sheet).iter().find(|row| row[2].get_string() == Some("抚法〔2019〕第5号")).unwrap();
    assert_eq!(plan[6].get_string(), Some("定期30年"));

    let late = change(&seen, "ten_years");
    let borrowed: Vec<(&str, &str)> = late.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let both = other.post(ARCHIVE, &borrowed).await;
    both.assert_status(409);
    assert!(both.text("#retentions tbody tr").contains("现存：定期30年"));
    assert_eq!(
        both.attributes("#retentions option[selected]", "value")[0],
        "ten_years",
        "what was chosen stays"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_archive_is_the_offices_alone(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    for role in [Role::Contact, Role::Leader, Role::Viewer, Role::AuditAdmin] {
        let mut person = app.person(role.code(), role).await;
        person.get(ARCHIVE).await.assert_status(403);
        person.get(&format!("{ARCHIVE}/zip")).await.assert_status(403);
        person.post(ARCHIVE, &[]).await.assert_status(403);
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_package_of_a_frozen_year_is_the_same_on_any_later_day(pool: PgPool) {
    let app = court(&pool).await;
    let mut office = app.person("office", Role::Office).await;
    let open = package(&mut office).await.bytes;
    app.set_day("2019-07-10");
    let mut office = app.sign_in("office", office.id).await;
    assert!(package(&mut office).await.bytes != open, "until then it is of its day");
    run(&pool, &["update plan set status = 'frozen'"]).await;
    let mut tx = pool.begin().await.unwrap();
    let act = Act::of_system(&app.state.clocks);
    let entry = Entry::new("plan_frozen", "plan", "方案冻结").of_plan(2019);
    append(&mut tx, &act, entry).await.unwrap();
    tx.commit().await.unwrap();
    let first = package(&mut office).await.bytes;
    app.set_day("2019-09-02");
    let mut office = app.sign_in("office", office.id).await;
    let page = package(&mut office).await;
    assert!(page.bytes == first);
    assert!(
        String::from_utf8(file(&page, "说明.txt")).unwrap().contains("年度已冻结，数据截至2019年7月10日")
    );
}
