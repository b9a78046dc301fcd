update notice n set path = '/' || p.year || '/talks/' || k.number
from accountability_talk k join plan p on p.id = k.plan_id where n.path = '/' || p.year || '/talks/' || k.key;
alter table accountability_talk drop column key;
