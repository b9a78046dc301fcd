drop table instruction_answer, instruction, group_meeting;
drop type instruction_status;
