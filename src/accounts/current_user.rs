//! Who is signed in: the argument of every handler that needs to know.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::accounts::sessions::SessionUser;
use crate::accounts::{Action, Role, menu};
use crate::audit_trail::Act;
use crate::error::{AppError, Result};
use crate::ids::{AccountId, DepartmentId};
use crate::web::flash::Flash;
use crate::web::page_frame::{UserLine, demonstration_line, year_links};
use crate::web::static_files::Assets;
use crate::web::{AppState, PageFrame, urls};

/// What a person is in a department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "membership_kind", rename_all = "snake_case")]
pub enum MembershipKind {
    /// 工作联系人.
    Contact,
    /// AB角.
    StandIn,
    /// 部门负责人.
    Head,
}

impl MembershipKind {
    /// The word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contact => "工作联系人",
            Self::StandIn => "AB角",
            Self::Head => "部门负责人",
        }
    }
}

/// A membership valid today.
#[derive(Debug, Clone)]
pub struct MembershipOf {
    /// The department.
    pub department_id: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// What the person is there.
    pub kind: MembershipKind,
}

/// The signed-in person of a request. Put there by the guard of the route.
#[derive(Debug, Clone)]
pub struct CurrentUser {
    /// The account.
    pub account_id: AccountId,
    /// The name signed in with.
    pub sign_in_name: String,
    /// The person's name on pages.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Whether this is 组长.
    pub heads_the_group: bool,
    /// Whether there may be talks (约谈) for this person to read: leaders, and office persons named by 组长.
    pub sees_talks: bool,
    /// The departments belonged to today.
    pub memberships: Vec<MembershipOf>,
    address: Option<IpAddr>,
    csrf: String,
    flash: Option<Flash>,
    unread: i64,
    years: Vec<i32>,
    frozen_years: Vec<i32>,
    path: String,
}

/// What the guard knows of the request besides its user.
pub(super) struct RequestFacts {
    pub address: Option<IpAddr>,
    pub csrf: String,
    pub flash: Option<Flash>,
    pub path: String,
}

impl CurrentUser {
    pub(super) fn new(user: SessionUser, request: RequestFacts) -> Self {
        Self {
            account_id: user.account_id,
            sign_in_name: user.sign_in_name,
            name: user.display_name,
            role: user.role,
            heads_the_group: user.heads_the_group,
            sees_talks: user.sees_talks,
            memberships: user.memberships,
            address: request.address,
            csrf: request.csrf,
            flash: request.flash,
            unread: user.unread,
            years: user.years,
            frozen_years: user.frozen_years,
            path: request.path,
        }
    }

    /// Whether the person's role may do this; what concerns one department asks [`Self::may_for`].
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        action.allowed_to(self.role)
    }

    /// Refuses with who may, unless the person's role may do this.
    pub fn require(&self, action: Action) -> Result<()> {
        action.require(self.role)
    }

    /// Whether the person may do this for `department`: the office for all, others for their own only.
    #[must_use]
    pub fn may_for(&self, action: Action, department: DepartmentId) -> bool {
        self.may(action) && (self.role == Role::Office || self.belongs_to(department))
    }

    /// Refuses unless the person may do this for `department`.
    pub fn require_for(&self, action: Action, department: DepartmentId) -> Result<()> {
        self.require(action)?;
        if self.may_for(action, department) {
            return Ok(());
        }
        Err(AppError::Forbidden("这是其他部门的事项，由该部门的工作联系人或领导小组办公室办理。".into()))
    }

    /// Whether the person belongs to `department` today, as whatever.
    #[must_use]
    pub fn belongs_to(&self, department: DepartmentId) -> bool {
        self.memberships.iter().any(|membership| membership.department_id == department)
    }

    /// Whether the person heads `department` today.
    #[must_use]
    pub fn heads(&self, department: DepartmentId) -> bool {
        self.memberships.iter().any(|m| m.department_id == department && m.kind == MembershipKind::Head)
    }

    /// The departments belonged to today, each once.
    #[must_use]
    pub fn departments(&self) -> Vec<DepartmentId> {
        let mut ids: Vec<DepartmentId> = self.memberships.iter().map(|m| m.department_id).collect();
        ids.dedup();
        ids
    }

    /// Whether the person may read what is only for those concerned with a task of these departments: difficulties,
    /// reasons for return, remarks.
    #[must_use]
    pub fn is_concerned(&self, departments_of_task: &[DepartmentId]) -> bool {
        matches!(self.role, Role::Office | Role::Leader)
            || departments_of_task.iter().any(|id| self.belongs_to(*id))
    }

    /// What the person does now, for the operation log.
    #[must_use]
    pub fn act(&self, state: &AppState) -> Act {
        Act::of_person(&state.clocks, self.account_id, &self.name, self.address)
    }

    /// The newest year stored, which pages outside a year link to.
    #[must_use]
    pub fn newest_year(&self) -> Option<i32> {
        self.years.first().copied()
    }

    /// The frame around a page of `year` (or of none).
    #[must_use]
    pub fn frame(&self, state: &AppState, year: Option<i32>) -> PageFrame {
        let menu_year = year.or(self.newest_year());
        PageFrame {
            user: Some(UserLine {
                name: self.name.clone(),
                role: self.role.word(),
                account_path: urls::OWN_PASSWORD.to_owned(),
            }),
            menu: menu::of(self.role, menu_year, &self.path),
            tabs: year.map_or_else(Vec::new, |year| menu::tabs_for(self, year, &self.path)),
            year,
            frozen: year.is_some_and(|year| self.frozen_years.contains(&year)),
            years: if self.may(Action::ReadLedger) { year_links(&self.years, menu_year) } else { Vec::new() },
            today: crate::web::dates::long(state.clocks.today()),
            demonstration: demonstration_line(state.settings.demonstration, &state.clocks),
            flash: self.flash.clone(),
            csrf: self.csrf.clone(),
            unread: self.unread,
            assets: Assets::current(),
        }
    }
}

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            AppError::Internal(anyhow::anyhow!("a handler asks for the user of an open route"))
        })
    }
}
