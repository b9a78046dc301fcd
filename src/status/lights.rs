//! The five lights. Their order is the order of [`light_of`]: 蓝, 灰 (waiting), 红, 黄, 灰 (not started), 绿.

use chrono::NaiveDate;

use super::schedule::{PlannedStep, scheduled_share};
use crate::calendar::{WorkingCalendar, estimate_words};
use crate::deadlines::escalation::proper_day;
use crate::deadlines::model::Duty;
use crate::deadlines::{DeadlineKind, Level, Period, PlanRules};
use crate::plan::tasks::TaskStatus;
use crate::web::dates;

mod light;
mod pressing;
#[cfg(test)]
mod tests;

pub use light::Light;
pub use pressing::{Pressing, pressing};

/// A duty of the task, with what is needed to name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskDuty {
    /// The duty.
    pub duty: Duty,
    /// What a milestone, finding or instruction is called; empty where the kind says all.
    pub title: String,
    /// The day the sweep proposed to tell the leader in charge, where nobody decided that yet.
    pub proposed_on: Option<NaiveDate>,
    /// The day the leader in charge was told.
    pub told_leader_on: Option<NaiveDate>,
    /// Who still owes an overdue milestone or completion, where they have no part in the task any more.
    pub kept_by: Option<String>,
}

/// What a task's light is computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFacts {
    /// Its state.
    pub status: TaskStatus,
    /// Since when.
    pub status_since: NaiveDate,
    /// Document, evidence or reason behind the state; empty when there is none.
    pub status_source: String,
    /// The number of the task it was merged into.
    pub merged_into: Option<i32>,
    /// The day a look-back reopened it last.
    pub reopened_on: Option<NaiveDate>,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// The share in the latest submitted report that was not returned; 0 before the first.
    pub share: u32,
    /// Its duties of every kind; plan-level ones light no task and are not handed in.
    pub duties: Vec<TaskDuty>,
    /// Its milestones that were not withdrawn.
    pub steps: Vec<PlannedStep>,
}

/// A light as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightShown {
    /// The light.
    pub light: Light,
    /// In a few words: 逾期 9 天, 滞后 18 个百分点, 待上级.
    pub words: String,
    /// What they are about, of a light that has a day: 节点“起草”.
    pub about: Option<String>,
    /// On the wall, shorter still: 滞后 18 点.
    pub wall_words: String,
    /// 亮灯说明: why, with dates.
    pub sentence: String,
    /// What the office alone reads after it: a proposal it has yet to decide.
    pub for_office: Option<String>,
}

impl LightShown {
    fn new(light: Light, words: impl Into<String>, sentence: String) -> Self {
        let words = words.into();
        Self { light, wall_words: words.clone(), words, about: None, sentence, for_office: None }
    }

    /// Lets the sentence say what the office alone reads.
    pub fn say_to_office(&mut self) {
        self.sentence.extend(self.for_office.take());
    }
}

/// The task's light on `today`, with why.
#[must_use]
pub fn light_of(
    facts: &TaskFacts,
    today: NaiveDate,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> LightShown {
    Reader { facts, today, calendar, rules, is_concerned: true }.light()
}

/// The same light as it is shown to those whom the task does not concern: its sentence does not tell that there is a
/// finding or an instruction, only that something asked (督办事项) is late or comes next.
#[must_use]
pub fn light_for_all(
    facts: &TaskFacts,
    today: NaiveDate,
    calendar: &WorkingCalendar,
    rules: &PlanRules,
) -> LightShown {
    Reader { facts, today, calendar, rules, is_concerned: false }.light()
}

/// The monthly reports at the end of the row that are overdue without a break, oldest first.
#[must_use]
pub fn unreported_months(facts: &TaskFacts, today: NaiveDate) -> Vec<Period> {
    let mut months: Vec<_> = facts
        .duties
        .iter()
        .map(|duty| &duty.duty)
        .filter(|duty| duty.kind == DeadlineKind::MonthlyReport && duty.waived_on.is_none())
        .filter(|duty| duty.due_on < today)
        .filter_map(|duty| Some((duty.period?, duty.is_open())))
        .collect();
    months.sort_by_key(|(month, _)| month.first_day());
    let running = months.iter().rev().take_while(|(_, open)| *open).count();
    months[months.len() - running..].iter().map(|(month, _)| *month).collect()
}

struct Reader<'a> {
    facts: &'a TaskFacts,
    today: NaiveDate,
    calendar: &'a WorkingCalendar,
    rules: &'a PlanRules,
    is_concerned: bool,
}

