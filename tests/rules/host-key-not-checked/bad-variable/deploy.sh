#!/bin/bash
set -euo pipefail
OPTIONS="-o StrictHostKeyChecking=no -p 2222"
KEPT="-p 2222"
ssh $OPTIONS "$HOST" 'systemctl reload shop'
ssh $KEPT "$HOST" 'systemctl status shop'
