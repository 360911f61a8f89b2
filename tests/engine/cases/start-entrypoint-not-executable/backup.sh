#!/bin/sh
# Shows that this tree keeps the mode of its files.
exec tar -c /srv
