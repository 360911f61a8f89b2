#!/bin/sh
pg_dump -U desk desk > "/backups/$(date +%F).sql"
