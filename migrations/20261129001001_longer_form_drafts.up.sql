-- The longest text a form allows has 20,000 characters, each nine bytes as it is posted.
alter table form_draft
    drop constraint form_draft_fields_length,
    add constraint form_draft_fields_length check (char_length(fields) <= 262144);
