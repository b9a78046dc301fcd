-- Who really signed a circular beside who was chosen to (a stand-in signs in their own name), and how one that came back was
-- given back: when, by whom, and what shows it where it was recorded from paper (代录).

alter table circular
    add column signed_by   bigint references account (id),   -- the leader who signed; a stand-in, where one did
    add column returned_on date,
    add column returned_by bigint references account (id),   -- the leader who gave it back
    add column return_recorded_by bigint references account (id),
    add column return_evidence text constraint circular_return_evidence_length check (char_length(return_evidence) between 1 and 1000);

alter table circular disable trigger circular_is_released;
update circular set signed_by = case when evidence is null then released_by else signer_id end where number is not null;
alter table circular enable trigger circular_is_released;

alter table circular
    add constraint circular_signed check ((signed_by is null) = (number is null)),
    add constraint circular_returned check (returned_because is not null
        or (returned_on is null and returned_by is null and return_recorded_by is null and return_evidence is null)),
    add constraint circular_return_recorded check ((return_recorded_by is null) = (return_evidence is null));
