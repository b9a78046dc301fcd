//! Monthly reports: filed, saved as one types, signed off, reviewed, returned.

mod drafts;
mod filing;
mod reviewing;

use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

/// The department with most reports: it files for 11 tasks.
const OFFICE_OF_TRIALS: &str = "审管办";
const JUNE: &str = "/2019/reports/2019-06";

/// The form of a department's month.
fn form(page: &Page) -> Form {
    Form::of(page, "form[data-autosave]")
}

/// Fills in June of task 1 and files it as the page stands.
async fn file_june(contact: &mut Persona<'_>) {
    let page = contact.get(JUNE).await;
    let form = form(&page).with("progress_1", "已组建六个审判团队。").with("share_1", "45");
    let answer = contact.post(JUNE, &form.with("action", "submit").fields()).await;
    answer.assert_status(303);
}

/// `due_on` and `met_on` of June's report of task 1.
async fn june_of_task_1(app: &TestApp) -> (String, Option<String>) {
    let sql = "select due_on::text, met_on::text from deadline d join task t on t.id = d.task_id
               where kind = 'monthly_report' and period = '2019-06' and number = 1";
    sqlx::query_as(sql).fetch_one(&app.state.db).await.unwrap()
}
