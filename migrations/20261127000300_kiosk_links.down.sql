drop table kiosk_refusal, kiosk_link_view, kiosk_link;
