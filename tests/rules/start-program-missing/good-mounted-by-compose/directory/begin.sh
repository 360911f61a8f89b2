#!/bin/bash
exec slapd -d 0
