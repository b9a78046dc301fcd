drop table appraisal_sheet;
drop table appraisal;
drop table appraisal_objection;
drop function refuse_objection_to_frozen_appraisal();
drop function refuse_change_of_frozen_appraisal();
drop type objection_ruling;
drop table false_report;
drop function units_of(bigint, date);
drop table appraisal_rules;
