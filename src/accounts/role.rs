//! Roles: what a person is in the ledger.

/// What a person is in the ledger; one role an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(type_name = "account_role", rename_all = "snake_case")]
pub enum Role {
    /// 领导小组办公室.
    Office,
    /// 工作联系人, stand-ins (AB角) and heads of departments.
    Contact,
    /// 院领导.
    Leader,
    /// 全院各部门.
    Viewer,
    /// 系统管理员: accounts and backup.
    SystemAdmin,
    /// 安全管理员: roles, policy, unlocking, sessions.
    SecurityAdmin,
    /// 审计管理员: reads and verifies the log, nothing else.
    AuditAdmin,
}

impl Role {
    /// All roles, in the order pages list them.
    pub const ALL: [Self; 7] = [
        Self::Office,
        Self::Contact,
        Self::Leader,
        Self::Viewer,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// The role's code, in commands and forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Contact => "contact",
            Self::Leader => "leader",
            Self::Viewer => "viewer",
            Self::SystemAdmin => "system_admin",
            Self::SecurityAdmin => "security_admin",
            Self::AuditAdmin => "audit_admin",
        }
    }

    /// The role of a code; `None` for any other word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The role's word on pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Office => "领导小组办公室",
            Self::Contact => "工作联系人",
            Self::Leader => "院领导",
            Self::Viewer => "全院各部门",
            Self::SystemAdmin => "系统管理员",
            Self::SecurityAdmin => "安全管理员",
            Self::AuditAdmin => "审计管理员",
        }
    }
}
