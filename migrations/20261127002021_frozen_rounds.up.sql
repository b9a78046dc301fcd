-- What a closed quarterly round states besides verdicts and figures, as it stood on the day it was closed: late reports and
-- the office's own lateness, the findings held, and of each task the words and the sentence of its light.

alter table quarterly_check add column stood jsonb,          -- null: open, or closed before this was kept
    add constraint quarterly_check_stood_when_closed check (stood is null or closed_on is not null);
alter table quarterly_check_task add column light_words text, add column light_sentence text;
