#!/bin/sh
exec printf "one\r\n"
