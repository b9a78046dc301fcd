//! The programs offices read Word files with, asked what they see: python-docx and LibreOffice.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::private_postgres::TestFolder;

/// What `script/test` installs; without them nothing here can be proven.
const PACKAGES: &str = "libreoffice-writer-nogui python3-docx poppler-utils";

/// A file in a folder of its own, named for the test, with the PDF LibreOffice makes of it.
pub struct Opened {
    folder: TestFolder,
    docx: PathBuf,
    pdf: PathBuf,
}

impl Opened {
    /// Writes the file and has LibreOffice open it and print it; `LEDGER_SCREENSHOTS` keeps both to be looked at.
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let folder = TestFolder::new(name);
        let docx = folder.0.join(format!("{name}.docx"));
        std::fs::write(&docx, bytes).unwrap();
        // A profile of its own: two tests may run at once, and the machine's user may have none.
        let profile = format!("-env:UserInstallation=file://{}/profile", folder.0.display());
        let mut convert = Command::new("soffice");
        convert.args([&profile, "--headless", "--convert-to", "pdf", "--outdir"]).arg(&folder.0).arg(&docx);
        run(convert);
        let pdf = docx.with_extension("pdf");
        assert!(pdf.exists(), "LibreOffice did not open the file");
        if let Ok(kept) = std::env::var("LEDGER_SCREENSHOTS") {
            std::fs::create_dir_all(&kept).unwrap();
            for file in [&docx, &pdf] {
                std::fs::copy(file, Path::new(&kept).join(file.file_name().unwrap())).unwrap();
            }
        }
        Self { folder, docx, pdf }
    }

    /// What python-docx reads back.
    pub fn in_python(&self) -> serde_json::Value {
        let script = self.folder.0.join("read_back.py");
        std::fs::write(&script, include_str!("read_back.py")).unwrap();
        // Debian's own: another Python first on the path may lack the package.
        let mut read = Command::new("/usr/bin/python3");
        read.arg(&script).arg(&self.docx);
        serde_json::from_str(&run(read)).unwrap()
    }

    /// The text of each page of the PDF, in the order it was set, without white space.
    pub fn pages(&self) -> Vec<String> {
        let mut read = Command::new("pdftotext");
        read.arg("-raw").arg(&self.pdf).arg("-");
        let text = run(read);
        let pages = text.trim_end_matches('\u{c}').split('\u{c}');
        pages.map(|page| page.split_whitespace().collect()).collect()
    }

    /// The lines of each page.
    pub fn lines(&self) -> Vec<Vec<String>> {
        let mut read = Command::new("pdftotext");
        read.arg("-raw").arg(&self.pdf).arg("-");
        let text = run(read);
        let pages = text.trim_end_matches('\u{c}').split('\u{c}');
        pages
            .map(|page| {
                page.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
            })
            .collect()
    }

    /// Width and height of each page, in points, rounded.
    pub fn sizes(&self) -> Vec<(i32, i32)> {
        let mut read = Command::new("pdfinfo");
        read.args(["-l", "999"]).arg(&self.pdf);
        let said = run(read);
        let sizes = said.lines().filter(|line| line.starts_with("Page ") && line.contains(" size:"));
        let size = |line: &str| {
            let numbers: Vec<f64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            #[expect(clippy::cast_possible_truncation, reason = "a page is some hundred points wide")]
            let rounded = |number: f64| number.round() as i32;
            // The first is the page's number.
            (rounded(numbers[1]), rounded(numbers[2]))
        };
        sizes.map(size).collect()
    }
}

fn run(mut command: Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let output =
        command.output().unwrap_or_else(|error| panic!("{name}: {error}; script/test installs {PACKAGES}"));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name} failed (script/test installs {PACKAGES}): {errors}");
    String::from_utf8(output.stdout).unwrap()
}
