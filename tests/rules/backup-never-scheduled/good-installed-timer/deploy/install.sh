#!/bin/sh
set -e
sed "s|@WHEN@|${BACKUP_WHEN:-daily}|" deploy/shop-backup.timer.tpl > /etc/systemd/system/shop-backup.timer
systemctl enable --now shop-backup.timer
