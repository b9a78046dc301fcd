alter table quarterly_check_task drop column light_words, drop column light_sentence;
alter table quarterly_check drop column stood;
