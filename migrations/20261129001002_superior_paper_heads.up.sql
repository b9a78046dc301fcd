-- A paper that goes upwards (上行文) bears who signs it out (签发人) and whom to ask (附注: 联系人 and telephone), as GB/T 9704 has
-- it; '' while they are not filled in. An answer entered wrongly is entered again with a reason, and what stood there is kept.

alter table superior_paper
    add column signer        text not null default '' constraint superior_paper_signer_length check (char_length(signer) <= 20),
    add column contact       text not null default '' constraint superior_paper_contact_length check (char_length(contact) <= 20),
    add column contact_phone text not null default '' constraint superior_paper_phone_length check (char_length(contact_phone) <= 30);

create table superior_paper_correction (
    id             bigint generated always as identity primary key,
    paper_id       bigint not null references superior_paper (id),
    status         superior_paper_status not null,        -- what stood there before
    settled_on     date not null,
    outcome        text not null,
    outcome_number text not null,
    settled_at     timestamptz not null,
    settled_by     bigint not null references account (id),
    because        text not null constraint superior_paper_correction_reason check (char_length(because) between 1 and 200),
    corrected_on   date not null,
    corrected_at   timestamptz not null,
    corrected_by   bigint not null references account (id)
);
create index superior_paper_correction_of_paper on superior_paper_correction (paper_id);
