//! The notice of 2019: every irregularity that the domain names.

use chrono::NaiveDate;

use super::{AssignmentRole, NOTICE, doubted, messages, names, task, the_notice};
use crate::plan::document_reader::{DepartmentKind, rules};

/// Every task: number, section, title, leads, supports; departments by their canonical names.
const TASKS: [(i32, i32, &str, &str, &str); 39] = [
    (1, 1, "加强审判团队建设", "审管办、干部科", ""),
    (2, 1, "明确司法人员岗位职责", "审管办", ""),
    (3, 1, "全面推进院长、庭长办案常态化", "审管办", ""),
    (4, 1, "健全专业法官会议制度和审判委员会制度", "审管办", ""),
    (5, 1, "健全完善法律统一适用机制", "研究室、各审判执行团队", ""),
    (6, 1, "健全信息化全流程审判监督管理机制", "审管办", "办公室、各审判执行部门"),
    (7, 1, "细化落实院长、庭长审判监督管理权责清单", "审管办", ""),
    (8, 1, "进一步完善“四类案件”识别监督制度", "审管办", "立案庭、各审判执行部门"),
    (9, 1, "强化案件质量评查", "审管办、监察室", ""),
    (10, 1, "严格落实违法审判责任追究制度", "监察室", ""),
    (11, 1, "完善司法廉政风险防控体系", "监察室", "干部科、审管办、各审判执行部门"),
    (12, 2, "统筹推进法官员额和政法编制合理配置", "干部科", ""),
    (13, 2, "完善法官员额退出机制", "院党组、干部科、监察室", ""),
    (14, 2, "加强法官助理、书记员的配备和培养", "干部科", ""),
    (15, 2, "完善司法人员业绩考核制度", "考核办", "各成员单位"),
    (16, 2, "完善法官单独职务序列配套举措", "干部科", ""),
    (17, 2, "强化司法履职保障机制", "干部科", "司法警察大队、办公室"),
    (18, 2, "完善人民陪审员管理配套制度", "干部科、研究室", ""),
    (19, 3, "推进诉讼服务中心现代化建设", "立案庭、办公室", ""),
    (20, 3, "加强多元化纠纷解决机制建设", "立案庭、各审判执行部门", ""),
    (21, 3, "全面推行“分流+调解+速裁+快审”机制改革", "立案庭", "各审判执行部门"),
    (22, 3, "深入推进繁简分流机制建设", "立案审判团队", "各审判执行部门、研究室"),
    (23, 3, "优化人民法庭布局", "研究室", "办公室、干部科、审管办"),
    (24, 3, "推进家事审判方式改革工作", "长白山景区法庭、抚松法庭、露水河法庭、泉阳法庭", "研究室"),
    (25, 3, "深入推进“道交一体化”改革", "", "抚松法庭"),
    (26, 3, "健全完善司法救助制度", "", "信访办公室"),
    (27, 4, "正确适用认罪认罚从宽制度和速裁程序", "", "刑事庭"),
    (28, 4, "推进民事、行政审判庭审实质化改革", "", "审管办、各民事庭、行政庭"),
    (29, 4, "加大产权司法保护力度", "", "民二庭、研究室"),
    (30, 4, "加强审判执行工作标准化、规范化建设", "", "各审判执行部门、审管办"),
    (31, 4, "深入开展优化法治营商环境工作", "民二庭、研究室", ""),
    (32, 4, "加强环境资源审判工作", "行政庭、刑事庭、民事庭、研究室", ""),
    (33, 4, "推动部分事务集约化、社会化管理", "办公室、执行局、审管办", ""),
    (34, 4, "深化执行体制改革", "执行局", ""),
    (35, 5, "推动法院机构改革向纵深发展", "干部科", ""),
    (36, 6, "深化裁判文书公开", "审管办", "各审判部门、办公室"),
    (37, 6, "深化审判流程信息公开", "审管办", "各审判部门、办公室"),
    (38, 6, "深化庭审公开", "审管办", "各审判部门、办公室"),
    (39, 6, "深化执行信息公开", "执行局", "办公室"),
];

