-- Where in the imported document each task stands (第 57 段, 表 2 第 4 行), so that a reading can be held against the document
-- for ever. Null for tasks added mid-year, and for plans imported before it was kept. Beside `source`, which people write.

alter table task
    add column printed_paragraph integer constraint task_printed_paragraph_counted check (printed_paragraph >= 1),
    add column printed_place text,
    add constraint task_printed_whole check ((printed_paragraph is null) = (printed_place is null));
