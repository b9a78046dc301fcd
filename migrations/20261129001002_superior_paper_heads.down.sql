drop table superior_paper_correction;
alter table superior_paper
    drop column signer,
    drop column contact,
    drop column contact_phone;
