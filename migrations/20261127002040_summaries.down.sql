drop table summary_original;
drop table summary;
drop function refuse_change_of_frozen_summary();
drop type summary_status;
