#!/bin/sh
exec date
