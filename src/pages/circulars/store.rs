//! What is read of circulars.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::model::{CircularStatus, name_of, number_in_words};
use crate::deadlines::Period;
use crate::error::Result;
use crate::ids::{AccountId, CircularId, DepartmentId, PlanId};
use crate::pages::drafting::Paragraph;
use crate::plan::tasks::store::Person;
use crate::reporting::evidence::KeptBytes;
use crate::web::dates;

/// A circular, without its passages.
#[derive(Debug, Clone)]
pub struct CircularRow {
    /// The circular.
    pub id: CircularId,
    /// The plan's year.
    pub year: i32,
    /// `2019-06`, `2019-Q2`
    pub period: String,
    /// 1; the next one after one that was withdrawn.
    pub version: i32,
    /// Where it stands.
    pub status: CircularStatus,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// 抄送
    pub copies_to: String,
    /// What was drafted of it or taken over.
    pub drafted: Json<Vec<Paragraph>>,
    /// The day it was drafted.
    pub drafted_on: NaiveDate,
    /// When it was last saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: String,
    /// Who is to sign it, once it was submitted.
    pub signer_id: Option<AccountId>,
    /// Their name.
    pub signer: Option<String>,
    /// 送签
    pub submitted_on: Option<NaiveDate>,
    /// By whom.
    pub submitted_by: Option<AccountId>,
    /// Why it came back last.
    pub returned_because: Option<String>,
    /// When.
    pub returned_on: Option<NaiveDate>,
    /// The leader who gave it back.
    pub returned_by: Option<String>,
    /// Who recorded that from paper (代录), where somebody did.
    pub return_recorded_by: Option<String>,
    /// What shows it, where it was recorded.
    pub return_evidence: Option<String>,
    /// Its number, once it was released.
    pub number: Option<i32>,
    /// 签发
    pub released_on: Option<NaiveDate>,
    /// Who signed: [`Self::signer`], or who stood in for them.
    pub signed_by_id: Option<AccountId>,
    /// Their name.
    pub signed_by: Option<String>,
    /// Who signed it in the system, or recorded the signature (代录).
    pub released_by: Option<String>,
    /// What shows a signature that was recorded.
    pub evidence: Option<String>,
    /// The digest of its scan.
    pub scan_digest: Option<Vec<u8>>,
    /// Its size.
    pub scan_size: Option<i64>,
    /// Its name.
    pub scan_name: Option<String>,
    /// Its media type.
    pub scan_type: Option<String>,
    /// 撤销
    pub withdrawn_on: Option<NaiveDate>,
    /// Why.
    pub withdrawn_because: Option<String>,
    /// Counts its changes.
    pub row_version: i32,
}

impl CircularRow {
    /// 2019年6月通报
    #[must_use]
    pub fn name(&self) -> String {
        self.period.parse::<Period>().map_or_else(|_| self.title.clone(), name_of)
    }

    /// 司改通报〔2019〕3号
    #[must_use]
    pub fn number_in_words(&self) -> Option<String> {
        self.number.map(|number| number_in_words(self.year, number))
    }

    /// Who signed it, and for whom where they stood in: 张三; 李四（代张三）.
    #[must_use]
    pub fn signed_in_words(&self) -> Option<String> {
        let signed = self.signed_by.as_ref()?;
        let chosen = self.signer.as_ref().filter(|_| self.signer_id != self.signed_by_id);
        Some(chosen.map_or_else(|| signed.clone(), |chosen| format!("{signed}（代{chosen}）")))
    }

    /// When it came back last, who gave it back and, of a decision on paper, who recorded it by what; then why.
    #[must_use]
    pub(super) fn returned_in_words(&self) -> Option<String> {
        let because = self.returned_because.as_ref()?;
        let Some((on, by)) = self.returned_on.zip(self.returned_by.as_ref()) else {
            return Some(because.clone());
        };
        let recorded = self.return_recorded_by.as_ref().zip(self.return_evidence.as_ref());
        let recorded = recorded.map(|(by, evidence)| format!("（{by}代录，凭据：{evidence}）"));
        Some(format!("{} {by}{}：{because}", dates::plain(on), recorded.unwrap_or_default()))
    }

