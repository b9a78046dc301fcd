alter table plan_draft_consulted drop column asked_at;
