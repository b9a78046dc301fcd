drop table timeline_proposal, milestone_dependency, milestone, milestone_pattern_step, milestone_pattern;
drop type proposal_outcome;
alter table deadline drop column title;
