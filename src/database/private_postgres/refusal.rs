//! Why the private Postgres did not start, each as one sentence that says what to do.

use std::path::PathBuf;

/// The private Postgres could not be started. `Display` is the whole sentence for the reader.
#[derive(Debug, thiserror::Error)]
pub enum StartRefusal {
    /// No server programs were found.
    #[error(
        "本机没有 PostgreSQL 服务端程序：请安装 Debian 软件包 postgresql（apt-get install -y postgresql），\
         或用 DATABASE_URL 指定一个已有的数据库"
    )]
    NoPrograms,

    /// `LEDGER_PG_BIN` names a folder without the programs.
    #[error("LEDGER_PG_BIN 指定的 {} 中没有 postgres、initdb 和 pg_ctl：请改为 PostgreSQL 程序所在的 bin 目录，或不设此项", folder.display())]
    NamedFolderHasNoPrograms {
        /// The folder named.
        folder: PathBuf,
    },

    /// The data were made by another major version than any that is installed.
    #[error(
        "{} 中的数据由 PostgreSQL {wanted} 建立，而本机只有 PostgreSQL {found}：请安装 Debian 软件包 postgresql-{wanted}，\
         或用 pg_dump 导出后导入 DATABASE_URL 指定的数据库",
        data.display()
    )]
    OtherMajorVersion {
        /// The data folder.
        data: PathBuf,
        /// The major version the data need.
        wanted: u32,
        /// The major versions installed, as text.
        found: String,
    },

    /// `LEDGER_PG_USER` is no user that can run the server.
    #[error(
        "LEDGER_PG_USER 指定的用户 {name} 不存在或是 root：请改为一个普通系统用户（如 postgres），或不设此项"
    )]
    NoSuchServerUser {
        /// The name given.
        name: String,
    },

    /// Root, and neither `postgres` nor `nobody` exists.
    #[error(
        "PostgreSQL 不能以 root 运行，而本机没有 postgres 和 nobody 用户：请用 LEDGER_PG_USER 指定一个普通系统用户"
    )]
    NoServerUser,

    /// The user of the process has no entry in passwd, which initdb demands.
    #[error(
        "用户编号 {uid} 在本机没有登记（/etc/passwd），PostgreSQL 因此不能运行：请登记该用户，或用 DATABASE_URL 指定一个已有的数据库"
    )]
    UnregisteredUser {
        /// The user id.
        uid: u32,
    },

    /// A folder on the way is closed to the user the server runs as.
    #[error(
        "PostgreSQL 以用户 {user} 运行，但该用户进不了 {}：请用 --data-dir 或 LEDGER_DATA_DIR 把数据目录放到别处，\
         例如 /var/lib/reform-ledger",
        folder.display()
    )]
    ClosedFolder {
        /// The first folder it may not pass.
        folder: PathBuf,
        /// The server's user.
        user: String,
    },

    /// The data belong to another user than the one who starts.
    #[error("{} 属于另一个用户（编号 {owner}）：请以该用户或 root 运行，或用 --data-dir 指定另一个数据目录", folder.display())]
    OthersFolder {
        /// The folder.
        folder: PathBuf,
        /// Its owner.
        owner: u32,
    },

    /// The data belong to root, as whom Postgres never runs.
    #[error("{} 属于 root，而 PostgreSQL 不能以 root 运行：请执行 chown -R {user}: {}", folder.display(), folder.display())]
    RootsFolder {
        /// The folder.
        folder: PathBuf,
        /// The user to whom it should belong.
        user: String,
    },

    /// The folder cannot be written.
    #[error("不能使用数据目录 {}（{cause}）：请用 --data-dir 或 LEDGER_DATA_DIR 指定一个可写的目录", path.display())]
    Unusable {
        /// The file or folder that failed.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },

    /// The socket's stand-in folder in the temporary folder is not ours.
    #[error("{} 已存在但不归本程序所有：请删除它，或把数据目录放到路径较短的地方，例如 /var/lib/reform-ledger", folder.display())]
    SocketFolderTaken {
        /// The folder.
        folder: PathBuf,
    },

    /// Another program holds the start for too long, or an old server neither serves nor ends.
    #[error("另一个程序正占用 {} 中的数据库，等候已超时：请待其结束后再试", folder.display())]
    Busy {
        /// The private Postgres' folder.
        folder: PathBuf,
    },

    /// A program could not be run at all.
    #[error("不能运行 {}（{cause}）：请检查 PostgreSQL 的安装，或用 LEDGER_PG_BIN 指定其程序目录", program.display())]
    ProgramNotRunnable {
        /// The program.
        program: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },

    /// initdb failed.
    #[error("建立数据库文件 {} 失败（{detail}）：请按提示排除后重试，已有数据未受影响", data.display())]
    NotInitialized {
        /// The data folder to be.
        data: PathBuf,
        /// Its last words.
        detail: String,
    },

    /// The server ended, or never answered.
    #[error("私有 PostgreSQL 未能启动（{detail}）：请查看 {}", log.display())]
    NotStarted {
        /// The server's log.
        log: PathBuf,
        /// Its last words.
        detail: String,
    },

    /// The server runs, but the ledger's database cannot be reached or made.
    #[error("私有 PostgreSQL 已启动，但不能打开其中的数据库（{0}）：请重新启动本程序")]
    NoDatabase(#[source] sqlx::Error),
}
