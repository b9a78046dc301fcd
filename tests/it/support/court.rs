//! People in the departments of the real plan, and forms filled in as a browser without scripts would.

use axum::body::Body;
use axum::http::{Method, Request, header};
use reform_ledger::accounts::Role;
use scraper::{ElementRef, Html, Selector};

use super::test_app::Persona;
use super::{Page, TestApp};

impl TestApp {
    /// The id of a department of the plan.
    pub async fn department(&self, name: &str) -> i64 {
        let query = sqlx::query_scalar("select id from department where name = $1").bind(name);
        query.fetch_one(&self.state.db).await.unwrap()
    }

    /// A person who is `kind` (`contact`, `stand_in`, `head`) of a department, signed in.
    pub async fn member(&self, name: &str, department: &str, kind: &str) -> Persona<'_> {
        let person = self.person(name, Role::Contact).await;
        self.join(&person, department, kind).await;
        person
    }

    /// Makes a person `kind` of one more department.
    pub async fn join(&self, person: &Persona<'_>, department: &str, kind: &str) {
        let insert = "insert into membership (account_id, department_id, kind, from_on)
                      select $1, id, $3::membership_kind, '2019-01-01' from department where name = $2";
        let query = sqlx::query(insert).bind(person.id.0).bind(department).bind(kind);
        assert_eq!(query.execute(&self.state.db).await.unwrap().rows_affected(), 1, "no {department}");
    }

    /// One value of the store.
    pub async fn value<T>(&self, sql: &'static str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(sql)
            .fetch_one(&self.state.db)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }
}

/// The fields of a page's form, as a browser would send them.
#[derive(Debug, Clone)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The first form the selector matches, as it stands on the page.
    pub fn of(page: &Page, selector: &str) -> Self {
        Self::nth(page, selector, 0)
    }

    /// The form the selector matches after `index` others.
    pub fn nth(page: &Page, selector: &str, index: usize) -> Self {
        let html = Html::parse_document(&page.body);
        let form = html.select(&Selector::parse(selector).unwrap()).nth(index);
        let form = form.unwrap_or_else(|| panic!("no form {selector} in {}", page.body));
        let fields = Selector::parse("input[name], textarea[name], select[name]").unwrap();
        Self(form.select(&fields).filter_map(|field| value_of(&field)).collect())
    }

    /// The same form with a field filled in (a check box ticked).
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> String {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or_else(|| panic!("no field {name}"), |(_, value)| value.clone())
    }

    /// The fields, for [`Persona::post`].
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let own = self.0.iter().filter(|(name, _)| name != "csrf_token");
        own.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

fn value_of(field: &ElementRef<'_>) -> Option<(String, String)> {
    let element = field.value();
    let name = element.attr("name")?.to_owned();
    let value = match element.name() {
        "textarea" => field.text().collect(),
        "select" => {
            let chosen = Selector::parse("option[selected]").unwrap();
            let first = Selector::parse("option").unwrap();
            let option = field.select(&chosen).next().or_else(|| field.select(&first).next())?;
            option.value().attr("value").unwrap_or_default().to_owned()
        }
        _ => match element.attr("type") {
            Some("checkbox" | "radio") if element.attr("checked").is_none() => return None,
            Some("file") => return None,
            _ => element.attr("value").unwrap_or_default().to_owned(),
        },
    };
    Some((name, value))
}

impl Persona<'_> {
    /// Confirms what a preview shows.
    pub async fn confirm(&mut self, path: &str, preview: &Page) -> Page {
        preview.assert_status(200);
        self.post(path, &Form::of(preview, "main form").fields()).await
    }

    /// Posts a form with files (`multipart/form-data`), the token first: field, file name, bytes.
    pub async fn post_files(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        let token = self.token();
        let mut body = Vec::new();
        for (name, value) in [("csrf_token", token.as_str())].iter().chain(fields) {
            let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for (name, file, bytes) in files {
            let head = format!(
                "--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XX--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }
}
