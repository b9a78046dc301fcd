//! What is read of talks.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::model::TalkStatus;
use crate::accounts::Role;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId, PlanId, TalkId, TaskId};
use crate::web::urls;

/// One who may read talks, on a day.
#[derive(Debug, Clone, Copy)]
pub struct TalkReader {
    pub(super) account: AccountId,
    /// 组长 and the named office persons; another leader reads the talks they are concerned by.
    pub(super) sees_all: bool,
    pub(super) today: NaiveDate,
}

/// A talk as it stands.
#[derive(Debug, Clone)]
pub struct TalkRow {
    /// The talk.
    pub id: TalkId,
    /// Its plan's year.
    pub year: i32,
    /// Its number in the plan, for those who see the whole: a gap in the numbers would betray the others.
    pub(super) number: i32,
    /// Its address to everybody else.
    pub(super) key: String,
    /// The task it is about.
    pub task: TaskId,
    /// Its number.
    pub task_number: i32,
    /// Its title.
    pub task_title: String,
    /// The department talked to.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// 约谈事项
    pub matter: String,
    /// Where it stands.
    pub status: TalkStatus,
    /// Goes into the digest; shown nowhere.
    pub(super) secret: String,
    /// When it was proposed.
    pub proposed_on: NaiveDate,
    /// By whom.
    pub proposed_by: AccountId,
    /// Their name.
    pub proposed_by_name: String,
    /// The day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// Who decided, or recorded it.
    pub decided_by_name: Option<String>,
    /// Whose decision it is.
    pub leader_id: Option<AccountId>,
    /// Their name.
    pub leader_name: Option<String>,
    /// The decision in a sentence.
    pub remark: Option<String>,
    /// 代录: what shows it.
    pub evidence: Option<String>,
    /// The day of the talk.
    pub held_on: Option<NaiveDate>,
    /// Who recorded it.
    pub recorded_by_name: Option<String>,
    /// 参加人员
    pub present: Option<String>,
    /// 后续要求
    pub follow_up: Option<String>,
    /// When it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
    /// By whom.
    pub withdrawn_by_name: Option<String>,
    /// Why.
    pub withdrawn_because: Option<String>,
    /// Counts the changes.
    pub version: i32,
}

impl TalkRow {
    /// What it is called to the reader: by its number only to those who see the whole.
    #[must_use]
    pub fn name(&self, reader: &TalkReader) -> String {
        if reader.sees_all { format!("第 {} 号约谈", self.number) } else { "约谈".to_owned() }
    }

    /// Its page, as the reader opens it.
    #[must_use]
    pub fn path(&self, reader: &TalkReader) -> String {
        if reader.sees_all { self.path_by_number() } else { self.path_by_key() }
    }

    pub(super) fn path_by_number(&self) -> String {
        urls::talk(self.year, &self.number.to_string())
    }

    pub(super) fn path_by_key(&self) -> String {
        urls::talk(self.year, &self.key)
    }
}

/// How one talk is asked for.
#[derive(Debug, Clone, Copy)]
enum Address<'a> {
    Any,
    Number(i32),
    Key(&'a str),
}

impl<'a> Address<'a> {
    /// Those who see the whole know talks by number, others by key.
    fn of(text: &'a str, reader: &TalkReader) -> Self {
        let number = text.parse().ok().filter(|_| reader.sees_all);
        number.map_or(Self::Key(text), Self::Number)
    }

    fn parts(self) -> (Option<i32>, Option<&'a str>) {
        match self {
            Self::Any => (None, None),
            Self::Number(number) => (Some(number), None),
            Self::Key(key) => (None, Some(key)),
        }
    }
}

/// The talks that the reader may read, of a year or of all, the latest first. One statement.
///
/// # Errors
/// A fault of the store.
pub async fn list_talks(
    conn: &mut PgConnection,
    reader: &TalkReader,
    year: Option<i32>,
) -> Result<Vec<TalkRow>> {
    list_at(conn, reader, year, Address::Any).await
}

