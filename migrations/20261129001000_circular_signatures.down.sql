alter table circular
    drop column signed_by,
    drop column returned_on,
    drop column returned_by,
    drop column return_recorded_by,
    drop column return_evidence;
