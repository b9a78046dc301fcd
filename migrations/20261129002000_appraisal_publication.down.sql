drop function owing_department(bigint, bigint, date);
drop table deadline_passed;
drop table appraisal_publication;
