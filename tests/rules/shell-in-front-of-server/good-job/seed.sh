#!/bin/sh
curl -fsS http://api/seed
