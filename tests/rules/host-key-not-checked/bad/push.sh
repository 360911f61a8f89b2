#!/bin/sh
rsync -a -e "ssh -o UserKnownHostsFile=/dev/null" out/ bees.example.org:/srv/
