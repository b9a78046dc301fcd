drop table circular_passage;
drop table circular;
drop function refuse_change_of_released_passage();
drop function refuse_change_of_released_circular();
drop type circular_status;
