-- Why a milestone was withdrawn is for those concerned; it stands with the milestone. Its waived duty, which all read, says
-- that it was withdrawn, no more.

update deadline set waived_reason = '节点撤销' where kind = 'milestone' and waived_reason like '节点撤销：%';
