//! What has happened in a year, put straight into the store: for pages that only show it.

use sqlx::PgPool;

/// Runs statements, each on its own.
pub async fn run(pool: &PgPool, statements: &[&str]) {
    for statement in statements {
        sqlx::query(sqlx::AssertSqlSafe(*statement))
            .execute(pool)
            .await
            .unwrap_or_else(|e| panic!("{statement}: {e}"));
    }
}

/// Puts task `number`'s completion to `day`: how a task becomes late or due soon.
pub async fn complete_by(pool: &PgPool, number: i32, day: &str) {
    sqlx::query(
        "update deadline set due_on = $2::date where kind = 'task_completion'
         and task_id = (select id from task where number = $1)",
    )
    .bind(number)
    .bind(day)
    .execute(pool)
    .await
    .unwrap();
}

/// A leader in charge of these tasks from their first day on.
pub async fn put_in_charge(pool: &PgPool, leader: i64, numbers: &[i32]) {
    let sql = "insert into task_person (task_id, role, from_on, account_id)
               select id, 'leader', starts_on, $1 from task where number = any($2)
               on conflict (task_id, role, from_on) do update set account_id = excluded.account_id";
    sqlx::query(sql).bind(leader).bind(numbers).execute(pool).await.unwrap();
}

/// Makes a person a member of a department from the plan's first day on.
pub async fn join(pool: &PgPool, account: i64, department: &str, kind: &str) {
    sqlx::query(
        "insert into membership (account_id, department_id, kind, from_on)
         select $1, id, $3::membership_kind, '2019-03-28' from department where name = $2",
    )
    .bind(account)
    .bind(department)
    .bind(kind)
    .execute(pool)
    .await
    .unwrap();
}

/// A month's report of a task, submitted by an account on a day with its duty met and a review opened.
pub async fn submit_report(pool: &PgPool, number: i32, month: &str, day: &str, account: i64, share: i32) {
    sqlx::query(
        "with filed as (
             insert into monthly_report (task_id, month, department_id, status, share, drafted_at)
             select t.id, $2, a.department_id, 'submitted', $5, $3::date
             from task t join assignment a on a.task_id = t.id and a.files_report where t.number = $1
             returning id, task_id
         ), met as (
             update deadline d set met_on = $3::date from filed
             where d.kind = 'monthly_report' and d.task_id = filed.task_id and d.period = $2
         ), submission as (
             insert into report_submission (report_id, number, progress_text, proof, problems, next_steps, share, rating,
                 unchanged, unchanged_reason, signed_off_by, submitted_at, submitted_on, due_on, submitted_by)
             select id, 1, '已完成初稿', '', '与上级规定的衔接口径待明确', '', $5, 'normal', false, '', '', $3::date, $3::date,
                    $3::date, $4
             from filed returning id, report_id
         )
         insert into deadline (plan_id, kind, subject_id, task_id, period, original_due_on, due_on, working)
         select t.plan_id, 'review', s.id, t.id, $2, $3::date + 3, $3::date + 3, ''
         from submission s join filed on filed.id = s.report_id join task t on t.id = filed.task_id",
    )
    .bind(number)
    .bind(month)
    .bind(day)
    .bind(account)
    .bind(share)
    .execute(pool)
    .await
    .unwrap();
}

/// Adds tasks like task 1 until the plan has `count` of them, each with its duties.
pub async fn grow_to(pool: &PgPool, count: i32) {
    run(
        pool,
        &[
            &format!(
                "insert into task (plan_id, section_id, number, title, body, starts_on, status_since)
                 select plan_id, (select id from section s where s.number = 1 + n % 6), n, title || n, body, starts_on,
                        status_since
                 from task, generate_series(40, {count}) n where number = 1"
            ),
            "insert into assignment (task_id, department_id, role, files_report, position, wording, from_on)
             select t.id, a.department_id, a.role, a.files_report, a.position, a.wording, a.from_on
             from task t, task one join assignment a on a.task_id = one.id where one.number = 1 and t.number > 39",
            "insert into deadline (plan_id, kind, task_id, period, department_id, original_due_on, due_on, working)
             select d.plan_id, d.kind, t.id, d.period, d.department_id, d.original_due_on, d.due_on, d.working
             from task t, task one join deadline d on d.task_id = one.id where one.number = 1 and t.number > 39",
        ],
    )
    .await;
}

/// A milestone of a task: first due and due on these days, and met where it was.
pub async fn add_milestone(
    pool: &PgPool,
    number: i32,
    title: &str,
    (original_due_on, due_on): (&str, &str),
    met_on: Option<&str>,
) {
    sqlx::query(
        "with added as (
             insert into milestone (task_id, position, title, working_days, planned_share, added_on)
             select t.id, 1 + (select count(*) from milestone m where m.task_id = t.id), $2, 10, 50, '2019-04-10'
             from task t where t.number = $1 returning id, task_id)
         insert into deadline (plan_id, kind, subject_id, task_id, title, original_due_on, due_on, working, met_on)
         select t.plan_id, 'milestone', added.id, t.id, $2, $3::date, $4::date, '', $5::date
         from added join task t on t.id = added.task_id",
    )
    .bind(number)
    .bind(title)
    .bind(original_due_on)
    .bind(due_on)
    .bind(met_on)
    .execute(pool)
    .await
    .unwrap();
}

/// Lays out seven milestones of each task, from April to December; the first two are met.
pub async fn lay_out_all(pool: &PgPool) {
    run(
        pool,
        &["with added as (
               insert into milestone (task_id, position, title, working_days, planned_share, added_on)
               select t.id, n, '征求意见', 10, n * 14, '2019-04-10' from task t, generate_series(1, 7) n
               returning id, task_id, position)
           insert into deadline (plan_id, kind, subject_id, task_id, title, original_due_on, due_on, working, met_on)
           select t.plan_id, 'milestone', a.id, t.id, '征求意见', date '2019-04-22' + a.position * 31 + t.number % 7,
                  date '2019-04-22' + a.position * 31 + t.number % 7, '',
                  case when a.position <= 2 then date '2019-04-22' + a.position * 31 end
           from added a join task t on t.id = a.task_id"],
    )
    .await;
}
