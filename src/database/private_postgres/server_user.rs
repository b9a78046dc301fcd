//! Who runs the server: ourselves, or, since Postgres refuses to run as root, a lesser user.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User, geteuid};

use super::refusal::StartRefusal;

/// The user of the server process, who owns its data and its socket folder.
#[derive(Debug, Clone)]
pub(super) struct ServerUser {
    uid: u32,
    gid: u32,
    pub(super) name: String,
    /// We are root and hand over to this user.
    dropped_to: bool,
}

impl ServerUser {
    /// Ourselves; as root the owner of `data` if there is one, else `LEDGER_PG_USER`, `postgres` or `nobody`.
    pub(super) fn for_data(data: &Path) -> Result<Self, StartRefusal> {
        let owner = fs::metadata(data).ok().map(|it| (it.uid(), it.gid()));
        let me = geteuid();
        if !me.is_root() {
            let user = registered(me).ok_or(StartRefusal::UnregisteredUser { uid: me.as_raw() })?;
            return match owner {
                Some((uid, _)) if uid != me.as_raw() => {
                    Err(StartRefusal::OthersFolder { folder: data.to_owned(), owner: uid })
                }
                _ => Ok(Self::of(&user, false)),
            };
        }
        match owner {
            None => Ok(Self::of(&chosen_for_root()?, true)),
            Some((0, _)) => {
                Err(StartRefusal::RootsFolder { folder: data.to_owned(), user: chosen_for_root()?.name })
            }
            Some((uid, gid)) => {
                let name = registered(Uid::from_raw(uid)).map_or_else(|| uid.to_string(), |it| it.name);
                Ok(Self { uid, gid, name, dropped_to: true })
            }
        }
    }

    fn of(user: &User, dropped_to: bool) -> Self {
        Self { uid: user.uid.as_raw(), gid: user.gid.as_raw(), name: user.name.clone(), dropped_to }
    }

    /// A command of this user, away from our terminal's signals and from what the environment says of Postgres.
    pub(super) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let hostile = std::env::vars_os().map(|(name, _)| name).filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with("PG") || name.starts_with("LC_") || name == "LANGUAGE"
        });
        for name in hostile {
            command.env_remove(name);
        }
        // What Postgres says is looked through for its last words, so it speaks plainly.
        command.env("LC_ALL", "C").env("TZ", "UTC").stdin(Stdio::null()).process_group(0);
        if self.dropped_to {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Makes `path` this user's.
    pub(super) fn own(&self, path: &Path) -> io::Result<()> {
        if self.dropped_to && fs::symlink_metadata(path)?.uid() != self.uid {
            chown(path, Some(self.uid), Some(self.gid))?;
        }
        Ok(())
    }

    pub(super) fn owns(&self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|it| it.uid() == self.uid)
    }

    /// Refuses when this user cannot reach `folder`, naming the outermost folder that is closed.
    pub(super) fn check_reaches(&self, folder: &Path) -> Result<(), StartRefusal> {
        if !self.dropped_to || self.enters(folder) {
            return Ok(());
        }
        let outermost_first: Vec<PathBuf> = folder.ancestors().map(Path::to_owned).collect();
        let closed = outermost_first.into_iter().rev().find(|it| !self.enters(it));
        Err(StartRefusal::ClosedFolder {
            folder: closed.unwrap_or_else(|| folder.to_owned()),
            user: self.name.clone(),
        })
    }

    /// Whether a process of this user may work in `folder`: asked of the system, which also knows access lists.
    fn enters(&self, folder: &Path) -> bool {
        self.command("/bin/true").current_dir(folder).status().is_ok_and(|it| it.success())
    }
}

fn registered(uid: Uid) -> Option<User> {
    User::from_uid(uid).ok().flatten()
}

fn chosen_for_root() -> Result<User, StartRefusal> {
    let named = |name: &str| User::from_name(name).ok().flatten().filter(|it| !it.uid.is_root());
    match std::env::var("LEDGER_PG_USER") {
        Ok(name) if !name.is_empty() => named(&name).ok_or(StartRefusal::NoSuchServerUser { name }),
        _ => named("postgres").or_else(|| named("nobody")).ok_or(StartRefusal::NoServerUser),
    }
}
