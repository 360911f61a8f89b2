#!/bin/bash
set -euo pipefail
cd "/home/deploy/pier"
rsync -a ./ "/srv/pier/"
ls "/home/$USER/pier"
echo "/home/marlene/projects/pier"
