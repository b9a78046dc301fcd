-- The departments a task concerns on a day: those it is assigned to, and the members of the groups among them.
-- Its people may read what others may not; written here once for every statement that asks.
create function departments_concerned(task bigint, on_day date) returns setof bigint language sql stable as $$
    select a.department_id from assignment a
    where a.task_id = task and a.from_on <= on_day and (a.to_on is null or a.to_on >= on_day)
    union
    select g.member_id from assignment a join group_member g on g.group_id = a.department_id
    where a.task_id = task and a.from_on <= on_day and (a.to_on is null or a.to_on >= on_day)
        and g.from_on <= on_day and (g.to_on is null or g.to_on >= on_day)
$$;
