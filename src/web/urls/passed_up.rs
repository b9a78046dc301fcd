//! Addresses of what is passed up to the superior court, and of the policy documents that come down.

/// `/2019/superior-court`: 向上级反映问题.
#[must_use]
pub fn superior_court(year: i32) -> String {
    format!("/{year}/superior-court")
}

/// `/2019/bulletins`: 改革信息.
#[must_use]
pub fn bulletins(year: i32) -> String {
    format!("/{year}/bulletins")
}

/// `/2019/policies`: 政策文件.
#[must_use]
pub fn policies(year: i32) -> String {
    format!("/{year}/policies")
}

/// `/2019/policies/3`
#[must_use]
pub fn policy(year: i32, number: i32) -> String {
    format!("/{year}/policies/{number}")
}
