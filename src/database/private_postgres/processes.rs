//! What `/proc` and the server's lock files say about old servers.

use std::fs;
use std::io;
use std::path::Path;

use super::folder::Folder;

/// Whether the process that `postmaster.pid` names lives. Cheap: for asking every second.
pub(super) fn postmaster_lives(folder: &Folder) -> bool {
    pid_in(&folder.pid_file()).is_some_and(is_postgres)
}

/// Whether any server process still works in the data folder: a starting or stopping postmaster, or the
/// backends of a killed one, which hold its shared memory for a moment.
pub(super) fn any_server_process(folder: &Folder) -> bool {
    let data = folder.data();
    let named = pid_in(&folder.pid_file());
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).any(|pid| {
        match fs::read_link(format!("/proc/{pid}/cwd")) {
            Ok(works_in) => works_in == data && is_postgres(pid),
            // Root in a container may not look into other users' processes: believe the pid file then.
            Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => {
                named == Some(pid) && is_postgres(pid)
            }
            Err(_) => false,
        }
    })
}

/// Removes lock files that Postgres would not remove itself: those naming a process that lives but is no
/// server of ours (a pid given out anew, a zombie), and those torn by a power cut. A file naming a process
/// that is gone is left to Postgres, which also checks the shared memory it tells of.
pub(super) fn remove_stale_lock_files(folder: &Folder) -> io::Result<()> {
    for file in [folder.pid_file(), folder.socket_lock_file()] {
        let left_to_postgres = pid_in(&file).is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists());
        if file.exists() && !left_to_postgres {
            tracing::info!(file = %file.display(), "removing a stale lock file");
            fs::remove_file(&file)?;
        }
    }
    Ok(())
}

/// The process id in the first line of a lock file.
fn pid_in(lock_file: &Path) -> Option<u32> {
    fs::read_to_string(lock_file).ok()?.lines().next()?.trim().parse().ok()
}

/// Whether the process is a living program named `postgres`; a zombie is not.
fn is_postgres(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    // `pid (name) state …`
    let Some((before, after)) = stat.rsplit_once(')') else { return false };
    before.ends_with("(postgres") && !after.trim_start().starts_with(['Z', 'X'])
}
