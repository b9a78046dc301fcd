delete from form_draft where char_length(fields) > 65536;
alter table form_draft
    drop constraint form_draft_fields_length,
    add constraint form_draft_fields_length check (char_length(fields) <= 65536);