#[test]
fn the_plan_is_the_notice_of_28_march_2019() {
    let plan = the_notice().plan;
    assert_eq!(plan.year, 2019);
    assert_eq!(plan.title, "《抚松县人民法院司法改革领导小组2019年工作要点》及分工方案");
    assert_eq!(plan.document_number.as_deref(), Some("抚法〔2019〕第5号"));
    assert_eq!(plan.issuing_body.as_deref(), Some("抚松县人民法院"));
    assert_eq!(Some(plan.issued_on), NaiveDate::from_ymd_opt(2019, 3, 28));
    assert_eq!(plan.starts_on, plan.issued_on);
    assert_eq!(Some(plan.ends_on), NaiveDate::from_ymd_opt(2019, 12, 31));
}

#[test]
fn six_sections_have_their_titles_as_printed_with_emphasis_and_short_title() {
    let read: Vec<_> = the_notice()
        .sections
        .into_iter()
        .map(|section| (section.number, section.short_title, section.title, section.emphasis))
        .collect();
    let with_emphasis = |number, short: &str, emphasis: &str, rest: &str| {
        (number, short.to_owned(), format!("{emphasis}{rest}"), Some(emphasis.to_owned()))
    };
    let expected = vec![
        with_emphasis(1, "司法责任制", "以构建审判权运行监管机制为重点", "推进司法责任制"),
        with_emphasis(2, "人员分类管理", "以落实职业保障待遇特别是职级待遇为重点", "推进人员分类管理改革"),
        with_emphasis(
            3,
            "司法为民",
            "以推进诉讼服务中心现代化建设、优化人民法庭布局为重点",
            "更好落实司法为民",
        ),
        with_emphasis(
            4,
            "审判执行",
            "以推进以审判为中心的刑事诉讼制度改革、建立执行工作长效机制为重点",
            "推进审判执行领域改革",
        ),
        (5, "机构改革".to_owned(), "以开展省高院机构改革带动本院机构改革向纵深发展".to_owned(), None),
        with_emphasis(6, "司法公开", "以加强四大平台建设为重点", "进一步深化司法公开"),
    ];
    assert_eq!(read, expected);
}

#[test]
fn every_task_has_its_section_title_leads_and_supports() {
    let notice = the_notice();
    let read: Vec<_> = notice
        .tasks
        .iter()
        .map(|task| {
            let leads = names(task, AssignmentRole::Lead).join("、");
            let supports = names(task, AssignmentRole::Support).join("、");
            (task.number, task.section, task.title.clone(), leads, supports)
        })
        .collect();
    let expected: Vec<_> = TASKS
        .iter()
        .map(|(number, section, title, leads, supports)| {
            (*number, *section, (*title).to_owned(), (*leads).to_owned(), (*supports).to_owned())
        })
        .collect();
    assert_eq!(read, expected);
}

#[test]
fn the_office_for_trial_management_stands_in_16_tasks_leads_12_and_files_for_11() {
    let tasks = the_notice().tasks;
    let stands = |role: Option<AssignmentRole>| {
        tasks
            .iter()
            .filter(|task| {
                task.assignments
                    .iter()
                    .any(|a| a.department == "审管办" && role.is_none_or(|role| a.role == role))
            })
            .count()
    };
    assert_eq!(stands(None), 16);
    assert_eq!(stands(Some(AssignmentRole::Lead)), 12);
    assert_eq!(tasks.iter().filter(|task| task.files_report.as_deref() == Some("审管办")).count(), 11);
}

#[test]
fn eleven_tasks_have_several_leads() {
    let notice = the_notice();
    let several: Vec<i32> = notice
        .tasks
        .iter()
        .filter(|task| names(task, AssignmentRole::Lead).len() > 1)
        .map(|task| task.number)
        .collect();
    assert_eq!(several, [1, 5, 9, 13, 18, 19, 20, 24, 31, 32, 33]);
}

#[test]
fn the_first_named_unit_lead_files_and_never_a_group_or_body() {
    let notice = the_notice();
    for task in &notice.tasks {
        let leads = names(task, AssignmentRole::Lead);
        let first_unit = leads.iter().find(|name| !name.starts_with('各') && **name != "院党组").copied();
        assert_eq!(task.files_report.as_deref(), first_unit, "task {}", task.number);
    }
    assert_eq!(task(&notice, 13).files_report.as_deref(), Some("干部科"));
}

