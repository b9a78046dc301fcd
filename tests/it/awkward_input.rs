//! Every form of the product given what nobody should type: too long, empty, of control characters, out of every range.
//! None may fall into the database's hands unread, and what was typed stays in the page that refuses it.

use std::collections::BTreeSet;

use reform_ledger::accounts::Role;
use reform_ledger::database::MIGRATOR;
use scraper::{ElementRef, Html, Selector};
use sqlx::PgPool;

use crate::support::activity::{complete_by, put_in_charge, run, submit_report};
use crate::support::court::Form;
use crate::support::{Page, Persona, TestApp};

/// The pages with forms, by who may fill them in.
const OFFICE: &[&str] = &[
    "/departments",
    "/departments/1",
    "/departments/1/split",
    "/departments/1/close",
    "/calendar?year=2019",
    "/2019/plan/rules",
    "/2019/kiosk-links",
    "/2019/plan",
    "/2019/work-points",
    "/2019/superior-points/add",
    "/2019/acknowledgements",
    "/2019/deadlines/1",
    "/2019/tasks/add",
    "/2019/tasks/adjust",
    "/2019/tasks/20/adjust",
    "/2019/tasks/20/edit",
    "/2019/tasks/20/responsibilities",
    "/2019/tasks/8/completion",
    "/2019/completions/1",
    "/2019/completions/2",
    "/2019/tasks/21/status/paused",
    "/2019/tasks/22/status/merged",
    "/2019/tasks/25/status/terminated",
    "/2019/tasks/24/status/standing",
    "/2019/reports/2019-06/review",
    "/2019/tasks/20/files",
    "/2019/findings/add?task=20",
    "/2019/findings/1",
    "/2019/findings/2",
    "/2019/findings/3",
    "/worklist",
];
const CONTACT: &[&str] = &["/2019/reports/2019-06", "/2019/acknowledgements", "/worklist"];
const SYSTEM: &[&str] = &["/accounts", "/accounts/1"];
const SECURITY: &[&str] = &["/accounts/policy", "/accounts/1"];

/// A form of a page: where it posts to, its fields filled in, and the names of those a person types into.
struct Found {
    action: String,
    form: Form,
    /// Files go with it.
    multipart: bool,
    typed: Vec<String>,
    others: Vec<String>,
}

/// The forms of a page. What stands empty is filled in, so that nothing but the awkward field is refused.
fn forms(page: &Page, path: &str) -> Vec<Found> {
    let html = Html::parse_document(&page.body);
    let form_of_page = selector(FORMS);
    let found = html.select(&form_of_page).enumerate().map(|(index, form)| {
        let (typed, others) = (names(&form, TYPED), names(&form, "input[type=hidden], select"));
        let action = form.value().attr("action").filter(|action| !action.is_empty()).unwrap_or(path);
        let multipart = form.value().attr("enctype").is_some();
        let fields = Form::nth(page, FORMS, index);
        // A month's reports are saved task by task, as far as they are right: there the others stay as they are.
        let form = if multipart { fields } else { fill_in(&form, fields) };
        Found { action: action.to_owned(), form, multipart, typed, others }
    });
    found.collect()
}

impl Found {
    /// Posts the form with one field changed.
    async fn post(&self, person: &mut Persona<'_>, name: &str, value: &str) -> Page {
        let form = self.form.clone().with(name, value);
        if self.multipart {
            person.post_files(&self.action, &form.fields(), &[]).await
        } else {
            person.post(&self.action, &form.fields()).await
        }
    }
}

const FORMS: &str = "main form[method=post]";
const TYPED: &str =
    "textarea, input:not([type=hidden], [type=checkbox], [type=radio], [type=password], [type=file])";

fn names(form: &ElementRef<'_>, fields: &str) -> Vec<String> {
    let fields = selector(fields);
    let names = form.select(&fields).filter_map(|field| field.value().attr("name"));
    names.filter(|name| *name != "csrf_token").map(str::to_owned).collect()
}

fn fill_in(element: &ElementRef<'_>, mut form: Form) -> Form {
    for field in element.select(&selector("textarea, select, input:not([type=hidden])")) {
        let Some(name) = field.value().attr("name") else { continue };
        if name == "binding" {
            // An address is read only where a screen is bound to a given one.
            form = form.with(name, "given");
        }
        let value = match (field.value().name(), field.value().attr("type")) {
            ("select", _) => {
                let last = field.select(&selector("option")).last();
                last.and_then(|option| option.value().attr("value")).unwrap_or_default().to_owned()
            }
            (_, Some("checkbox" | "radio" | "file")) => continue,
            (_, Some("date")) => "2019-06-26".to_owned(),
            (_, Some("number")) => "5".to_owned(),
            _ => "some-words".to_owned(),
        };
        if form.fields().iter().any(|(known, stands)| *known == name && stands.is_empty()) {
            form = form.with(name, &value);
        }
    }
    form
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

fn without_digits(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// All forms of these pages that post to an address of a kind not `seen` before; a page that does not open is `wrong`.
async fn collect(
    person: &mut Persona<'_>,
    paths: &[&str],
    seen: &mut BTreeSet<String>,
    wrong: &mut Vec<String>,
) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        let page = person.get(path).await;
        if page.status != 200 {
            wrong.push(format!("{path} answers {}", page.status));
        }
        found.extend(forms(&page, path));
    }
    found.retain(|form| seen.insert(without_digits(&form.action)));
    found
}

