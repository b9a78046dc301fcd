//! The people in charge of a task as rows, each from its day until the next, and what a change makes of them. Pure.

use chrono::NaiveDate;

use crate::ids::AccountId;
use crate::plan::tasks::store::Person;
use crate::web::dates;

/// What a person is in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "task_person_role", rename_all = "snake_case")]
pub enum PersonRole {
    /// 分管院领导
    Leader,
    /// 工作联系人, where the office names another than the filing department's.
    Contact,
}

impl PersonRole {
    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Leader => "分管院领导",
            Self::Contact => "工作联系人",
        }
    }

    /// The name of its field in forms, entries and addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Contact => "contact",
        }
    }

    /// The person's name; where nobody is named, what that means.
    #[must_use]
    pub fn name_of(self, person: Option<&Person>) -> &str {
        match (person, self) {
            (Some(person), _) => &person.name,
            (None, Self::Leader) => "待明确",
            (None, Self::Contact) => "填报部门的工作联系人",
        }
    }
}

/// Who it is from a day on, until the next term begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub from_on: NaiveDate,
    /// Nobody, where it is to be named, or is the department's contact.
    pub person: Option<Person>,
    /// Why it changed.
    pub reason: Option<String>,
}

/// The terms of one role in a task, oldest first: of two that follow each other the persons differ, of those to come
/// there is one at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Leader or contact.
    pub role: PersonRole,
    /// By first day.
    pub list: Vec<Term>,
}

/// Both roles of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleInCharge {
    /// 分管院领导
    pub leader: Terms,
    /// The contact named.
    pub contact: Terms,
}

impl PeopleInCharge {
    /// The terms of a role.
    #[must_use]
    pub fn of(&self, role: PersonRole) -> &Terms {
        match role {
            PersonRole::Leader => &self.leader,
            PersonRole::Contact => &self.contact,
        }
    }
}

/// A change of one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChange {
    /// What changes.
    pub what: What,
    /// Why; needed where the past changes and where a planned change is withdrawn.
    pub reason: String,
}

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is that person, or nobody, from a day on.
    Named(Option<Person>, NaiveDate),
    /// What was planned for a day to come does not come.
    PlanWithdrawn,
}

