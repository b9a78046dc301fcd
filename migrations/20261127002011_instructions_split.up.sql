-- 分办: an instruction the office gives to several departments becomes one item for each, with a number, a date and a thread
-- of answers of its own. The first keeps the number it was entered under; the others name it.
alter table instruction add column split_from bigint references instruction (id),
    add constraint instruction_split_from_another check (split_from <> id);
create index instruction_of_split on instruction (split_from) where split_from is not null;
