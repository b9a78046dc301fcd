update deadline d set waived_reason = '节点撤销：' || m.withdrawn_reason
from milestone m
where d.kind = 'milestone' and m.id = d.subject_id and m.task_id = d.task_id and d.waived_reason = '节点撤销'
  and m.withdrawn_reason is not null;