impl Reader<'_> {
    fn light(&self) -> LightShown {
        let mut shown = self
            .blue()
            .or_else(|| self.grey_waiting())
            .or_else(|| self.red())
            .or_else(|| self.yellow())
            .or_else(|| self.grey_not_started())
            .unwrap_or_else(|| self.green());
        shown.sentence.extend(self.asked_for_completion());
        if let Some(reopened) = self.reopened() {
            shown.sentence.insert_str(0, &reopened);
        }
        shown
    }

    /// That it is worked on again: what is owed of it was thought done, and says so first.
    fn reopened(&self) -> Option<String> {
        let status = self.facts.status;
        let day = self.facts.reopened_on.filter(|_| !status.is_closed() && !status.is_waiting())?;
        Some(format!("回头看（{}）重新挂账；", dates::plain(day)))
    }

    fn blue(&self) -> Option<LightShown> {
        let facts = self.facts;
        let since = dates::long(facts.status_since);
        let (words, mut sentence) = match (facts.status, facts.merged_into) {
            (TaskStatus::Merged, Some(number)) => {
                (format!("并入 {number}"), format!("{since}并入任务 {number}"))
            }
            (status, _) if status.is_closed() => {
                (status.word().to_owned(), format!("{since}{}", status.word()))
            }
            _ => return None,
        };
        if !facts.status_source.is_empty() {
            sentence.push_str("，依据：");
            sentence.push_str(&facts.status_source);
        }
        Some(LightShown::new(Light::Blue, words, ended(sentence)))
    }

    fn grey_waiting(&self) -> Option<LightShown> {
        let facts = self.facts;
        facts.status.is_waiting().then(|| {
            let word = facts.status.word();
            let mut sentence = format!("自 {}起{word}", dates::long(facts.status_since));
            if !facts.status_source.is_empty() {
                sentence.push('：');
                sentence.push_str(&facts.status_source);
            }
            LightShown::new(Light::Grey, word, ended(sentence))
        })
    }

    fn red(&self) -> Option<LightShown> {
        let late: Vec<_> = self.of_substance().filter(|duty| duty.duty.is_overdue(self.today)).collect();
        let worst = late.iter().min_by_key(|duty| duty.duty.due_on)?;
        let days = (self.today - worst.duty.due_on).num_days();
        let mut parts = vec![format!(
            "{}应于 {}{}{}，至今未完成，已逾期 {days} 天（自然日）",
            self.name(worst),
            dates::long(worst.duty.due_on),
            self.verb(worst.duty.kind),
            self.estimate(worst),
        )];
        if let Some(name) = worst.kept_by.as_ref().filter(|_| !self.is_hidden(worst)) {
            parts.push(format!("仍由{name}承担"));
        }
        if let Some(day) = worst.told_leader_on {
            parts.push(format!("已报分管院领导（{}）", dates::plain(day)));
        }
        let seen = late.iter().filter(|duty| !self.is_hidden(duty)).count();
        let others = seen - usize::from(!self.is_hidden(worst));
        if others > 0 {
            parts.push(format!("另有 {others} 项逾期"));
        }
        let shown = LightShown::new(Light::Red, format!("逾期 {days} 天"), ended(parts.join("；")));
        let proposed = |day| format!("建议报分管院领导（{}），尚未报送。", dates::plain(day));
        let about = Some(self.name(worst));
        Some(LightShown { about, for_office: worst.proposed_on.map(proposed), ..shown })
    }

    /// Every cause is said; the first in the order 临期, 滞后, 进展不明 gives the words.
    fn yellow(&self) -> Option<LightShown> {
        let causes: Vec<_> =
            [self.due_soon(), self.lagging(), self.unclear()].into_iter().flatten().collect();
        let first = causes.first()?;
        let sentence = causes.iter().map(|cause| cause.sentence.as_str()).collect::<Vec<_>>().join("；");
        Some(LightShown { sentence: ended(sentence), ..first.clone() })
    }

    fn due_soon(&self) -> Option<LightShown> {
        let warned_from =
            |duty: &Duty| proper_day(duty.kind, duty.due_on, Level::DueSoon, self.calendar, self.rules);
        let next = self
            .of_substance()
            .filter(|duty| duty.duty.is_open() && duty.duty.due_on >= self.today)
            .filter(|duty| warned_from(&duty.duty).is_some_and(|day| day <= self.today))
            .min_by_key(|duty| duty.duty.due_on)?;
        let words = match (next.duty.due_on - self.today).num_days() {
            0 => "今天到期".to_owned(),
            1 => "明天到期".to_owned(),
            days => format!("{days} 天后到期"),
        };
        let sentence = format!(
            "{}应于 {}{}{}，{words}",
            self.name(next),
            dates::long(next.duty.due_on),
            self.verb(next.duty.kind),
            self.estimate(next)
        );
        let about = Some(self.name(next));
        Some(LightShown { about, ..LightShown::new(Light::Yellow, words, sentence) })
    }

    fn lagging(&self) -> Option<LightShown> {
        let facts = self.facts;
        let scheduled = scheduled_share(facts.starts_on, &facts.steps, self.today, self.calendar)?;
        let lag = scheduled.checked_sub(facts.share).filter(|lag| *lag >= self.rules.lag_points)?;
        let sentence = format!(
            "截至 {}，序时进度 {scheduled}%{}，报送进度 {}%，滞后 {lag} 个百分点（预警线 {} 个百分点）",
            dates::long(self.today),
            estimate_words(self.is_schedule_estimate()),
            facts.share,
            self.rules.lag_points,
        );
        let shown = LightShown::new(Light::Yellow, format!("滞后 {lag} 个百分点"), sentence);
        Some(LightShown { wall_words: format!("滞后 {lag} 点"), ..shown })
    }

    fn unclear(&self) -> Option<LightShown> {
        let months = unreported_months(self.facts, self.today);
        let enough = usize::try_from(self.rules.unreported_months).is_ok_and(|needed| months.len() >= needed);
        let (first, last) = (months.first()?, months.last()?);
        enough.then(|| {
            let words = match months.len() {
                2 => "两月未报".to_owned(),
                count => format!("{count} 个月未报"),
            };
            let span =
                if first == last { first.words() } else { format!("{}至{}", first.words(), last.words()) };
            LightShown::new(Light::Yellow, words, format!("{span}连续未报送月报，进展不明"))
        })
    }

    fn grey_not_started(&self) -> Option<LightShown> {
        (self.facts.status == TaskStatus::NotStarted).then(|| {
            let sentence = "任务未启动：尚未报送大于 0 的进度，也没有完成的节点。".to_owned();
            LightShown::new(Light::Grey, TaskStatus::NotStarted.word(), sentence)
        })
    }

    fn green(&self) -> LightShown {
        let next = self.of_substance().filter(|duty| duty.duty.is_open()).min_by_key(|duty| duty.duty.due_on);
        let next = next.map(|next| {
            let done = if next.duty.kind == DeadlineKind::TaskCompletion { "完成" } else { "" };
            let day = dates::long(next.duty.due_on);
            format!("；下一时限为 {day}{}：{}{done}", self.estimate(next), self.name(next))
        });
        let sentence = format!("没有逾期、临期、滞后，进展清楚{}", next.unwrap_or_default());
        LightShown::new(Light::Green, Light::Green.word(), ended(sentence))
    }

    /// What is said behind the duty's date.
    fn estimate(&self, duty: &TaskDuty) -> &'static str {
        estimate_words(duty.duty.is_estimate(self.calendar))
    }

    /// Whether 序时进度 counts the working days of a year without a notice.
    fn is_schedule_estimate(&self) -> bool {
        let facts = self.facts;
        let days = facts.steps.iter().map(|step| step.due_on).chain([facts.starts_on]);
        days.into_iter().any(|day| self.calendar.is_estimate(day))
    }

    /// A completion that is asked for changes no light before it is decided; the sentence says that it is, and whether it
    /// was in time.
    fn asked_for_completion(&self) -> Option<String> {
        let facts = self.facts;
        let asked_on = facts.status_since;
        let is_in_time =
            |duty: &TaskDuty| duty.duty.kind == DeadlineKind::TaskCompletion && asked_on <= duty.duty.due_on;
        let in_time = if facts.duties.iter().any(is_in_time) { "（在完成时限之内）" } else { "" };
        (facts.status == TaskStatus::CompletionRequested)
            .then(|| format!("已于 {}申请办结{in_time}，待审。", dates::long(asked_on)))
    }

    fn of_substance(&self) -> impl Iterator<Item = &TaskDuty> {
        self.facts.duties.iter().filter(|duty| duty.duty.kind.is_of_substance())
    }

    /// Whether the reader is not to learn what the duty is, nor count it.
    fn is_hidden(&self, duty: &TaskDuty) -> bool {
        !self.is_concerned && duty.duty.kind.is_for_those_concerned()
    }

    fn name(&self, duty: &TaskDuty) -> String {
        if self.is_hidden(duty) { "督办事项".to_owned() } else { name(duty) }
    }

    fn verb(&self, kind: DeadlineKind) -> &'static str {
        if self.is_concerned { verb(kind) } else { "完成" }
    }
}

/// 节点“起草对接方案”, or 任务 where the kind says all.
fn name(duty: &TaskDuty) -> String {
    let kind = match duty.duty.kind {
        DeadlineKind::TaskCompletion => "本任务",
        // 第 4 号, the number of its finding.
        DeadlineKind::Rectification => return format!("{}问题", duty.title),
        DeadlineKind::Instruction => "批示",
        kind => kind.word(),
    };
    if duty.title.is_empty() { kind.to_owned() } else { format!("{kind}“{}”", duty.title) }
}

fn verb(kind: DeadlineKind) -> &'static str {
    match kind {
        DeadlineKind::Rectification => "完成整改",
        DeadlineKind::Instruction => "办结",
        _ => "完成",
    }
}

fn ended(mut sentence: String) -> String {
    if !sentence.ends_with('。') {
        sentence.push('。');
    }
    sentence
}