/// Gives each field of each form of these pages each awkward value, the others as they stand; returns what went wrong.
async fn walk(person: &mut Persona<'_>, paths: &[&str], seen: &mut BTreeSet<String>) -> Vec<String> {
    let long = "长".repeat(10_000);
    let mut wrong = Vec::new();
    let found = collect(person, paths, seen, &mut wrong).await;
    // What is too long comes first: it is refused everywhere, so that every form still stands as it was read.
    for (form, name) in found.iter().flat_map(|form| form.typed.iter().map(move |name| (form, name))) {
        let answer = form.post(person, name, &long).await;
        if answer.status == 303 && ONLY_ON_SUBMITTING.contains(&name.as_str()) {
            continue;
        }
        if answer.status != 422 {
            wrong.push(format!("{} {name} too long: {} {}", form.action, answer.status, answer.location()));
        } else if !answer.body.contains(&long) {
            wrong.push(format!("{} {name} too long: what was typed is gone", form.action));
        }
    }
    for form in &found {
        for (names, values) in [(&form.typed, ODD), (&form.others, ODD_CHOICES)] {
            for (name, value) in names.iter().flat_map(|name| values.iter().map(move |value| (name, value))) {
                let answer = form.post(person, name, value).await;
                if answer.status.is_server_error() {
                    wrong.push(format!("{} {name}={value:?}: {}", form.action, answer.status));
                }
            }
        }
    }
    wrong
}

/// Fields of a month's page that are not read while drafts are saved.
const ONLY_ON_SUBMITTING: [&str; 2] = ["rest_reason", "signed_off_by"];

const ODD: &[&str] = &[
    "",
    "\u{0}\u{7}\u{1b}",
    "99999999999999999999",
    "-2147483649",
    "2147483647",
    "9999-12-31",
    "+262142-12-31",
];
const ODD_CHOICES: &[&str] = &["99999999999999999999", "-1", "", "长"];

/// Two completions of tasks that 研究室 files for: one to be examined, one to be decided.
async fn ask_completions(contact: &mut Persona<'_>, office: &mut Persona<'_>) {
    for task in [5, 23] {
        let fields = [
            ("achieved", "some-words"),
            ("document_title", "some-words"),
            ("document_number", "1"),
            ("document_date", "2019-06-20"),
        ];
        contact.post(&format!("/2019/tasks/{task}/completion"), &fields).await.assert_status(303);
    }
    let passed = [("fits_1", "yes"), ("decision", "pass")];
    office.post("/2019/completions/2/examine", &passed).await.assert_status(303);
}

/// Three findings: one entered, one taken up, one answered.
async fn enter_findings(office: &mut Persona<'_>) {
    let add = "/2019/findings/add?task=20";
    for number in 1..=3 {
        let form = Form::of(&office.get(add).await, FORMS)
            .with("problem", "some-words")
            .with("required", "some-words")
            .with("due_on", "2019-07-31");
        office.post("/2019/findings/add", &form.fields()).await.assert_status(303);
        for step in ["take-up", "answer"].into_iter().take(number - 1) {
            let path = format!("/2019/findings/{number}");
            let form = Form::of(&office.get(&path).await, &format!("form[action$='{step}']"))
                .with("on_behalf_of", "some-words")
                .with("measures", "some-words")
                .with("proof", "some-words");
            office.post(&format!("{path}/{step}"), &form.fields()).await.assert_status(303);
        }
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn no_form_stumbles_over_awkward_input_and_what_was_typed_stays(pool: PgPool) {
    let app = TestApp::with_plan(pool).await;
    app.set_day("2019-06-26");
    let leader = app.person("leader", Role::Leader).await;
    put_in_charge(&app.state.db, leader.id.0, &[20, 21, 22, 23]).await;
    complete_by(&app.state.db, 20, "2019-06-14").await;
    let mut contact = app.member("研究室", "研究室", "contact").await;
    submit_report(&app.state.db, 20, "2019-06", "2019-06-24", contact.id.0, 30).await;
    run(&app.state.db, &["update task set status = 'in_progress' where number in (5, 8, 23, 24)"]).await;
    ask_completions(&mut contact, &mut app.person("office-3", Role::Office).await).await;
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let mut office = app.person("office", Role::Office).await;
    enter_findings(&mut office).await;
    // Another account of the office closes what this one recorded.
    wrong.extend(walk(&mut app.person("office-2", Role::Office).await, OFFICE, &mut seen).await);
    wrong.extend(walk(&mut contact, CONTACT, &mut seen).await);
    wrong.extend(walk(&mut app.person("system", Role::SystemAdmin).await, SYSTEM, &mut seen).await);
    wrong.extend(walk(&mut app.person("security", Role::SecurityAdmin).await, SECURITY, &mut seen).await);
    assert!(seen.len() > 20, "the walk met {} forms: {seen:?}", seen.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
