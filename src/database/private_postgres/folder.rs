//! The folder of the private Postgres: what lies where, and the two locks.
//!
//! `data` the database, `data.new` while it is being made, `unsynced` until a first `initdb` is safely on
//! disk, `run` the socket, `server.log`, `start.lock` (exclusive, while one starts or stops the server) and
//! `users.lock` (shared, for as long as a program uses it). Locks end with their process: a kill leaves none.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::programs::major_version;
use super::refusal::StartRefusal;
use super::server_user::ServerUser;

/// The kernel's limit for a socket's path, without its final NUL.
const LONGEST_SOCKET_PATH: usize = 107;
/// Where a socket goes whose own path is too long. Not `TMPDIR`: every program on one data folder must find it.
const STAND_IN_PARENT: &str = "/tmp";
const SOCKET_NAME: &str = ".s.PGSQL.5432";
/// How long one program waits for another that starts or stops the server.
const LONGEST_WAIT_FOR_ANOTHER: Duration = Duration::from_mins(3);

/// The paths in one private Postgres' folder.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    top: PathBuf,
    socket_folder: PathBuf,
}

impl Folder {
    /// Makes what is missing of `top`, reachable and private to `user` (chosen by the data already there).
    pub(super) fn prepare(top: &Path) -> Result<(Self, ServerUser), StartRefusal> {
        make_folders(top).map_err(|cause| unusable(top, cause))?;
        let top = top.canonicalize().map_err(|cause| unusable(top, cause))?;
        let socket_folder = socket_folder_for(&top);
        let folder = Self { top, socket_folder };
        let user = ServerUser::for_data(&folder.data())?;
        if let Some(parent) = folder.top.parent() {
            user.check_reaches(parent)?;
        }
        make_private(&folder.top, &user).map_err(|cause| unusable(&folder.top, cause))?;
        Ok((folder, user))
    }

    /// Makes the socket's folder, private to `user`. Call with the start lock held.
    pub(super) fn prepare_socket_folder(&self, user: &ServerUser) -> Result<(), StartRefusal> {
        let folder = &self.socket_folder;
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => {
                return Err(unusable(folder, cause));
            }
            Ok(()) => user.own(folder).map_err(|cause| unusable(folder, cause))?,
            Err(_) => {}
        }
        // In a folder open to all, someone else may have been there first, or have laid a link.
        let is_folder = fs::symlink_metadata(folder).is_ok_and(|it| it.is_dir());
        if !is_folder || (!folder.starts_with(&self.top) && !user.owns(folder)) {
            return Err(StartRefusal::SocketFolderTaken { folder: folder.clone() });
        }
        make_private(folder, user).map_err(|cause| unusable(folder, cause))
    }

    /// Takes the stand-in away again; a folder of our own stays. Call with the start lock held, the server stopped.
    pub(super) fn remove_stand_in(&self) {
        if !self.socket_folder.starts_with(&self.top)
            && let Err(cause) = fs::remove_dir(&self.socket_folder)
        {
            tracing::debug!(%cause, folder = %self.socket_folder.display(), "the socket's folder stays");
        }
    }

    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    pub(super) fn data(&self) -> PathBuf {
        self.top.join("data")
    }

    pub(super) fn half_made_data(&self) -> PathBuf {
        self.top.join("data.new")
    }

    pub(super) fn unsynced_mark(&self) -> PathBuf {
        self.top.join("unsynced")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.top.join("server.log")
    }

    pub(super) fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.socket_folder.join(SOCKET_NAME)
    }

    pub(super) fn pid_file(&self) -> PathBuf {
        self.data().join("postmaster.pid")
    }

    pub(super) fn socket_lock_file(&self) -> PathBuf {
        self.socket_folder.join(format!("{SOCKET_NAME}.lock"))
    }

    /// The major version of the data, or `None` when there are none yet.
    pub(super) fn data_version(&self) -> Option<u32> {
        major_version(&fs::read_to_string(self.data().join("PG_VERSION")).ok()?)
    }

    /// The right to start or stop the server; waits while another program does.
    pub(super) fn lock_start(&self, user: &ServerUser) -> Result<File, StartRefusal> {
        let lock = self.open_lock("start.lock", user)?;
        let since = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) if since.elapsed() < LONGEST_WAIT_FOR_ANOTHER => {
                    std::thread::sleep(Duration::from_millis(15));
                }
                Err(TryLockError::WouldBlock) => return Err(StartRefusal::Busy { folder: self.top.clone() }),
                Err(TryLockError::Error(cause)) => return Err(unusable(&self.top.join("start.lock"), cause)),
            }
        }
    }

    /// Registers a user of the server. Call with the start lock held.
    pub(super) fn lock_as_user(&self, user: &ServerUser) -> Result<File, StartRefusal> {
        let lock = self.open_lock("users.lock", user)?;
        lock.lock_shared().map_err(|cause| unusable(&self.top.join("users.lock"), cause))?;
        Ok(lock)
    }

    fn open_lock(&self, name: &str, user: &ServerUser) -> Result<File, StartRefusal> {
        let path = self.top.join(name);
        let open = || {
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)?;
            user.own(&path)?;
            Ok(file)
        };
        open().map_err(|cause| unusable(&path, cause))
    }
}

pub(super) fn unusable(path: &Path, cause: io::Error) -> StartRefusal {
    StartRefusal::Unusable { path: path.to_owned(), cause }
}

/// Makes `top` and its missing parents. Parents can be passed by the server's user, whatever our umask.
fn make_folders(top: &Path) -> io::Result<()> {
    if top.is_dir() {
        return Ok(());
    }
    if let Some(parent) = top.parent().filter(|it| !it.as_os_str().is_empty() && !it.is_dir()) {
        make_folders(parent)?;
    }
    match fs::create_dir(top) {
        Ok(()) => fs::set_permissions(top, Permissions::from_mode(0o711)),
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(cause) => Err(cause),
    }
}

/// Closes `folder` to all but `user` and root.
fn make_private(folder: &Path, user: &ServerUser) -> io::Result<()> {
    user.own(folder)?;
    if fs::metadata(folder)?.permissions().mode() & 0o777 != 0o700 {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// `run` in `top`, or, when a socket there would have too long a path, a stand-in named after `top`.
fn socket_folder_for(top: &Path) -> PathBuf {
    let beside = top.join("run");
    if beside.join(SOCKET_NAME).as_os_str().len() <= LONGEST_SOCKET_PATH {
        return beside;
    }
    let digest = hex::encode(Sha256::digest(top.as_os_str().as_bytes()));
    Path::new(STAND_IN_PARENT).join(format!("reform-ledger-{}", &digest[..16]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_path_of_107_bytes_stays_and_one_of_108_moves_to_the_stand_in() {
        let rest = "/run/.s.PGSQL.5432".len();
        let fits = PathBuf::from(format!("/{}", "x".repeat(LONGEST_SOCKET_PATH - rest - 1)));
        assert_eq!(socket_folder_for(&fits), fits.join("run"));
        let too_long = PathBuf::from(format!("{}x", fits.display()));
        let stand_in = socket_folder_for(&too_long);
        assert!(stand_in.starts_with(STAND_IN_PARENT), "{stand_in:?}");
        assert_eq!(stand_in, socket_folder_for(&too_long), "every program must find the same one");
    }

    #[test]
    fn a_chinese_folder_name_counts_its_bytes() {
        let forty = PathBuf::from(format!("/{}", "司".repeat(40)));
        assert!(socket_folder_for(&forty).starts_with(STAND_IN_PARENT));
    }
}
