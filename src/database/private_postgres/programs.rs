//! Where the Postgres programs are.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::refusal::StartRefusal;

/// Debian keeps each major version's programs in `<this>/<major>/bin`.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// A folder with `postgres`, `initdb` and `pg_ctl` of one major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    bin: PathBuf,
    pub(super) major: u32,
}

impl Programs {
    pub(super) fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    pub(super) fn pg_ctl(&self) -> PathBuf {
        self.bin.join("pg_ctl")
    }
}

/// Where to look, in this order: the folder named, Debian's folders, `PATH`.
#[derive(Debug)]
pub(super) struct Search {
    named: Option<PathBuf>,
    debian: PathBuf,
    path: OsString,
}

impl Search {
    /// As this machine and the environment (`LEDGER_PG_BIN`, `PATH`) say.
    pub(super) fn of_this_machine() -> Self {
        Self {
            named: std::env::var_os("LEDGER_PG_BIN").filter(|it| !it.is_empty()).map(PathBuf::from),
            debian: PathBuf::from(DEBIAN_FOLDER),
            path: std::env::var_os("PATH").unwrap_or_default(),
        }
    }

    /// The programs for `data`: of the major version it was made with (`wanted`), else the newest.
    pub(super) fn find(&self, data: &Path, wanted: Option<u32>) -> Result<Programs, StartRefusal> {
        let found = self.all()?;
        let fitting = found.iter().find(|it| wanted.is_none_or(|major| it.major == major));
        match (fitting, wanted) {
            (Some(programs), _) => Ok(programs.clone()),
            (None, Some(wanted)) if !found.is_empty() => Err(StartRefusal::OtherMajorVersion {
                data: data.to_owned(),
                wanted,
                found: found.iter().map(|it| it.major.to_string()).collect::<Vec<_>>().join("、"),
            }),
            (None, _) => Err(StartRefusal::NoPrograms),
        }
    }

    /// Every set of programs, the preferred first.
    fn all(&self) -> Result<Vec<Programs>, StartRefusal> {
        if let Some(folder) = &self.named {
            return match programs_in(folder.clone()) {
                Some(programs) => Ok(vec![programs]),
                None => Err(StartRefusal::NamedFolderHasNoPrograms { folder: folder.clone() }),
            };
        }
        let mut found: Vec<Programs> = std::fs::read_dir(&self.debian)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|version| programs_in(version.path().join("bin")))
            .collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.major));
        // A `postgres` on the PATH is often a link into the folder that holds the others.
        let on_path = std::env::split_paths(&self.path)
            .filter_map(|folder| folder.join("postgres").canonicalize().ok())
            .find_map(|program| programs_in(program.parent()?.to_owned()));
        found.extend(on_path);
        Ok(found)
    }
}

/// The programs in `bin`, or `None` when one is missing or does not tell its version.
fn programs_in(bin: PathBuf) -> Option<Programs> {
    if !["postgres", "initdb", "pg_ctl"].iter().all(|program| bin.join(program).is_file()) {
        return None;
    }
    let major = major_of_debian_folder(&bin).or_else(|| major_told_by(&bin.join("postgres")))?;
    Some(Programs { bin, major })
}

/// `/usr/lib/postgresql/15/bin` is of version 15.
fn major_of_debian_folder(bin: &Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

fn major_told_by(postgres: &Path) -> Option<u32> {
    let told = Command::new(postgres).arg("--version").output().ok()?;
    major_version(&String::from_utf8_lossy(&told.stdout))
}

/// The major version in `postgres (PostgreSQL) 15.18 (Debian …)` or in a `PG_VERSION` file.
pub(super) fn major_version(told: &str) -> Option<u32> {
    let word = told.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_says_of_itself() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_version("15\n"), Some(15));
        assert_eq!(major_version("no number"), None);
    }

    #[test]
    fn a_machine_without_programs_is_told_the_package_and_the_way_around() {
        let bare = Search { named: None, debian: "/nonexistent".into(), path: "/nonexistent".into() };
        let sentence = bare.find(Path::new("/d"), None).unwrap_err().to_string();
        assert!(sentence.contains("apt-get install -y postgresql"), "{sentence}");
        assert!(sentence.contains("DATABASE_URL"), "{sentence}");
    }

    #[test]
    fn data_of_a_version_that_is_not_installed_are_refused_with_the_package_they_need() {
        let here = Search { named: None, ..Search::of_this_machine() };
        let sentence = here.find(Path::new("/d"), Some(9)).unwrap_err().to_string();
        assert!(sentence.contains("由 PostgreSQL 9 建立"), "{sentence}");
        assert!(sentence.contains("postgresql-9"), "{sentence}");
    }

    #[test]
    fn a_named_folder_without_programs_is_refused_and_nothing_else_is_tried() {
        let named = Search { named: Some("/nonexistent".into()), ..Search::of_this_machine() };
        let sentence = named.find(Path::new("/d"), None).unwrap_err().to_string();
        assert!(sentence.contains("LEDGER_PG_BIN"), "{sentence}");
    }
}
