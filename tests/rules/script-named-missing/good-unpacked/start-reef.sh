#!/bin/sh
exec reef
