//! Who was in charge of the task (历任), and who shall be.

use chrono::NaiveDate;

use crate::plan::tasks::in_charge::{Term, Terms};
use crate::web::dates;

/// Who was in charge before, and who shall be.
pub(super) struct InChargeLines {
    /// 2019-03-28 至 2019-06-30　院长, oldest first; empty while there was one only.
    pub former: Vec<String>,
    /// 自 2019-09-01 起改为分管副院长
    pub planned: Option<String>,
}

impl InChargeLines {
    pub fn of(terms: &Terms, today: NaiveDate) -> Self {
        let name = |term: &Term| terms.role.name_of(term.person.as_ref()).to_owned();
        let line = |(term, to_on): (&Term, Option<NaiveDate>)| {
            let until = to_on.map_or_else(|| "至今".to_owned(), |day| format!("至 {}", dates::short(day)));
            format!("{} {until}　{}", dates::short(term.from_on), name(term))
        };
        let former: Vec<String> = terms.begun(today).map(line).collect();
        Self {
            former: if former.len() > 1 { former } else { Vec::new() },
            planned: terms
                .planned(today)
                .map(|term| format!("自 {} 起改为{}", dates::short(term.from_on), name(term))),
        }
    }
}
