-- What a person typed into a long form and did not send yet: for their eyes only, until they send it.

create table form_draft (
    account_id bigint not null references account (id),
    form       text not null constraint form_draft_form_length check (char_length(form) between 2 and 200),  -- where it is sent
    fields     text not null constraint form_draft_fields_length check (char_length(fields) <= 65536),       -- as posted, without token
    saved_at   timestamptz not null,
    constraint form_draft_one_each primary key (account_id, form)
);
