drop function duty_concerns;
alter table evidence_file drop constraint evidence_file_of_one_thing, drop column answer_id;
drop table finding_answer, finding;
drop type finding_status, finding_severity, finding_source;
