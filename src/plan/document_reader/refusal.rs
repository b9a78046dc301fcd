//! Why a file is not read: each a sentence for the person who chose the file. Nothing of it is read then.

/// A file that cannot be read as a plan. `Display` is the Chinese sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadRefusal {
    /// Larger than [`super::MAX_BYTES`], or an Office file larger than [`super::MAX_OFFICE_BYTES`].
    #[error("文件超过 5 MB（Word、Excel 文件 20 MB），不是一份通知的文本，没有读入。")]
    TooLarge,
    /// A text that is not UTF-8.
    #[error("文件不是 UTF-8 编码的文本，没有读入；请另存为 UTF-8 文本后再导入。")]
    NotText,
    /// A PDF or RTF.
    #[error(
        "PDF、RTF 文件不能读入，没有读入；请使用 Word（.docx）、Excel（.xlsx）或文本文件，或者复制文字后粘贴。"
    )]
    OtherFormat,
    /// In the format of before 2007, or with a password.
    #[error(
        "这是旧格式（.doc、.wps、.xls）的文件，或者设了打开密码，没有读入；请在 WPS 或 Word 中取消密码，另存为 .docx 或 .xlsx 后再导入。"
    )]
    OldOrLocked,
    /// An archive that is neither a Word file nor a workbook, or bytes that are no text either, whatever the file is called.
    #[error(
        "这不是 Word 文件（.docx）或 Excel 工作簿（.xlsx），也不是文本，没有读入；请在 WPS 或 Word 中打开核对，另存为 .docx 或 .xlsx 后再导入。"
    )]
    NotOffice,
    /// With macros.
    #[error("文件带有宏，没有读入；请另存为不含宏的 .docx 或 .xlsx 后再导入。")]
    WithMacros,
    /// Too large once unpacked, or with too many parts, paragraphs or cells.
    #[error("文件的内容过多，不像一份方案，没有读入；请删去图片、附件和多余的内容后再导入。")]
    TooMuchInside,
    /// A broken archive, or one that ends in the middle.
    #[error("文件已损坏或不完整，没有读入；请在 WPS 或 Word 中重新另存一次再导入。")]
    Damaged,
    /// A workbook that cannot be read.
    #[error("{0}")]
    Workbook(String),
    /// Nothing but blanks.
    #[error("文件是空的，没有读入。")]
    Empty,
    /// No numbered task with a 责任部门 line.
    #[error("文件中没有带“责任部门：”的编号任务：不是工作要点分工方案，或者在任务之前就中断了，没有读入。")]
    NoTasks,
    /// No title of a notice, and no heading of a division plan.
    #[error("文件中没有方案名称（关于印发……的通知，或……分工方案），没有读入。")]
    NoTitle,
    /// No year anywhere.
    #[error("文件中没有写明年度（如 2020年），没有读入。")]
    NoYear,
    /// No date of issue.
    #[error("文件中没有印发日期（如 2019年3月28日），没有读入。")]
    NoIssueDate,
    /// The plan would end before it begins.
    #[error("方案的起始日期晚于结束日期，请核对印发日期和年度，没有读入。")]
    PeriodInverted,
    /// A number is missing, or later than it should be.
    #[error("任务编号不连续：应为第 {expected} 项，读到的是第 {found} 项；文件可能缺页，没有读入。")]
    NumberGap {
        /// The number that should come.
        expected: i32,
        /// The number that comes.
        found: i32,
    },
    /// A number stands twice.
    #[error("任务编号重复：第 {number} 项出现了两次，没有读入。")]
    NumberTwice {
        /// The number.
        number: i32,
    },
    /// Sections, or work points, are not numbered 一、二、三 ….
    #[error("板块编号不连续：应为第 {expected} 个，读到的是第 {found} 个（{title}），没有读入。")]
    SectionOrder {
        /// The number that should come.
        expected: i32,
        /// The number that comes.
        found: i32,
        /// The heading that comes.
        title: String,
    },
    /// A task before the first section.
    #[error("第 {number} 项任务之前没有板块标题（一、二、三……），没有读入。")]
    TaskOutsideSection {
        /// The task.
        number: i32,
    },
    /// A task with a number only.
    #[error("第 {number} 项任务没有标题，没有读入。")]
    TaskWithoutTitle {
        /// The task.
        number: i32,
    },
    /// A task whose 责任部门 line is missing: something is lost after it.
    #[error("第 {number} 项任务没有“责任部门：”一行，文件可能在这里中断，没有读入。")]
    TaskWithoutDepartments {
        /// The task.
        number: i32,
    },
    /// A 责任部门 line without a task: something is lost before it.
    #[error("第 {after} 项任务之后有一行“责任部门：”没有对应的任务，文件可能缺页，没有读入。")]
    DepartmentsWithoutTask {
        /// The last task before the line.
        after: i32,
    },
    /// No closing note that says what black type means.
    #[error("文件末尾没有“注：……黑体字标注的为牵头责任部门”，可能在中间中断，也无法确定牵头部门，没有读入。")]
    NoClosingNote,
    /// A task after the closing note.
    #[error("“注：……黑体字……”之后还有第 {number} 项任务，无法确定它的牵头部门，没有读入。")]
    TaskAfterNote {
        /// The task.
        number: i32,
    },
}