    /// Whether it was released: all may read it, also after it was withdrawn.
    #[must_use]
    pub fn was_released(&self) -> bool {
        self.number.is_some()
    }

    /// Whether it is neither released nor withdrawn.
    #[must_use]
    pub(super) fn is_on_its_way(&self) -> bool {
        !matches!(self.status, CircularStatus::Released | CircularStatus::Withdrawn)
    }

    /// The scan of a signature that was recorded.
    #[must_use]
    pub(super) fn scan(&self) -> Option<KeptBytes> {
        Some(KeptBytes {
            digest: self.scan_digest.clone()?,
            size: self.scan_size?,
            name: self.scan_name.clone()?,
            media_type: self.scan_type.clone()?,
        })
    }
}

/// Which circulars.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::pages) struct Which {
    /// Of this plan.
    pub plan: Option<PlanId>,
    /// Of this month or quarter.
    pub period: Option<Period>,
    /// Only those on their way: neither released nor withdrawn.
    pub open: bool,
}

/// Circulars by period, then the newest first.
pub(in crate::pages) async fn list_circulars(
    conn: &mut PgConnection,
    which: Which,
) -> Result<Vec<CircularRow>> {
    Ok(sqlx::query_as!(
        CircularRow,
        r#"select c.id, p.year, c.period, c.version, c.status as "status: CircularStatus", c.title, c.text, c.copies_to,
                  c.drafted as "drafted: Json<Vec<Paragraph>>", c.drafted_on, c.saved_at, saver.display_name as saved_by,
                  c.signer_id as "signer_id: AccountId", signer.display_name as "signer?", c.submitted_on,
                  c.submitted_by as "submitted_by: AccountId", c.returned_because, c.returned_on,
                  returner.display_name as "returned_by?", return_recorder.display_name as "return_recorded_by?",
                  c.return_evidence, c.number, c.released_on, c.signed_by as "signed_by_id: AccountId",
                  signed.display_name as "signed_by?",
                  releaser.display_name as "released_by?", c.evidence, c.scan_digest, c.scan_size, c.scan_name, c.scan_type,
                  c.withdrawn_on, c.withdrawn_because, c.row_version
           from circular c join plan p on p.id = c.plan_id join account saver on saver.id = c.saved_by
           left join account signer on signer.id = c.signer_id left join account releaser on releaser.id = c.released_by
           left join account signed on signed.id = c.signed_by left join account returner on returner.id = c.returned_by
           left join account return_recorder on return_recorder.id = c.return_recorded_by
           where ($1::bigint is null or c.plan_id = $1) and ($2::text is null or c.period = $2)
             and (not $3 or c.status in ('draft', 'explaining', 'for_signature'))
           order by c.period, c.version desc"#,
        which.plan.map(|plan| plan.0),
        which.period.map(|period| period.to_string()),
        which.open
    )
    .fetch_all(conn)
    .await?)
}

