drop function reopening_refused(bigint);
alter table finding_approval drop column reopens_by;
