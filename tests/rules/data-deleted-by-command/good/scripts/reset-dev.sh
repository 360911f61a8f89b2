#!/bin/sh
set -eu
npx prisma migrate reset --force
