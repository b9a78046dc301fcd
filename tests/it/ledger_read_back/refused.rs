//! What is not read back: files that are no ledger, by whom it is not the office's, into a year that is frozen; and what a
//! review costs.

use std::io::{Cursor, Write};

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use sqlx::PgPool;

use super::{PATH, exported, measures, office, ticks, upload};
use crate::support::TestApp;
use crate::support::activity::{grow_to, run};
use crate::support::court::Form;
use crate::support::edited_book::Book;
use crate::support::statements::counted;

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_no_ledger_is_refused_with_a_sentence_and_kept_nowhere(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    let mut office = office(&app).await;
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    bomb.write_all(&vec![b' '; 101 * 1024 * 1024]).unwrap();
    let bomb = bomb.finish().unwrap().into_inner();
    let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0];
    let mut empty = Book::read(&office.get("/2019/ledger.xlsx").await.bytes);
    empty.rows.truncate(2);
    let findings = office.get("/2019/findings.xlsx").await.bytes;
    for (name, bytes, sentence) in [
        ("台账.et", &b"x"[..], "《台账.et》不是 .xlsx 文件"),
        ("台账.xlsm", b"x", "《台账.xlsm》不是 .xlsx 文件"),
        ("台账.csv", b"x", "《台账.csv》不是 .xlsx 文件"),
        ("台账.xlsx", b"", "是空文件"),
        ("台账.xlsx", b"<html>", "这不是 Excel 工作簿"),
        ("台账.xlsx", &ole, "旧格式"),
        ("台账.xlsx", &bomb, "内容过多"),
        ("台账.xlsx", &empty.saved(), "没有找到台账的表头"),
        ("问题清单.xlsx", &findings, "没有找到台账的表头"),
    ] {
        let page = office.post_files(PATH, &[], &[("file", name, bytes)]).await;
        page.assert_status(422);
        assert!(page.text("#file-error").contains(sentence), "{name}: {}", page.text("#file-error"));
    }
    let page = office.post_files(PATH, &[], &[]).await;
    assert_eq!(page.text("#file-error"), "请选择修改过的 Excel 文件。");
    office.post_raw(PATH, &[]).await.assert_status(403);
    assert_eq!(app.value::<i64>("select count(*) from ledger_read_back").await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn only_the_office_reads_back_and_a_file_carries_unseen_no_more_than_it_shows(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    run(&pool, &["update task set restricted = true, measures = '秘密举措' where number = 9"]).await;
    let mut office = office(&app).await;
    let book = exported(&mut office).await;
    let (path, _) = upload(&mut office, &book.put(9, "具体举措", "另一举措").saved()).await;
    let mut viewer = app.person("viewer", Role::Viewer).await;
    let mut leader = app.person("leader", Role::Leader).await;
    let mut contact = app.member("联系人", "审管办", "contact").await;
    let theirs = viewer.get("/2019/ledger.xlsx").await.bytes;
    let theirs = Book::read(&theirs);
    let unseen = format!("{:?}", theirs.unseen.as_ref().unwrap());
    assert!(unseen.contains("限定范围") && !unseen.contains("秘密举措"), "{unseen}");
    assert!(!unseen.contains("强化案件质量评查"), "not the title either");
    for person in [&mut viewer, &mut leader, &mut contact] {
        person.get(PATH).await.assert_status(403);
        person.get(&path).await.assert_status(403);
        person.post(&path, &[("take", "9:measures")]).await.assert_status(403);
        assert!(!person.get("/2019/ledger").await.body.contains("从 Excel 读回"));
    }
    // What others exported and edited the office reads back like its own: what they did not see they did not change.
    let (_, page) = upload(&mut office, &theirs.put(1, "具体举措", "一").saved()).await;
    assert_eq!(ticks(&page), ["1:measures"]);
    assert_eq!(page.count("table.read-back"), 1, "nothing of the restricted task is a difference");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_frozen_year_is_not_changed_by_a_file_and_what_waits_can_be_put_away(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let bytes = exported(&mut office).await.put(1, "具体举措", "一").saved();
    let (path, review) = upload(&mut office, &bytes).await;
    run(&pool, &["update plan set status = 'frozen'"]).await;
    assert_eq!(office.get(PATH).await.count("input[type=file]"), 0);
    let refused = office.post_files(PATH, &[], &[("file", "台账.xlsx", &bytes)]).await;
    assert!(refused.status == 422 && refused.body.contains("方案已冻结"), "{}", refused.body);
    let refused = office.post(&path, &Form::of(&review, "#take").fields()).await;
    assert!(refused.status == 422 && refused.body.contains("方案已冻结"), "{}", refused.body);
    office.post(&format!("{path}/discard"), &[]).await.assert_redirect(PATH);
    assert_eq!(measures(&app).await, "||");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_review_makes_as_many_statements_whatever_there_is_to_compare(pool: PgPool) {
    let app = TestApp::with_plan(pool.clone()).await;
    let mut office = office(&app).await;
    let book = exported(&mut office).await;
    let (small, _) = upload(&mut office, &book.put(1, "具体举措", "一").saved()).await;
    grow_to(&pool, 239).await;
    let mut book = exported(&mut office).await;
    for number in 1..=239 {
        book =
            book.put(number, "具体举措", "一").put(number, "分管院领导", "无此人").put(number, "进度", 0.9);
    }
    let (large, _) = upload(&mut office, &book.saved()).await;
    let (_, of_small) = counted(office.get(&small)).await;
    let (page, of_large) = counted(office.get(&large)).await;
    assert_eq!(page.count("#take input[type=checkbox]"), 239);
    assert_eq!(of_small, of_large);
    assert!(of_large <= 13, "{of_large} statements");
}
