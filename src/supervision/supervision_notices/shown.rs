//! How a notice is shown: who signed, when, and its road in steps. Pure.

use chrono::{DateTime, Utc};

use super::model::NoticeState;
use super::store::NoticeRow;
use crate::clock::BEIJING;
use crate::supervision::change_requests::recorded;
use crate::web::dates;

/// 2019-07-08 09:30, Beijing time.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.with_timezone(&BEIJING).format("%Y-%m-%d %H:%M").to_string()
}

/// Who signed: 张三; 审管办李四（张三代录）.
pub(super) fn signer(notice: &NoticeRow, by: &str) -> String {
    recorded(by, notice.acknowledged_on_behalf_of.as_deref())
}

/// A step as it was taken.
pub(super) struct RoadStep {
    pub on: String,
    pub who: String,
    pub what: String,
    /// Whether it went against the notice.
    pub red: bool,
    /// What was said: heading and text.
    pub texts: Vec<(&'static str, String)>,
}

/// The steps of a notice, first to last; what is answered afterwards stands with its finding.
pub(super) fn road(notice: &NoticeRow) -> Vec<RoadStep> {
    let spoken = vec![("沟通情况", notice.spoken_with.clone())];
    let was_draft = notice.decided_on.is_some() || notice.issued_on.is_none();
    let mut steps = vec![RoadStep {
        on: dates::short(notice.drafted_on),
        who: notice.drafted_by_name.clone(),
        what: if was_draft { "拟发".into() } else { issued(notice) },
        red: false,
        texts: spoken,
    }];
    steps.extend(decided(notice));
    if let (Some(at), Some(by)) = (notice.acknowledged_at, &notice.acknowledged_by) {
        steps.push(RoadStep {
            on: instant(at),
            who: signer(notice, by),
            what: "签收".into(),
            red: false,
            texts: Vec::new(),
        });
    }
    steps.extend(taken_back(notice));
    steps.extend(withdrawn(notice));
    steps
}

fn taken_back(notice: &NoticeRow) -> Option<RoadStep> {
    let (on, by) = notice.taken_back_on.zip(notice.taken_back_by.clone())?;
    let because = notice.taken_back_because.clone().unwrap_or_default();
    let texts = vec![("撤回理由", because)];
    Some(RoadStep { on: dates::short(on), who: by, what: "撤回".into(), red: true, texts })
}

/// It ended because its finding was withdrawn.
fn withdrawn(notice: &NoticeRow) -> Option<RoadStep> {
    let ended = notice.finding_ended_on.zip(notice.finding_ended_by.clone());
    let (on, by) = ended.filter(|_| notice.state() == NoticeState::Withdrawn)?;
    let texts = vec![("撤销理由", notice.finding_remark.clone().unwrap_or_default())];
    let what = "撤销所立问题，通知单随之撤销".to_owned();
    Some(RoadStep { on: dates::short(on), who: by, what, red: true, texts })
}

fn issued(notice: &NoticeRow) -> String {
    format!("签发，送{}，{} 前反馈", notice.department_name, dates::short(notice.answer_by))
}

fn decided(notice: &NoticeRow) -> Option<RoadStep> {
    let (on, by) = notice.decided_on.zip(notice.decided_by.as_deref())?;
    let refused = notice.issued_on.is_none();
    let mut texts = vec![("意见", notice.remark.clone().unwrap_or_default())];
    texts.extend(notice.evidence.clone().map(|evidence| ("凭据", evidence)));
    Some(RoadStep {
        on: dates::short(on),
        who: recorded(by, notice.leader.as_deref().filter(|leader| *leader != by)),
        what: match notice.issued_on {
            None => "不予批准".into(),
            Some(day) if day == on => format!("批准，{}", issued(notice)),
            Some(day) => format!("批准，{} {}", dates::short(day), issued(notice)),
        },
        red: refused,
        texts,
    })
}
