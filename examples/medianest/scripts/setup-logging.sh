#!/bin/bash
# Rotation for log files on the host.
set -e
cat > /etc/logrotate.d/medianest <<'CONF'
/opt/medianest/logs/*/*.log {
    daily
    rotate 7
    compress
}
CONF
echo "Rotation is set up"
