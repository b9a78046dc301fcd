drop table evidence_file, contribution, report_submission, monthly_report;
drop type submission_outcome, own_rating, report_status;
