drop table superior_paper_scan;
drop table superior_paper_source;
drop table superior_paper_task;
drop table superior_paper;
drop type superior_paper_status;
drop type superior_paper_kind;
