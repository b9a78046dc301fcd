//! The office examines a completion against 完成标准: puts it to the leader in charge, or returns it.

use axum::extract::{Path, State};
use axum::response::Response;

use super::request_page::{ExamineForm, NOT_OWN, Opened, Typed, page};
use crate::accounts::CurrentUser;
use crate::error::{AppError, Result};
use crate::ids::RequestId;
use crate::plan::tasks::Task;
use crate::plan::tasks::fields::{at_most, most, needed};
use crate::plan::tasks::store::get_plan_to_change;
use crate::supervision::change_requests::completion::{criteria_of, give_back, put_to_leader};
use crate::supervision::change_requests::{RequestState, Verdict, has_another_office};
use crate::web::{AppState, FieldErrors, ProtectedForm, flash, urls};

impl ExamineForm {
    fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// `yes`, `no` or nothing.
    pub(super) fn fits(&self, place: usize) -> &str {
        self.value(&format!("fits_{place}"))
    }

    pub(super) fn remark(&self, place: usize) -> &str {
        self.value(&format!("remark_{place}"))
    }

    /// What is said on the whole; why it is returned.
    pub(super) fn opinion(&self) -> &str {
        self.value("opinion")
    }

    /// What the office found: of each criterion where it is put to the leader, of those ticked where it is returned.
    fn verdicts(&self, task: &Task, passes: bool, errors: &mut FieldErrors) -> Vec<Verdict> {
        let criteria = (1..).zip(criteria_of(task));
        criteria
            .filter_map(|(place, criterion)| {
                let remark = at_most(self.remark(place), most::REASON, &format!("remark_{place}"), errors);
                let fits = match self.fits(place) {
                    "yes" => true,
                    "no" => false,
                    _ => {
                        if passes {
                            errors.add(&format!("fits_{place}"), "请选择符合或不符合。");
                        }
                        return None;
                    }
                };
                if passes && !fits {
                    let sentence = "有不符合的，不能报院领导决定，请退回。";
                    errors.add(&format!("fits_{place}"), sentence);
                }
                Some(Verdict { criterion, fits, remark })
            })
            .collect()
    }

    fn read(&self, task: &Task, errors: &mut FieldErrors) -> (bool, Vec<Verdict>, String) {
        let passes = match self.value("decision") {
            "pass" => true,
            "return" => false,
            _ => {
                errors.add("opinion", "请选择报院领导决定或退回。");
                false
            }
        };
        let verdicts = self.verdicts(task, passes, errors);
        let opinion = if passes {
            at_most(self.opinion(), most::REASON, "opinion", errors)
        } else {
            needed(self.opinion(), most::REASON, ("opinion", "请写明退回的原因。"), errors)
        };
        (passes, verdicts, opinion)
    }
}

pub(super) async fn submit(
    State(state): State<AppState>,
    user: CurrentUser,
    Path((year, id)): Path<(i32, i64)>,
    ProtectedForm(fields): ProtectedForm<Vec<(String, String)>>,
) -> Result<Response> {
    let form = ExamineForm(fields);
    let mut tx = state.db.begin().await?;
    let plan = get_plan_to_change(&mut tx, year).await?;
    let opened = Opened::of(&mut tx, (plan, &user, state.clocks.today()), RequestId(id), true).await?;
    opened.request.require_step(RequestState::Returned)?;
    let mut errors = FieldErrors::default();
    let (passes, verdicts, opinion) = form.read(&opened.task, &mut errors);
    if !errors.is_empty() {
        let typed = Typed { examine: form, ..Typed::default() };
        return page(&mut tx, &state, &user, opened, typed, errors).await;
    }
    let (act, of_task) = (user.act(&state), (&opened.plan, &opened.task));
    let sentence = if passes {
        let of_own = opened.request.asked_by == user.account_id;
        if of_own && has_another_office(&mut tx, user.account_id).await? {
            return Err(AppError::Forbidden(NOT_OWN.into()));
        }
        put_to_leader(&mut tx, &act, of_task, &opened.request, (&verdicts, &opinion, of_own)).await?;
        "审查意见已记录，报分管院领导决定。"
    } else {
        give_back(&mut tx, &act, of_task, &opened.request, (&verdicts, &opinion)).await?;
        "办结申请已退回，任务继续办理。"
    };
    tx.commit().await?;
    Ok(flash::done(&urls::completion(year, RequestId(id)), sentence))
}
