-- Who answers to the court for a duty of substance, and decides its extension: the leader in charge of its task; of an
-- instruction on no task the leader who wrote it, of a meeting's resolution 组长. Nobody (null) is an answer, too.
create function duty_leaders(on_day date) returns table (deadline_id bigint, leader_id bigint)
language sql stable as $$
    select l.id,
        case when l.task_id is not null then c.leader_id
             when i.leader_id is not null then i.leader_id
             when i.meeting_id is not null then (select h.id from account h where h.heads_the_group) end
    from deadline l
    left join people_in_charge(on_day) c on c.task_id = l.task_id
    left join instruction i on l.kind = 'instruction' and i.id = l.subject_id
$$;
