[Timer]
OnCalendar=@WHEN@
Unit=shop-backup.service