impl Terms {
    /// The term that holds on a day; `None` before the first.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Term> {
        self.list.iter().rev().find(|term| term.from_on <= day)
    }

    /// Who it is on a day.
    #[must_use]
    pub fn person_on(&self, day: NaiveDate) -> Option<&Person> {
        self.on(day)?.person.as_ref()
    }

    /// Who it is on a day, in words.
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> &str {
        self.role.name_of(self.person_on(day))
    }

    /// The change to come; `None` when none is planned.
    #[must_use]
    pub fn planned(&self, today: NaiveDate) -> Option<&Term> {
        self.list.iter().find(|term| term.from_on > today)
    }

    /// The terms that have begun, each with its last day; `None` for the present one.
    pub fn begun(&self, today: NaiveDate) -> impl Iterator<Item = (&Term, Option<NaiveDate>)> {
        let begun = self.list.iter().take_while(move |term| term.from_on <= today).count();
        let ends = self.list[..begun].iter().skip(1).map(|next| next.from_on.pred_opt());
        self.list[..begun].iter().zip(ends.chain(std::iter::once(None)))
    }

    /// Why `change` cannot be, with the field it stands beside. A task has its first and its plan its last day.
    #[must_use]
    pub fn refusal(
        &self,
        change: &PersonChange,
        (first, last): (NaiveDate, NaiveDate),
        today: NaiveDate,
    ) -> Option<(&'static str, String)> {
        let What::Named(_, from_on) = &change.what else {
            return self.refusal_to_withdraw(change, today);
        };
        if *from_on > last {
            return Some(("from_on", format!("不能晚于方案最后一日 {}。", dates::short(last))));
        }
        let (word, since) = (self.role.word(), self.on(today).map(|term| term.from_on));
        if let Some(since) = since.filter(|since| from_on < since) {
            let since = dates::short(since);
            return Some(("from_on", format!("现在的{word}自 {since} 起，变更日不能更早。")));
        }
        if since.is_none() && *from_on < first.min(today) {
            return Some(("from_on", format!("不能早于任务开始之日 {}。", dates::short(first))));
        }
        (*from_on < today && change.reason.is_empty())
            .then(|| ("reason", "变更日在今天以前的，须写明理由。".to_owned()))
    }

    fn refusal_to_withdraw(&self, change: &PersonChange, today: NaiveDate) -> Option<(&'static str, String)> {
        if self.planned(today).is_none() {
            let sentence = format!("{}没有尚未生效的变更，不必撤回。", self.role.word());
            return Some((self.role.code(), sentence));
        }
        change.reason.is_empty().then(|| ("reason", "撤回尚未生效的变更，须写明理由。".to_owned()))
    }

    /// The terms after `change`, which [`refusal`](Self::refusal) lets pass. What begins on the day of another term
    /// takes its place; what is planned anew, the place of what was planned before.
    #[must_use]
    pub fn after(&self, change: &PersonChange, today: NaiveDate) -> Self {
        let mut list = self.list.clone();
        match &change.what {
            What::PlanWithdrawn => list.retain(|term| term.from_on <= today),
            What::Named(person, from_on) => {
                list.retain(|term| term.from_on != *from_on && (term.from_on <= today || *from_on <= today));
                let reason = (!change.reason.is_empty()).then(|| change.reason.clone());
                list.push(Term { from_on: *from_on, person: person.clone(), reason });
                list.sort_by_key(|term| term.from_on);
            }
        }
        let mut before: Option<AccountId> = None;
        list.retain(|term| {
            let person = term.person.as_ref().map(|person| person.id);
            let differs = person != before;
            before = person;
            differs
        });
        Self { role: self.role, list }
    }

    /// Whether naming `person` from a day to come leaves who it is today: all it does is to withdraw what was planned.
    fn keeps_present(&self, person: Option<&Person>, from_on: NaiveDate, today: NaiveDate) -> bool {
        let id = |person: Option<&Person>| person.map(|person| person.id);
        from_on > today && id(person) == id(self.person_on(today))
    }

    /// What `change` does, without its full stop.
    #[must_use]
    pub fn sentence(&self, change: &PersonChange, today: NaiveDate) -> String {
        let (word, planned) = (self.role.word(), self.planned(today));
        let plan = |term: &Term| {
            format!("自 {} 起：{}", dates::short(term.from_on), self.role.name_of(term.person.as_ref()))
        };
        match &change.what {
            What::Named(person, from_on) if self.keeps_present(person.as_ref(), *from_on, today) => {
                let withdrawn = planned.map_or_else(String::new, |term| {
                    let name = self.role.name_of(term.person.as_ref());
                    format!("取消自 {} 起{word}改为{name}的安排，", dates::short(term.from_on))
                });
                format!("{withdrawn}仍为{}", self.name_on(today))
            }
            What::Named(person, from_on) => {
                let (from, to) = (self.name_on(today.min(*from_on)), self.role.name_of(person.as_ref()));
                let replaced = planned.filter(|_| *from_on > today);
                let replaced =
                    replaced.map_or_else(String::new, |term| format!("，取代原定的安排（{}）", plan(term)));
                format!("自 {} 起，{word}由{from}改为{to}{replaced}", dates::short(*from_on))
            }
            What::PlanWithdrawn => {
                let withdrawn = planned.map_or_else(String::new, |term| format!("（{}）", plan(term)));
                format!("撤回尚未生效的{word}变更{withdrawn}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn person(name: &str) -> Option<Person> {
        let id = name.chars().next().map_or(0, |c| i64::from(u32::from(c)));
        (name != "无").then(|| Person { id: AccountId(id), name: name.to_owned() })
    }

    /// `2019-04-08 甲, 2019-07-01 乙`
    fn terms(text: &str) -> Terms {
        let term = |text: &str| {
            let (from_on, name) = text.split_once(' ').unwrap();
            Term { from_on: d(from_on), person: person(name), reason: None }
        };
        Terms {
            role: PersonRole::Leader,
            list: text.split(", ").filter(|t| !t.is_empty()).map(term).collect(),
        }
    }

    fn named(name: &str, from_on: &str) -> PersonChange {
        PersonChange { what: What::Named(person(name), d(from_on)), reason: String::new() }
    }

    fn withdrawn(reason: &str) -> PersonChange {
        PersonChange { what: What::PlanWithdrawn, reason: reason.to_owned() }
    }

    const TODAY: &str = "2019-07-10";

    #[test]
    fn a_change_makes_of_the_terms_what_the_table_says() {
        for (now, change, then) in [
            ("", named("甲", TODAY), "2019-07-10 甲"),
            ("2019-04-08 甲", named("乙", TODAY), "2019-04-08 甲, 2019-07-10 乙"),
            ("2019-04-08 甲", named("无", TODAY), "2019-04-08 甲, 2019-07-10 无"),
            ("", named("无", TODAY), ""),
            // The same day: corrected, not two of one day; back to the one before, and nothing is left of it.
            ("2019-04-08 甲, 2019-07-10 乙", named("丙", TODAY), "2019-04-08 甲, 2019-07-10 丙"),
            ("2019-04-08 甲, 2019-07-10 乙", named("甲", TODAY), "2019-04-08 甲"),
            ("2019-04-08 甲", named("乙", "2019-04-08"), "2019-04-08 乙"),
            // A day to come: one is planned at most; naming somebody before then leaves it.
            ("2019-04-08 甲", named("乙", "2019-09-01"), "2019-04-08 甲, 2019-09-01 乙"),
            ("2019-04-08 甲, 2019-09-01 乙", named("丙", "2019-10-01"), "2019-04-08 甲, 2019-10-01 丙"),
            (
                "2019-04-08 甲, 2019-09-01 乙",
                named("丙", TODAY),
                "2019-04-08 甲, 2019-07-10 丙, 2019-09-01 乙",
            ),
            ("2019-04-08 甲, 2019-09-01 乙", named("乙", TODAY), "2019-04-08 甲, 2019-07-10 乙"),
            ("2019-04-08 甲, 2019-09-01 乙", withdrawn("不调整了"), "2019-04-08 甲"),
        ] {
            let (mut after, then) = (terms(now).after(&change, d(TODAY)), terms(then));
            after.list.iter_mut().for_each(|term| term.reason = None);
            assert_eq!(after, then, "{now}: {change:?}");
        }
    }

    #[test]
    fn a_change_is_a_sentence_and_naming_the_present_person_says_that_the_plan_is_withdrawn() {
        let planned = "2019-04-08 甲, 2019-09-01 乙";
        for (now, change, sentence) in [
            ("2019-04-08 甲", named("乙", TODAY), "自 2019-07-10 起，分管院领导由甲改为乙"),
            (
                planned,
                named("丙", "2019-10-01"),
                "自 2019-10-01 起，分管院领导由甲改为丙，取代原定的安排（自 2019-09-01 起：乙）",
            ),
            (planned, named("甲", "2019-10-01"), "取消自 2019-09-01 起分管院领导改为乙的安排，仍为甲"),
            (planned, named("甲", "2019-09-01"), "取消自 2019-09-01 起分管院领导改为乙的安排，仍为甲"),
            (
                "2019-09-01 乙",
                named("无", "2019-09-01"),
                "取消自 2019-09-01 起分管院领导改为乙的安排，仍为待明确",
            ),
            (
                "2019-04-08 甲, 2019-09-01 无",
                named("甲", "2019-09-01"),
                "取消自 2019-09-01 起分管院领导改为待明确的安排，仍为甲",
            ),
            (planned, withdrawn("不调整了"), "撤回尚未生效的分管院领导变更（自 2019-09-01 起：乙）"),
        ] {
            assert_eq!(terms(now).sentence(&change, d(TODAY)), sentence, "{now}");
        }
    }

    #[test]
    fn a_past_day_keeps_its_person_and_a_plan_acts_on_its_day() {
        let terms = terms("2019-04-08 甲, 2019-07-01 乙, 2019-09-01 丙");
        for (day, name) in [
            ("2019-04-07", "待明确"),
            ("2019-04-08", "甲"),
            ("2019-06-30", "甲"),
            ("2019-07-01", "乙"),
            ("2019-08-31", "乙"),
            ("2019-09-01", "丙"),
        ] {
            assert_eq!(terms.name_on(d(day)), name, "{day}");
        }
        let begun: Vec<_> = terms.begun(d(TODAY)).map(|(term, to_on)| (term.from_on, to_on)).collect();
        assert_eq!(begun, [(d("2019-04-08"), Some(d("2019-06-30"))), (d("2019-07-01"), None)]);
    }

    #[test]
    fn a_change_is_refused_outside_its_days_and_without_a_reason_for_the_past() {
        let days = (d("2019-03-28"), d("2019-12-31"));
        let refused = |now: &str, change: &PersonChange| {
            terms(now).refusal(change, days, d(TODAY)).map_or("", |(field, _)| field)
        };
        assert_eq!(refused("2019-04-08 甲", &named("乙", "2020-01-01")), "from_on");
        assert_eq!(refused("2019-04-08 甲", &named("乙", "2019-04-07")), "from_on");
        assert_eq!(refused("", &named("乙", "2019-03-27")), "from_on");
        assert_eq!(refused("2019-04-08 甲", &named("乙", "2019-07-09")), "reason");
        let why = PersonChange { reason: "补录".into(), ..named("乙", "2019-07-09") };
        assert_eq!(refused("2019-04-08 甲", &why), "");
        assert_eq!(refused("2019-04-08 甲", &named("乙", TODAY)), "");
        assert_eq!(refused("2019-04-08 甲, 2019-09-01 丙", &named("乙", TODAY)), "");
        assert_eq!(refused("2019-04-08 甲", &withdrawn("不调整了")), "leader");
        assert_eq!(refused("2019-04-08 甲, 2019-09-01 丙", &withdrawn("")), "reason");
        assert_eq!(refused("2019-04-08 甲, 2019-09-01 丙", &withdrawn("不调整了")), "");
    }
}
