#!/bin/sh
exec httpd -f
