drop table plan_draft_comment;
drop table plan_draft_consulted;
