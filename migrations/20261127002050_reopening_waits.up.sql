-- 重新挂账 under the rule that a leader approves: the task goes on when its finding is approved, not before; refused, the
-- item of the look-back is as if nobody had decided it.

alter table finding_approval
    add column reopens_by text;                         -- the look-back whose finding lets its task go on, by name

-- Whether what was to be reopened with this finding is not: a leader refused the finding, or it was withdrawn while it waited.
create function reopening_refused(finding bigint) returns boolean language sql stable as $$
    select exists (
        select from finding f join finding_approval w on w.finding_id = f.id
        where f.id = $1 and (f.status = 'not_approved' or (f.status = 'withdrawn' and w.decided_on is null)))
$$;
