alter table task
    drop column printed_paragraph,
    drop column printed_place;
