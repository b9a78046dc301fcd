drop table summary_part_version;
drop table summary_part;
drop type summary_part_status;