/// The circular of a period that is not withdrawn, held until the transaction ends; `None` where there is none.
pub async fn lock_current(
    conn: &mut PgConnection,
    plan: PlanId,
    period: Period,
) -> Result<Option<CircularRow>> {
    sqlx::query!(
        "select id from circular where plan_id = $1 and period = $2 and status <> 'withdrawn' for update",
        plan.0,
        period.to_string()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let which = Which { plan: Some(plan), period: Some(period), open: false };
    let all = list_circulars(conn, which).await?;
    Ok(all.into_iter().find(|of| of.status != CircularStatus::Withdrawn))
}

/// The passages of a circular, in the order of departments.
pub async fn passages_of(conn: &mut PgConnection, of: &CircularRow) -> Result<Vec<PassageRow>> {
    list_passages(conn, &[of.id]).await
}

/// What a circular says of a department, and what the department says of that.
#[derive(Debug, Clone)]
pub struct PassageRow {
    /// Of which circular.
    pub circular: CircularId,
    /// The department.
    pub department: DepartmentId,
    /// As it is named there.
    pub name: String,
    /// What is said of it.
    pub situation: String,
    /// The wording the department was asked to explain; where it explained, the wording it spoke of.
    pub asked_about: Option<String>,
    /// When it was asked.
    pub asked_on: Option<NaiveDate>,
    /// By when it may explain.
    pub explain_by: Option<NaiveDate>,
    /// What it says.
    pub explanation: Option<String>,
    /// The instant of that.
    pub explained_at: Option<DateTime<Utc>>,
    /// When it said so.
    pub explained_on: Option<NaiveDate>,
    /// Who wrote it.
    pub explained_by: Option<String>,
    /// Whether the office recorded it (代录).
    pub recorded: bool,
}

impl PassageRow {
    fn is_about_these_words(&self) -> bool {
        self.asked_about.as_ref() == Some(&self.situation)
    }

    /// Whether the department explained the words that stand there.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        self.explanation.is_some() && self.is_about_these_words()
    }

    /// Whether the department explained other words, which stood there before.
    #[must_use]
    pub fn has_earlier_explanation(&self) -> bool {
        self.explanation.is_some() && !self.is_about_these_words()
    }

    /// Whether it can be submitted, in a circular that stands at `status`: the department explained these words, or had its
    /// time. Who explained other words had its time only while it is asked anew: of a draft nobody knows whether it was.
    #[must_use]
    pub fn is_settled(&self, status: CircularStatus, today: NaiveDate) -> bool {
        let was_asked = status == CircularStatus::Explaining || self.is_about_these_words();
        self.is_explained() || was_asked && self.explain_by.is_some_and(|day| day < today)
    }
}

/// The passages of these circulars, in the order of departments.
pub(in crate::pages) async fn list_passages(
    conn: &mut PgConnection,
    circulars: &[CircularId],
) -> Result<Vec<PassageRow>> {
    let circulars: Vec<i64> = circulars.iter().map(|circular| circular.0).collect();
    Ok(sqlx::query_as!(
        PassageRow,
        r#"select s.circular_id as circular, s.department_id as department, s.name, s.situation, s.asked_about,
                  s.asked_on, s.explain_by, s.explanation, s.explained_at, s.explained_on, a.display_name as "explained_by?", s.recorded
           from circular_passage s join department d on d.id = s.department_id left join account a on a.id = s.explained_by
           where s.circular_id = any($1) order by s.circular_id, d.position, d.id"#,
        &circulars
    )
    .fetch_all(conn)
    .await?)
}

/// Number and title of a year's restricted tasks.
pub(super) async fn list_restricted(conn: &mut PgConnection, year: i32) -> Result<Vec<(i32, String)>> {
    let rows = sqlx::query!(
        "select t.number, t.title from task t join plan p on p.id = t.plan_id where p.year = $1 and t.restricted order by t.number",
        year
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, row.title)).collect())
}

/// Who may sign for a leader in a span of days: the leader, and who stands in for them on one of these.
pub(super) async fn list_signers(
    conn: &mut PgConnection,
    leader: AccountId,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Person>> {
    Ok(sqlx::query_as!(
        Person,
        r#"select a.id as "id!: AccountId", a.display_name as name from account a
           where a.disabled_at is null and a.role = 'leader'
             and (a.id = $1 or exists (select from leader_stand_in s where s.leader_id = $1 and s.stand_in_id = a.id
                                       and s.from_on <= $3 and s.to_on >= $2)) order by a.id <> $1, a.id"#,
        leader.0,
        first,
        last
    )
    .fetch_all(conn)
    .await?)
}
