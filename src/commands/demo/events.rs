//! The events of the script, each done by calling what the pages call.

use chrono::NaiveDate;

use super::life::{Life, YEAR, unknown};
use super::script::{Event, date, made_up};
use super::{people, store};
use crate::accounts::MembershipKind;
use crate::deadlines::by_office::Decision;
use crate::deadlines::by_office::decide;
use crate::error::{AppError, Result};
use crate::ids::TaskId;
use crate::organization::insert_group_member;
use crate::plan::acknowledgement::acknowledge;
use crate::plan::appointment::name_person;
use crate::plan::tasks::change_responsibilities::{Filing, Wanted, WantedPart, change_responsibilities};
use crate::plan::tasks::in_charge::{PersonChange, What, change_person, get_people_in_charge};
use crate::plan::tasks::responsibility_store::list_parts;
use crate::plan::tasks::steps::{Move, StepRequest, take_step};
use crate::plan::tasks::store::{Details, Person, get_task_to_change};
use crate::plan::tasks::{AssignmentRole, Task, adjust, edit};
use crate::reporting::monthly_reports::{MonthOf, list_items, save_draft};

impl Life<'_> {
    /// Does what the script says, now.
    pub(super) async fn take_place(&mut self, day: NaiveDate, event: &Event) -> Result<()> {
        match *event {
            Event::NameContacts(departments) => {
                self.name_people(day, departments, MembershipKind::Contact).await
            }
            Event::NameHeads => self.name_people(day, &people::HEADED, MembershipKind::Head).await,
            Event::Acknowledge(departments) => self.acknowledge_all(day, departments).await,
            Event::RecordAcknowledgement(department, whose) => {
                let act = self.act_of("office")?.on_behalf_of(whose);
                let department = self.department(department)?;
                acknowledge(self.conn, &act, &self.plan, department, day).await
            }
            Event::PutInCharge(leader, tasks) => self.put_in_charge(day, leader, tasks).await,
            Event::HandOver(task, leader, reason) => self.hand_to(day, task, leader, &made_up(reason)).await,
            Event::NameMembers(group, members) => self.name_members(day, group, members).await,
            Event::Describe(task, texts) => self.describe(task, texts).await,
            Event::Restrict(task) => self.edit(task, |details| details.restricted = true).await,
            Event::SetCompletion(task, (month, day)) => {
                self.set_completion(task, date(YEAR, month, day)).await
            }
            Event::DecideLead(task, lead) => self.decide_lead(day, task, lead).await,
            Event::AskCompletion(task, achieved) => self.ask_completion(day, task, achieved).await,
            Event::PassCompletion(task) => self.pass_completion(day, task).await,
            Event::ReturnCompletion(task, reason) => self.return_completion(day, task, reason).await,
            Event::GrantCompletion(task) => self.grant_completion(day, task).await,
            Event::Complete(task, achieved) => {
                self.ask_completion(day, task, achieved).await?;
                self.pass_completion(day, task).await?;
                self.grant_completion(day, task).await
            }
            Event::StepByDecision(task, step, reason) => self.step_by_decision(day, task, step, reason).await,
            Event::LayOutTimelines(departments) => self.lay_out_timelines(day, departments).await,
            Event::WriteSummary(half, fillings) => self.write_summary(half, &fillings).await,
            Event::FreezeSummary(half) => self.freeze_summary(half).await,
            Event::Appraise(step) => self.appraise(day, step).await,
            Event::RecordOriginal(half, number, signer) => {
                self.record_original(day, half, (number, signer)).await
            }
            Event::Check(quarter, up_to) => self.check_tasks(quarter, up_to).await,
            Event::CloseCheck(quarter) => self.close_check(quarter).await,
            Event::AskExtension(task, step, (month, on), reason) => {
                self.ask_extension(day, task, step, (date(YEAR, month, on), reason)).await
            }
            Event::DecideExtension(task, grants, remark) => {
                self.decide_extension(day, task, grants, remark).await
            }
            Event::EnterFinding(found) => self.enter_finding(day, &found).await,
            Event::TakeUpThoseOfCheck(quarter) => self.take_up_those_of_check(quarter).await,
            Event::AnswerThoseOfCheck(quarter) => self.answer_those_of_check(quarter).await,
            Event::CloseThoseOfCheck(quarter) => self.close_those_of_check(quarter).await,
            Event::TakeUpFinding(task) => self.take_up_finding(day, task).await,
            Event::AnswerFinding(task, measures, proof) => {
                self.answer_finding(day, task, measures, proof).await
            }
            Event::ReturnFinding(task, because) => self.return_finding(day, task, because).await,
            Event::CloseFinding(task, remark) => self.close_finding(day, task, remark).await,
            Event::WithdrawFinding(task, because) => self.withdraw_finding(day, task, because).await,
            Event::OpenLookBack(title, reason) => self.open_look_back(day, title, reason).await,
            Event::KeepItem(item, remark) => self.keep_item(item, remark).await,
            Event::ReopenItem(item, remark, found) => self.reopen_item(item, remark, &found).await,
            Event::CloseLookBack(number) => self.close_look_back(number).await,
            Event::Remind(tasks, way, whom) => self.remind_of(day, tasks, (way, whom)).await,
            Event::NameForTalks => self.name_for_talks().await,
            Event::ProposeTalk(task, matter) => self.propose_talk(day, task, matter).await,
            Event::AgreeToTalk(number, remark) => self.agree_to_talk(day, number, remark).await,
            Event::HoldTalk(number, present, follow_up) => {
                self.hold_talk(day, number, (present, follow_up)).await
            }
            Event::IssueNotice(noticed) => self.issue_notice(day, &noticed).await,
            Event::SignNotice(number) => self.sign_notice(day, number).await,
            Event::AnswerNotice(number, measures, proof) => {
                let finding = self.finding_of_notice(day, number).await?;
                self.answer(&finding, measures, proof).await
            }
            Event::CloseNotice(number, remark) => {
                let finding = self.finding_of_notice(day, number).await?;
                self.close(&finding, remark).await
            }
            Event::Instruct(instructed) => self.instruct(day, &instructed).await,
            Event::RecordMeeting(title, present, items) => {
                self.record_meeting(day, (title, present), items).await
            }
            Event::AssignInstruction(number, due_on) => self.assign_instruction(day, number, due_on).await,
            Event::ReadInstruction(number, note) => self.read_instruction(day, number, note).await,
            Event::NoteInstruction(number) => self.note_instruction(day, number).await,
            Event::AnswerInstruction(number, done, proof) => {
                self.answer_instruction(day, number, done, proof).await
            }
            Event::ConfirmInstruction(number, remark) => self.confirm_instruction(day, number, remark).await,
            Event::Above(what) => self.deal_with_superior(day, what).await,
            Event::TellLeader(task) => self.tell_leader(task).await,
            Event::BeginDraft(department, month, task) => self.begin_draft(department, month, task).await,
            Event::Circular(period, step) => self.go_on_with_circular(day, period, step).await,
        }
    }

    async fn describe(&mut self, task: i32, [measures, outcome, criteria]: [&str; 3]) -> Result<()> {
        let change = |details: &mut Details| {
            details.measures = made_up(measures);
            details.expected_outcome = made_up(outcome);
            details.completion_criteria = made_up(criteria);
        };
        self.edit(task, change).await
    }

    async fn name_people(
        &mut self,
        day: NaiveDate,
        departments: &[&str],
        kind: MembershipKind,
    ) -> Result<()> {
        let act = self.act_of("office")?;
        for department in departments {
            let sign_in_name = match kind {
                MembershipKind::Head => people::head_of(department),
                _ => (*department).to_owned(),
            };
            let (account, _) = self.account(&sign_in_name)?;
            let department = self.department(department)?;
            name_person(self.conn, &act, account, department, (kind, day)).await.map_err(AppError::from)?;
        }
        Ok(())
    }

    async fn acknowledge_all(&mut self, day: NaiveDate, departments: &[&str]) -> Result<()> {
        for name in departments {
            let (act, department) = (self.act_of(name)?, self.department(name)?);
            acknowledge(self.conn, &act, &self.plan, department, day).await?;
        }
        Ok(())
    }

    async fn put_in_charge(&mut self, day: NaiveDate, leader: &str, tasks: &[i32]) -> Result<()> {
        for task in tasks {
            self.hand_to(day, *task, leader, "").await?;
        }
        Ok(())
    }

    /// From `day` on another leader is in charge.
    async fn hand_to(&mut self, day: NaiveDate, number: i32, leader: &str, reason: &str) -> Result<()> {
        let (id, name) = self.account(leader)?;
        let task = self.task(number).await?;
        let now = get_people_in_charge(self.conn, task.id).await?.leader;
        let what = What::Named(Some(Person { id, name }), day);
        let change = PersonChange { what, reason: reason.to_owned() };
        let act = self.act_of("office")?;
        change_person(self.conn, &act, (&self.plan, &task), &now, &change).await?;
        Ok(())
    }

    /// Who is in charge of a task on a day.
    pub(super) async fn leader_of(&mut self, task: TaskId, day: NaiveDate) -> Result<Person> {
        let people = get_people_in_charge(self.conn, task).await?;
        people.leader.person_on(day).cloned().ok_or_else(|| unknown("a leader in charge"))
    }

    async fn name_members(&mut self, day: NaiveDate, group: &str, members: &[&str]) -> Result<()> {
        let act = self.act_of("office")?;
        let group = self.department(group)?;
        for member in members {
            let member = self.department(member)?;
            insert_group_member(self.conn, &act, group, member, day).await.map_err(AppError::from)?;
        }
        Ok(())
    }

    async fn task(&mut self, number: i32) -> Result<Task> {
        get_task_to_change(self.conn, &self.plan, number).await
    }

    async fn edit(&mut self, number: i32, change: impl FnOnce(&mut Details)) -> Result<()> {
        let task = self.task(number).await?;
        let mut details = edit::details_of(&task);
        change(&mut details);
        let act = self.act_of("office")?;
        edit::change_details(self.conn, &act, &self.plan, &task, &details).await
    }

    async fn set_completion(&mut self, number: i32, due_on: NaiveDate) -> Result<()> {
        let task = self.task(number).await?;
        let act = self.act_of("office")?;
        adjust::set_completion(self.conn, &act, (&self.plan, &self.rules), &task, due_on).await
    }

    /// The named department leads, the others keep their part.
    async fn decide_lead(&mut self, day: NaiveDate, number: i32, lead: &str) -> Result<()> {
        let task = self.task(number).await?;
        let act = self.act_of("office")?;
        let lead = self.department(lead)?;
        let parts = list_parts(self.conn, task.id).await?;
        let wanted = parts.into_iter().map(|part| WantedPart {
            role: if part.department == lead { AssignmentRole::Lead } else { part.role },
            department: part.department,
            name: part.name,
            kind: part.kind,
        });
        let wanted = Wanted {
            parts: wanted.collect(),
            filing: Filing::FirstUnitLead,
            from_on: day,
            reason: made_up("经领导小组办公室研究确定牵头部门"),
            moves_overdue: false,
        };
        change_responsibilities(self.conn, &act, (&self.plan, &self.rules), &task, &wanted).await?;
        Ok(())
    }

    async fn step_by_decision(
        &mut self,
        day: NaiveDate,
        number: i32,
        step: Move,
        reason: &str,
    ) -> Result<()> {
        let task = self.task(number).await?.id;
        let leader = self.leader_of(task, day).await?;
        let source = made_up(&format!(
            "{reason}（{}于{}决定；凭据：会议记录）",
            leader.name,
            crate::web::dates::plain(day)
        ));
        self.step(day, number, step, source, Some(leader.name)).await
    }

    async fn step(
        &mut self,
        day: NaiveDate,
        number: i32,
        step: Move,
        source: String,
        decided_by: Option<String>,
    ) -> Result<()> {
        let task = self.task(number).await?;
        let act = self.act_of("office")?;
        let report_every = (step == Move::MakeStanding).then_some(crate::deadlines::periods::Rhythm::Quarter);
        let request = StepRequest { step, on: day, source, decided_by, into: None, report_every };
        take_step(self.conn, &act, (&self.plan, &self.rules), &task, &request).await
    }

    async fn tell_leader(&mut self, number: i32) -> Result<()> {
        let task = self.task(number).await?.id;
        let proposal = store::find_proposal(self.conn, task).await?.ok_or_else(|| unknown("a proposal"))?;
        let act = self.act_of("office")?;
        decide(self.conn, &act, YEAR, proposal, Decision::Sent).await
    }

    async fn begin_draft(&mut self, department: &str, month: &str, number: i32) -> Result<()> {
        let act = self.act_of(department)?;
        let month = MonthOf::get(self.conn, YEAR, month).await?;
        let mut items = list_items(self.conn, &month, self.department(department)?).await?;
        let item = items.iter_mut().find(|item| item.number == number).ok_or_else(|| unknown("a report"))?;
        let mut fields = item.fields();
        fields.progress_text = made_up("类案检索工作提示已拟出初稿，待补充数据。");
        let version = item.version();
        save_draft(self.conn, &act, &month, item, &fields, version).await?;
        Ok(())
    }
}
