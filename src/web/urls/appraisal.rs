//! Addresses of the appraisal (绩效考核) and of 填报负担.

use crate::ids::{DepartmentId, FalseReportId, ObjectionId};

/// `/2019/appraisal`: all sheets of a half-year, or one's own.
#[must_use]
pub fn appraisal(year: i32) -> String {
    format!("/{year}/appraisal")
}

/// `/2019/appraisal?period=2019-H1`
#[must_use]
pub fn appraisal_of(year: i32, half: &str) -> String {
    format!("{}?period={half}", appraisal(year))
}

/// `/2019/appraisal/xlsx?period=2019-H1`: the same as an Excel workbook.
#[must_use]
pub fn appraisal_file(year: i32, half: &str) -> String {
    format!("{}/xlsx?period={half}", appraisal(year))
}

/// `/2019/appraisal/settings`: the weights.
#[must_use]
pub fn appraisal_settings(year: i32) -> String {
    format!("{}/settings", appraisal(year))
}

/// `/2019/appraisal/2019-H1/3`: a department's sheet.
#[must_use]
pub fn appraisal_sheet(year: i32, half: &str, department: DepartmentId) -> String {
    format!("{}/{half}/{department}", appraisal(year))
}

/// `/2019/appraisal/2019-H1/3/object?item=report:6:2019-05`: objecting to a point of it.
#[must_use]
pub fn object(year: i32, half: &str, department: DepartmentId, item: &str) -> String {
    format!("{}/object?item={item}", appraisal_sheet(year, half, department))
}

/// `/2019/appraisal/2019-H1/publish`: its sheets are published for checking.
#[must_use]
pub fn publish_appraisal(year: i32, half: &str) -> String {
    format!("{}/{half}/publish", appraisal(year))
}

/// `/2019/appraisal/2019-H1/freeze`
#[must_use]
pub fn freeze_appraisal(year: i32, half: &str) -> String {
    format!("{}/{half}/freeze", appraisal(year))
}

/// `/2019/appraisal/objections/3`
#[must_use]
pub fn objection(year: i32, id: ObjectionId) -> String {
    format!("{}/objections/{id}", appraisal(year))
}

/// `/2019/appraisal/false-reports`: reports found false.
#[must_use]
pub fn false_reports(year: i32) -> String {
    format!("{}/false-reports", appraisal(year))
}

/// `/2019/appraisal/false-reports/3/withdraw`
#[must_use]
pub fn withdraw_false_report(year: i32, id: FalseReportId) -> String {
    format!("{}/{id}/withdraw", false_reports(year))
}

/// `/2019/appraisal/burden?month=2019-06`: 填报负担.
#[must_use]
pub fn burden(year: i32, month: &str) -> String {
    format!("{}/burden?month={month}", appraisal(year))
}
