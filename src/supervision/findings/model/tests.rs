use super::*;

#[test]
fn the_table_of_steps_is_the_one_of_the_domain() {
    let table: Vec<String> = FindingStatus::ALL
        .into_iter()
        .map(|from| {
            let ways = Step::ALL.into_iter().filter_map(|step| Some((step, from.after(step).ok()?)));
            let ways: Vec<_> =
                ways.map(|(step, to)| format!("{}→{}（{}）", step.word(), to.word(), step.who())).collect();
            format!("{}：{}", from.word(), ways.join("；"))
        })
        .collect();
    let department = "（责任部门（领导小组办公室可代录））";
    let closes = "（领导小组办公室（本人代录或所在部门反馈的，由他人））";
    let withdraws = "撤销→已撤销（领导小组办公室）";
    let leader = "（分管院领导或当日代行其职责的院领导，分管院领导待明确的由组长（领导小组办公室可代录））";
    assert_eq!(
        table,
        [
            format!("待批准：批准→待整改{leader}；不予批准→未批准{leader}；{withdraws}"),
            format!("待整改：接收整改→整改中{department}；{withdraws}"),
            format!("整改中：反馈→已反馈{department}；{withdraws}"),
            format!("已反馈：退回整改→退回整改{closes}；销号→已销号{closes}；{withdraws}"),
            format!("退回整改：反馈→已反馈{department}；{withdraws}"),
            "已销号：".to_owned(),
            "已撤销：".to_owned(),
            "未批准：".to_owned(),
        ]
    );
}

#[test]
fn a_refusal_says_who_may_and_when() {
    assert_eq!(
        FindingStatus::Open.after(Step::Close).unwrap_err(),
        "这项问题现为“待整改”，不能销号；销号由领导小组办公室（本人代录或所在部门反馈的，由他人）在“已反馈”时办理。"
    );
    assert!(FindingStatus::Open.after(Step::Answer).unwrap_err().contains("在“整改中”或“退回整改”时办理"));
}

#[test]
fn codes_are_read_as_they_are_written() {
    assert!(Source::ALL.into_iter().all(|source| Source::of_code(source.code()) == Some(source)));
    assert!(Severity::ALL.into_iter().all(|degree| Severity::of_code(degree.code()) == Some(degree)));
    let states = FindingStatus::ALL;
    assert!(states.into_iter().all(|status| FindingStatus::of_code(status.code()) == Some(status)));
}

#[test]
fn what_is_open_for_more_than_thirty_days_stands_out_until_it_ends() {
    let d = |text: &str| text.parse::<NaiveDate>().unwrap();
    let days = |status, today| long_open_days(d("2019-06-03"), status, d(today));
    assert_eq!(days(FindingStatus::Open, "2019-07-03"), None, "thirty days");
    assert_eq!(days(FindingStatus::Answered, "2019-07-04"), Some(31));
    assert_eq!(days(FindingStatus::Closed, "2019-09-04"), None);
    assert_eq!(days(FindingStatus::Withdrawn, "2019-09-04"), None);
}

#[test]
fn a_repetition_is_said_in_words_the_same_department_first() {
    assert_eq!(repeated(0, 0), None);
    assert_eq!(repeated(1, 0).unwrap(), "同一任务第 2 次");
    assert_eq!(repeated(3, 1).unwrap(), "同一任务、部门第 2 次");
}
