#!/bin/sh
tar -czf /backup/uploads.tar.gz -- *
rm -f ./*.old /backup/*.tmp
echo *
