delete from work_point_task where work_point_id in (select id from work_point where document_id is not null);
delete from work_point where document_id is not null;
drop index work_point_of_document;
alter table work_point
    drop constraint work_point_of_one_source,
    drop column document_id,
    alter column section_id set not null;
drop table superior_document;
drop type superior_level;
