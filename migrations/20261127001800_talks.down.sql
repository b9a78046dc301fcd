drop table talk_reader, accountability_talk;
drop type talk_status;