#[test]
fn tasks_without_black_type_get_no_lead_and_a_doubt() {
    let notice = the_notice();
    assert_eq!(doubted(&notice, rules::LEAD_NOT_MARKED), [25, 26, 27, 28, 29, 30]);
    for number in 25..=30 {
        assert_eq!(task(&notice, number).files_report, None);
    }
    assert!(messages(&notice, rules::LEAD_NOT_MARKED).iter().all(|m| m.contains("牵头部门待明确")));
}

#[test]
fn a_sole_department_without_black_type_is_proposed_only() {
    let proposed: Vec<_> =
        the_notice().tasks.into_iter().filter_map(|task| Some((task.number, task.proposed_lead?))).collect();
    let expected = [(25, "抚松法庭"), (26, "信访办公室"), (27, "刑事庭")];
    assert_eq!(proposed, expected.map(|(number, name)| (number, name.to_owned())));
}

#[test]
fn departments_have_their_kinds_and_one_has_an_alias() {
    let notice = the_notice();
    let of_kind = |kind: DepartmentKind| {
        let of_kind = notice.departments.iter().filter(|department| department.kind == kind);
        of_kind.map(|department| department.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(
        of_kind(DepartmentKind::Group),
        ["各审判执行团队", "各审判执行部门", "各成员单位", "各民事庭", "各审判部门"]
    );
    assert_eq!(of_kind(DepartmentKind::Body), ["院党组"]);
    assert_eq!(
        of_kind(DepartmentKind::Unit).join("、"),
        "审管办、干部科、研究室、办公室、立案庭、监察室、考核办、司法警察大队、立案审判团队、\
         长白山景区法庭、抚松法庭、露水河法庭、泉阳法庭、信访办公室、刑事庭、行政庭、民二庭、民事庭、执行局"
    );
    let aliases: Vec<_> =
        notice.departments.iter().filter(|d| !d.aliases.is_empty()).map(|d| (&d.name, &d.aliases)).collect();
    assert_eq!(aliases, [(&"立案庭".to_owned(), &vec!["立案".to_owned()])]);
    let assignment = &task(&notice, 8).assignments[1];
    assert_eq!((assignment.department.as_str(), assignment.wording.as_str()), ("立案庭", "立案"));
}

#[test]
fn doubts_name_the_tasks_they_are_about() {
    let notice = the_notice();
    let expected: [(&str, &[i32]); 10] = [
        (rules::DEPARTMENT_ALIAS, &[8]),
        (rules::DEPARTMENT_NAMES_MAY_COINCIDE, &[28, 29, 31, 32]),
        (rules::BODY_AMONG_DEPARTMENTS, &[13]),
        (rules::LEAD_PARTLY_BLACK, &[24]),
        (rules::TITLE_ONLY, &[24, 25, 27, 28, 29, 34, 36, 37, 38, 39]),
        (rules::UNPAIRED_BRACKETS, &[18]),
        (rules::WAITS_FOR_SUPERIOR, &[10]),
        (rules::REFERS_TO_SUPERIOR, &[3, 5, 12, 14, 23]),
        (rules::DEPARTMENTS_MAY_CHANGE, &[35]),
        (rules::TASK_WITHOUT_WORK_POINT, &[5, 12, 13, 29, 33, 35]),
    ];
    for (rule, tasks) in expected {
        assert_eq!(doubted(&notice, rule), tasks, "{rule}");
    }
    assert_eq!(messages(&notice, rules::GROUP_WITHOUT_MEMBERS).len(), 5);
    let differs = messages(&notice, rules::SECTION_WORDING_DIFFERS);
    assert!(matches!(differs[..], [one] if one.contains("第 5 板块") && one.contains("各项工作")));
    for never in [
        rules::PARAGRAPH_NOT_READ,
        rules::NO_BLACK_TYPE,
        rules::NO_WORK_POINTS,
        rules::ISSUE_DATES_DIFFER,
        rules::TEXT_BEHIND_DEPARTMENTS,
        rules::BLACK_MARK_UNCLOSED,
        rules::DEPARTMENT_NAMED_TWICE,
        rules::DUE_DATE_UNCLEAR,
    ] {
        assert!(messages(&notice, never).is_empty(), "{never}");
    }
}

#[test]
fn ten_tasks_have_a_title_and_no_text() {
    let notice = the_notice();
    let empty: Vec<i32> = notice.tasks.iter().filter(|t| t.text.is_empty()).map(|t| t.number).collect();
    assert_eq!(empty, [24, 25, 27, 28, 29, 34, 36, 37, 38, 39]);
}

#[test]
fn only_the_first_task_has_a_second_paragraph() {
    let notice = the_notice();
    let several: Vec<i32> = notice.tasks.iter().filter(|t| t.text.contains('\n')).map(|t| t.number).collect();
    assert_eq!(several, [1]);
    let (first, second) = task(&notice, 1).text.split_once('\n').unwrap();
    assert!(first.starts_with("根据案件数量") && first.ends_with("切实增强团队合力。"));
    assert_eq!(second, "统筹内设机构改革与审判团队建设，实行“院—综合审判庭”或者“院—审判团队”管理模式。");
}

#[test]
fn what_page_breaks_cut_is_whole_again() {
    let notice = the_notice();
    for (number, whole) in [
        (3, "健全完善入额院领导办案实名通报"),
        (9, "综合运用网上评查、卷宗评查、集中评查"),
        (11, "形成内部监督合力。全面梳理"),
        (15, "也可以探索简便易行的案件工作量折算办法。"),
        (18, "《中华人民共和《人民陪审员法》的各项规定内容"),
        (21, "行政复议、诉讼等有机衔接、相互协调"),
        (31, "牢固树立谦抑制、审慎、善意理念"),
    ] {
        assert!(task(&notice, number).text.contains(whole), "task {number}: {whole}");
    }
}

#[test]
fn text_stands_as_printed_with_its_misprints_and_without_marks() {
    let notice = the_notice();
    assert!(task(&notice, 10).text.contains("由有关本门调查"));
    assert_eq!(
        task(&notice, 18).text,
        "贯彻落实《中华人民共和《人民陪审员法》的各项规定内容，完善相关配套制度。"
    );
    assert!(task(&notice, 14).text.ends_with("稳定辅助人员队伍"));
    assert_eq!(task(&notice, 12).text, "严格按照省高院和市中院的要求实行。");
    for task in &notice.tasks {
        assert!(!task.text.contains("**") && !task.text.contains('#'), "task {}", task.number);
        assert!(!task.text.contains("责任部门：") && !task.title.ends_with('。'), "task {}", task.number);
        let printed = NOTICE.contains(&format!("{}.{}。", task.number, task.title));
        assert!(printed, "the title of task {} is printed so", task.number);
    }
}

#[test]
fn no_text_of_the_division_plan_is_lost() {
    let notice = the_notice();
    let plan = NOTICE.rsplit_once("现将有关任务分工如下：").unwrap().1;
    let printed = plan.chars().filter(|c| !"*# \n".contains(*c)).count();
    let headings: usize =
        notice.sections.iter().map(|section| section.title.chars().count() + "一、".chars().count()).sum();
    let tasks: usize = notice
        .tasks
        .iter()
        .map(|task| {
            let names: usize = task.assignments.iter().map(|a| a.wording.chars().count() + 1).sum();
            let text = task.text.replace('\n', "").chars().count();
            // "12." and 。 of the title, "责任部门：" and one 、 fewer than names.
            task.number.to_string().len() + 1 + task.title.chars().count() + 1 + text + 5 + names - 1
        })
        .sum();
    let note = "注：以上任务，黑体字标注的为牵头责任部门。".chars().count();
    assert_eq!(headings + tasks + note, printed);
}

#[test]
fn only_the_tenth_task_waits_for_a_superior_court_and_none_has_a_date() {
    let notice = the_notice();
    for task in &notice.tasks {
        assert_eq!(task.waits_for_superior.is_some(), task.number == 10, "task {}", task.number);
        assert_eq!(task.due_dates, [], "task {}", task.number);
    }
    let sentence = task(&notice, 10).waits_for_superior.as_deref().unwrap();
    assert!(sentence.contains("我院待省高院出台具体工作办法后"));
}