async fn list_at(
    conn: &mut PgConnection,
    reader: &TalkReader,
    year: Option<i32>,
    address: Address<'_>,
) -> Result<Vec<TalkRow>> {
    let (number, key) = address.parts();
    Ok(sqlx::query_as!(
        TalkRow,
        r#"select k.id as "id: TalkId", p.year, k.number, k.key, k.task_id as "task: TaskId", t.number as task_number,
                  t.title as task_title, k.department_id as "department: DepartmentId", d.name as department_name,
                  k.matter, k.status as "status: TalkStatus", k.secret, k.proposed_on,
                  k.proposed_by as "proposed_by: AccountId", proposer.display_name as proposed_by_name, k.decided_on,
                  decider.display_name as "decided_by_name?", k.leader_id as "leader_id: AccountId",
                  leader.display_name as "leader_name?", k.remark, k.evidence, k.held_on,
                  recorder.display_name as "recorded_by_name?", k.present, k.follow_up, k.withdrawn_on,
                  withdrawer.display_name as "withdrawn_by_name?", k.withdrawn_because, k.version
           from accountability_talk k
           join plan p on p.id = k.plan_id
           join task t on t.id = k.task_id
           join department d on d.id = k.department_id
           join people_in_charge($3) c on c.task_id = k.task_id
           join account proposer on proposer.id = k.proposed_by
           left join account decider on decider.id = k.decided_by
           left join account leader on leader.id = k.leader_id
           left join account recorder on recorder.id = k.recorded_by
           left join account withdrawer on withdrawer.id = k.withdrawn_by
           where ($1 or k.proposed_by = $2 or c.leader_id = $2 or exists (
                     select from leader_stand_in s
                     where s.leader_id = c.leader_id and s.stand_in_id = $2 and $3 between s.from_on and s.to_on))
             and ($4::integer is null or p.year = $4) and ($5::integer is null or k.number = $5)
             and ($6::text is null or k.key = $6)
           order by p.year desc, k.number desc"#,
        reader.sees_all,
        reader.account.0,
        reader.today,
        year,
        number,
        key
    )
    .fetch_all(conn)
    .await?)
}

/// One talk of a year that the reader may read.
///
/// # Errors
/// Not found, in the same words, where there is none and where it is not for the reader.
pub async fn get_talk(
    conn: &mut PgConnection,
    reader: &TalkReader,
    year: i32,
    number: i32,
) -> Result<TalkRow> {
    found(list_at(conn, reader, Some(year), Address::Number(number)).await?)
}

/// The same, by its address: the number to those who see the whole, else its key.
///
/// # Errors
/// As [`get_talk`].
pub(super) async fn get_talk_at(
    conn: &mut PgConnection,
    reader: &TalkReader,
    year: i32,
    address: &str,
) -> Result<TalkRow> {
    found(list_at(conn, reader, Some(year), Address::of(address, reader)).await?)
}

fn found(mut talks: Vec<TalkRow>) -> Result<TalkRow> {
    talks.pop().ok_or_else(|| AppError::NotFound("没有这项约谈。".into()))
}

/// The same, held until the transaction ends: of two who take a step at once, the second sees the first.
pub(super) async fn get_talk_to_change(
    conn: &mut PgConnection,
    reader: &TalkReader,
    year: i32,
    address: &str,
) -> Result<TalkRow> {
    let (number, key) = Address::of(address, reader).parts();
    sqlx::query!(
        "select k.id from accountability_talk k join plan p on p.id = k.plan_id
         where p.year = $1 and (k.number = $2 or k.key = $3) for update of k",
        year,
        number,
        key
    )
    .fetch_optional(&mut *conn)
    .await?;
    get_talk_at(conn, reader, year, address).await
}

/// The numbers of the tasks of a plan that are in a leader's charge on a day, or that they stand in for.
pub(super) async fn list_tasks_in_charge(
    conn: &mut PgConnection,
    plan: PlanId,
    (leader, on): (AccountId, NaiveDate),
) -> Result<Vec<i32>> {
    Ok(sqlx::query_scalar!(
        "select t.number from task t join people_in_charge($3) c on c.task_id = t.id
         where t.plan_id = $1 and (c.leader_id = $2 or exists (
             select from leader_stand_in s
             where s.leader_id = c.leader_id and s.stand_in_id = $2 and $3 between s.from_on and s.to_on))",
        plan.0,
        leader.0,
        on
    )
    .fetch_all(conn)
    .await?)
}

/// An office person named for talks.
pub(super) struct ReaderRow {
    pub id: i64,
    pub name: String,
    pub named_on: NaiveDate,
    pub named_by: String,
    pub ended_on: Option<NaiveDate>,
}

/// Who is and was named, the present ones first.
pub(super) async fn list_readers(conn: &mut PgConnection) -> Result<Vec<ReaderRow>> {
    Ok(sqlx::query_as!(
        ReaderRow,
        "select r.id, a.display_name as name, r.named_on, n.display_name as named_by, r.ended_on
         from talk_reader r join account a on a.id = r.account_id join account n on n.id = r.named_by
         order by r.ended_on is not null, r.ended_on desc, r.named_on, r.id"
    )
    .fetch_all(conn)
    .await?)
}

/// Active office persons who are not named now: id and name.
pub(super) async fn list_office_to_name(conn: &mut PgConnection) -> Result<Vec<(AccountId, String)>> {
    let rows = sqlx::query!(
        r#"select a.id as "id: AccountId", a.display_name from account a
           where a.role = $1 and a.disabled_at is null
             and not exists (select from talk_reader r where r.account_id = a.id and r.ended_on is null)
           order by a.display_name, a.id"#,
        Role::Office as Role
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.display_name)).collect())
}
